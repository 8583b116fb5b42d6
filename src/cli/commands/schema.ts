import { Fault } from '../../base/fault.ts';
import type { Command } from '../command.ts';

export const schema: Command = {
  command: 'schema [name]',
  describe: 'The JSON Schema of an output; without a name, the list of them',
  options: { format: { type: 'string', choices: ['text', 'json'], default: 'text', describe: 'What goes to stdout' } },
  common: false,
  examples: [['$0 schema diff', 'the JSON Schema of carryover.diff/1']],
  async run(context) {
    const { schemaFor, schemaNames } = await import('../../report/schemas/index.ts');
    const { documentText } = await import('../../report/documents.ts');
    const { writeLines } = await import('../render.ts');
    const name = context.flags['name'] as string | undefined;
    if (name === undefined) {
      await writeLines(context.format === 'json' ? [documentText(schemaNames())] : schemaNames());
      return 0;
    }
    const found = schemaFor(name);
    if (found === null) throw new Fault('usage.invalid', 'unknown-schema', name, { known: schemaNames().join(', ') });
    await writeLines([documentText(found)]);
    return 0;
  },
};
