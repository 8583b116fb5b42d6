import { counted } from '../numbers.ts';

/** Of `--app`, where no app has such a name. `apps`: how many there are. */
export const noSuchApp = (patterns: readonly string[], apps: number): string =>
  `--app ${patterns.join(' ')}: none of ${counted(apps, 'app')} has such a name; carryover info EVIDENCE lists them`;
