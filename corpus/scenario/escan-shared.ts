import { utf8 } from '../encode/bytes.ts';
import { type PrefsValue, prefs } from '../encode/prefs.ts';
import type { Expectation, Tracked } from './device.ts';

/** What the modelled apps of the pair have in common: the time of the move, and files with what is to be expected. */

/** 2017-08-03T06:30:00Z in seconds: when the move was made. */
export const MOVED_AT = 1_501_741_800;
export const DAY = 86_400;

export const bytes: Expectation = { verdict: 'carried', likeness: 'bytes' };
export const content: Expectation = { verdict: 'carried', likeness: 'content' };
export const superset: Expectation = { verdict: 'carried', likeness: 'superset' };
export const partly: Expectation = { verdict: 'partly-carried', likeness: 'partial' };
export const differs: Expectation = { verdict: 'differs', likeness: 'none' };
export const left: Expectation = { verdict: 'left-behind', likeness: null };

/** A file that is the same on both phones. */
export const same = (path: string, body: Uint8Array, area: Tracked['area'] = 'ce'): Tracked => ({
  area,
  path,
  source: body,
  target: body,
  expect: bytes,
});
export const both = (path: string, source: Uint8Array, target: Uint8Array, expect: Expectation): Tracked => ({
  area: 'ce',
  path,
  source,
  target,
  expect,
});
export const onlySource = (path: string, source: Uint8Array, expect: Expectation | null = left): Tracked => ({
  area: 'ce',
  path,
  source,
  target: null,
  expect,
});

export const preferences = (values: Readonly<Record<string, PrefsValue>>): Uint8Array => utf8(prefs(values));
