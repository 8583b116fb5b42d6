import type { Argv } from 'yargs';

/** `completion --format json`, which yargs' own command does not know: the script for the shell that runs this. */
export async function tellCompletion(parser: Argv): Promise<number> {
  let script = '';
  // With a callback yargs gives what it would have printed.
  await parser.parse(['completion'], {}, (_error, _flags, output) => {
    script = output;
  });
  const { documentText } = await import('../report/documents.ts');
  const { writeLines } = await import('./render.ts');
  await writeLines([documentText({ schema: 'carryover.completion/1', script })]);
  return 0;
}
