/** One made-up phone, and what writes it in the format of a tool: the same phone must come out of all of them. */

export type PhoneArea = 'ce' | 'de' | 'external' | 'obb' | 'apk' | 'system';

export interface PhoneFile {
  readonly area: PhoneArea;
  /** Null for `system`. */
  readonly package: string | null;
  /** Below the area's folder of the package: `databases/x.db`, `files/y`, `base.apk`; below `/` for `system`. */
  readonly path: string;
  readonly body: Uint8Array;
}

export interface PhoneApp {
  readonly package: string;
  readonly label: string;
  readonly versionCode: number;
}

export interface Phone {
  readonly apps: readonly PhoneApp[];
  readonly files: readonly PhoneFile[];
}

/** A file that a tool leaves. */
export interface WrittenFile {
  /** Below the folder of the evidence; without a slash and alone, it is the evidence itself. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Writes a phone as one tool does. What the tool leaves out by design is left out. */
export interface PhoneWriter {
  /** Of the format. */
  readonly format: string;
  /** What tells variants of a format apart. */
  readonly variant: string;
  readonly password: string | null;
  write(phone: Phone): readonly WrittenFile[];
}

/** Seconds since 1970: 2024-01-02T03:04:05Z. */
export const PHONE_TIME = 1_704_164_645;
export const PHONE_UID = 10_123;

const ROOTS: Readonly<Record<PhoneArea, (name: string) => string>> = {
  ce: (name) => `data/data/${name}/`,
  de: (name) => `data/user_de/0/${name}/`,
  external: (name) => `data/media/0/Android/data/${name}/`,
  obb: (name) => `data/media/0/Android/obb/${name}/`,
  apk: (name) => `data/app/${name}-1/`,
  system: () => '',
};

/** Where the phone itself keeps a file, without the leading slash. */
export const storedPath = (file: PhoneFile): string => ROOTS[file.area](file.package ?? '') + file.path;

/** Files of one app, in order of their paths. */
export const filesOf = (phone: Phone, name: string, areas: readonly PhoneArea[]): readonly PhoneFile[] =>
  phone.files
    .filter((file) => file.package === name && areas.includes(file.area))
    .sort((a, b) => (storedPath(a) < storedPath(b) ? -1 : 1));

/** `packages.list`, which names all apps. */
export const packagesList = (phone: Phone): string =>
  phone.apps
    .map(
      (app, i) => `${app.package} ${PHONE_UID + i} 0 /data/user/0/${app.package} default none 0 ${app.versionCode} 1\n`,
    )
    .join('');
