import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareSides } from '../engine/compare.ts';
import { compareOptions } from '../engine/default-options.ts';
import { heldSides } from '../engine/held-sides.ts';
import type { ResultMemo } from '../engine/result-memo.ts';
import { writerFor } from '../report/index.ts';
import { newFile, RECORD_FILE, RESULT_FILE, writePair } from './folders.ts';
import { type PairRecord, recordOf } from './record.ts';
import type { PairTask } from './task.ts';

/** The command that compares this pair alone: it stands in the result, to be done again. */
function argvOf({ pair, settings }: PairTask): string[] {
  const as = (side: string, name: { readonly as: string | null } | null): string[] =>
    name === null || name.as === null ? [] : [`--${side}-as`, name.as];
  return [
    'diff',
    pair.source.path,
    pair.target.path,
    ...(pair.bundle === null ? [] : ['--via', pair.bundle.path]),
    ...as('source', pair.source),
    ...as('target', pair.target),
    ...as('via', pair.bundle),
    ...(settings.changes > 0 ? ['--changes'] : []),
    ...(settings.profile == null ? [] : ['--profile', settings.profile.name]),
  ];
}

/**
 * Compares one pair within this thread, whose memo it shares with others, and writes its folder: other outputs, the
 * record, and last the result.
 */
export async function comparePair(task: PairTask, memo: ResultMemo): Promise<PairRecord> {
  const { pair, settings } = task;
  const stop = new Int32Array(task.stop);
  const sides = heldSides(task.sides, task.keys, () => Atomics.load(stop, 0) !== 0, memo);
  const comparison = await compareSides(
    sides,
    compareOptions({
      argv: argvOf(task),
      started: new Date(settings.started),
      at: new Date(settings.at),
      timezone: settings.timezone,
      limits: settings.limits,
      workDir: settings.workDir,
      caseKey: settings.caseKey,
      reveal: settings.reveal,
      changes: settings.changes,
      case: settings.case,
      profile: settings.profile?.profile ?? null,
    }),
  );
  try {
    const { report } = comparison;
    const record = recordOf(pair, task.key, report);
    await writePair(task.out, pair.id, async (folder) => {
      for (const name of [...settings.outputs.map((ending) => `report${ending}`), RESULT_FILE]) {
        if (name === RESULT_FILE) writeFileSync(join(folder, RECORD_FILE), `${JSON.stringify(record)}\n`);
        const file = newFile(join(folder, name));
        let sum = '';
        try {
          await writerFor(name)?.write(report, file);
        } finally {
          sum = file.end();
        }
        if (name === RESULT_FILE) writeFileSync(join(folder, `${name}.sha256`), sum);
      }
    });
    return record;
  } finally {
    await comparison.close();
  }
}
