import { readFileSync } from 'node:fs';
import { Fault, faultOfSystemError } from '../base/fault.ts';
import { PROFILES } from '../report/profile/index.ts';
import type { Profile } from '../report/profile/profile.ts';
import { schemaCheck } from '../report/schemas/check.ts';
import { PROFILE_FILE } from '../report/schemas/profile.ts';

/**
 * A profile that comes with the program, by its name, or one from a JSON file (`carryover schema profile`). Throws Fault
 * `usage.invalid` where there is none of that name, and where a file is none.
 */
export function loadProfile(name: string): Profile {
  const own = Object.hasOwn(PROFILES, name) ? PROFILES[name] : undefined;
  if (own !== undefined) return own;
  const known = Object.keys(PROFILES).join(', ');
  if (!/[./]/.test(name)) throw new Fault('usage.invalid', 'profile-unknown', name, { known });
  let text: string;
  try {
    text = readFileSync(name, 'utf8');
  } catch (error) {
    throw new Fault('usage.invalid', 'profile-file', name, { reason: faultOfSystemError(error, name).detail });
  }
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    throw new Fault('usage.invalid', 'profile-file', name, { reason: 'not-json' });
  }
  const place = schemaCheck(PROFILE_FILE)(given);
  if (place !== null) throw new Fault('usage.invalid', 'profile-shape', name, { place });
  return given as Profile;
}
