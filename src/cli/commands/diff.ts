import { EXIT } from '../../base/fault.ts';
import type { Thread } from '../../engine/pool.ts';
import type { Command } from '../command.ts';
import type { Context } from '../context.ts';
import { FILTER_OPTIONS, OUTPUT_OPTION, SIDES_AS_OPTIONS } from '../options.ts';

/** Differences listed per artifact with --changes, unless --limit-changes says otherwise. */
const CHANGES_PER_ARTIFACT = 1_000;

export const diff: Command = {
  command: 'diff <source> <target>',
  describe: 'What of the source’s app data is on the target, and by which route',
  options: {
    via: { type: 'string', describe: 'The bundle between the two (a Mi Mover set, an .ab …)' },
    ...SIDES_AS_OPTIONS,
    ...FILTER_OPTIONS,
    ...OUTPUT_OPTION,
    changes: { type: 'boolean', default: false, describe: 'List the differences of each artifact as well (NDJSON)' },
    deleted: {
      type: 'boolean',
      default: false,
      describe: 'Also look for deleted records of the source that the target still holds',
    },
    'limit-changes': { type: 'number', default: CHANGES_PER_ARTIFACT, describe: 'Differences listed per artifact' },
    profile: { type: 'string', describe: 'Judge a profile’s claims as well: escan, or a JSON file of your own' },
    'exit-code': { type: 'boolean', default: false, describe: 'Exit 1 when private data is on both sides' },
    case: { type: 'string', describe: 'Case name, recorded in the result' },
  },
  examples: [
    ['$0 diff old.ab new.ab', 'two backups compared'],
    [
      '$0 diff old.tar new.zip --via MIUI/backup/AllBackup/20170810_101500 -o r.json',
      'through the bundle, as JSON too',
    ],
  ],
  async run(context) {
    // The threads load what they need while this one does.
    const { startThread } = await import('../../engine/pool.ts');
    const threads = [startThread(), startThread(), ...(context.flags['via'] === undefined ? [] : [startThread()])];
    try {
      return await compareWith(threads, context);
    } finally {
      await Promise.all(threads.map((thread) => thread.close()));
    }
  },
};

async function compareWith(threads: readonly Thread[], context: Context): Promise<number> {
  const { plannedOutputs, writeOutputs } = await import('../outputs.ts');
  const { WRITERS } = await import('../../report/index.ts');
  const { wholeNumber } = await import('../flags.ts');
  const { exitOf, say, tellBeside } = await import('../render.ts');
  const { appFilterOf, filterOf } = await import('../filter.ts');
  const { flags } = context;
  const text = (name: string): string | null => (flags[name] as string | undefined) ?? null;
  const source = { path: flags['source'] as string, as: text('source-as') };
  const target = { path: flags['target'] as string, as: text('target-as') };
  const via = text('via');
  const bundle = via === null ? null : { path: via, as: text('via-as') };
  const evidence = [source.path, target.path, ...(via === null ? [] : [via])];
  const outputs = plannedOutputs(
    context,
    evidence,
    WRITERS.map(({ extension }) => extension),
  );
  const apps = appFilterOf(flags);
  const limit = wholeNumber(flags, 'limit-changes', 0);
  const { compare } = await import('../../engine/compare.ts');
  const named = text('profile');
  const { loadProfile } = await import('../../engine/load-profile.ts');
  const profile = named === null ? null : loadProfile(named);
  const comparison = await compare(
    { source, target, bundle },
    {
      ...context.run,
      filter: filterOf(flags, apps),
      changes: flags['changes'] === true ? limit : 0,
      past: flags['deleted'] === true ? 0 : null,
      case: text('case'),
      profile,
      threads,
    },
  );
  try {
    context.progress.stop();
    await writeOutputs(context, comparison.report, outputs);
    tellBeside(context, comparison.report.notices);
    say(context, apps?.told() ?? null);
    const exit = exitOf(comparison.report.notices);
    if (flags['exit-code'] === true && comparison.privateOnBoth) return EXIT.found;
    return exit;
  } finally {
    await comparison.close();
  }
}
