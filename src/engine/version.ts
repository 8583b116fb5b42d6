import { readFileSync } from 'node:fs';

// From sources this file is two levels below package.json, built it is three.
const PACKAGE = new URL(
  import.meta.url.endsWith('.ts') ? '../../package.json' : '../../../package.json',
  import.meta.url,
);

/** The version that package.json states. */
export const TOOL_VERSION: string = (JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string }).version;
