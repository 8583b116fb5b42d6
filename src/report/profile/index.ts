import { ESCAN_2017 } from './escan-2017.ts';
import type { Profile } from './profile.ts';

/** Profiles that come with the program, by the name of `--profile`. */
export const PROFILES: Readonly<Record<string, Profile>> = { escan: ESCAN_2017 };
