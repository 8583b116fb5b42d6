/** A uid is a user's number and an app's: each user has so many (AOSP UserHandle.PER_USER_RANGE). */
const UIDS_PER_USER = 100_000;
/** Below it a number is the system's own, and means the same on every device (AOSP Process.FIRST_APPLICATION_UID). */
const FIRST_APP = 10_000;

export const userOfUid = (uid: number): number => Math.floor(uid / UIDS_PER_USER);

/** The app's part of a uid. A device hands it out as it installs: another gives the same app another one. */
export const appOfUid = (uid: number): number => uid % UIDS_PER_USER;

/** Whether a uid is the system's own, and so comparable between devices. */
export const isSystemUid = (uid: number): boolean => appOfUid(uid) < FIRST_APP;
