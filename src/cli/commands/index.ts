import type { Command } from '../command.ts';
import { audit } from './audit.ts';
import { batch } from './batch.ts';
import { cat } from './cat.ts';
import { diff } from './diff.ts';
import { explain } from './explain.ts';
import { extract } from './extract.ts';
import { formats } from './formats.ts';
import { info } from './info.ts';
import { ls } from './ls.ts';
import { report } from './report.ts';
import { schema } from './schema.ts';
import { show } from './show.ts';
import { snapshot } from './snapshot.ts';
import { worker } from './worker.ts';

/** Every command, in the order of the help. A new one is one file and one line here. */
export const COMMANDS: readonly Command[] = [
  diff,
  info,
  ls,
  cat,
  extract,
  show,
  audit,
  snapshot,
  batch,
  worker,
  report,
  formats,
  explain,
  schema,
];
