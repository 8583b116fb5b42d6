import { Fault } from '../../base/fault.ts';
import type { Command } from '../command.ts';

export const explain: Command = {
  command: 'explain [code]',
  describe: 'What a code, verdict or term means, what it shows and what it does not',
  options: {
    format: { type: 'string', choices: ['text', 'json', 'ndjson'], default: 'text', describe: 'What goes to stdout' },
  },
  common: false,
  examples: [['$0 explain unseen', 'why absence may prove nothing']],
  async run(context) {
    const { explain: meaning, explainable, explanationText } = await import('../../report/explain.ts');
    const { documentText } = await import('../../report/documents.ts');
    const { ndjsonLine } = await import('../../report/ndjson.ts');
    const { writeLines } = await import('../render.ts');
    const code = context.flags['code'] as string | undefined;
    if (code === undefined && context.format === 'text') {
      await writeLines(explainable());
      return 0;
    }
    const found = code === undefined ? meaning(...explainable()) : meaning(code);
    if (found === null) throw new Fault('usage.invalid', 'unknown-code', code ?? '', { code: code ?? '' });
    if (context.format === 'json') await writeLines([documentText(found)]);
    else if (context.format === 'text') await writeLines([explanationText(found, context.terminal.width)]);
    else await writeLines(found.explanations.map((each) => ndjsonLine('explanation', each)));
    return 0;
  },
};
