import { unknownApps } from '../corpus/credentials/unknown-apps.ts';
import { audit, decoded, type Method, raw, scanner, unescapedText } from './credentials/methods.ts';
import { interval, type Score, type Share, scoreOf } from './credentials/score.ts';

/**
 * Recall and precision of the credential rules: `node dist/bench/credentials.js [open|blind] [--list]`. Prints the
 * baseline, the ablation and the whole; by kind, by layout and by tier. `--list` names what was missed and what was wrong.
 */

const METHODS: readonly (readonly [name: string, method: Method])[] = [
  ['rules of a source scanner, raw bytes', scanner],
  ['own rules, raw text', raw],
  ['own rules, unescaped text', unescapedText],
  ['own rules, decoded stores', decoded],
  ['the whole: carryover audit', audit],
];
const DIGITS = 3;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

function share(value: Share): string {
  const [low, high] = interval(value);
  const figure = value.of === 0 ? '-' : (value.hits / value.of).toFixed(DIGITS);
  return `${figure} (${value.hits}/${value.of}, ${low.toFixed(2)} to ${high.toFixed(2)})`;
}

function parts(title: string, shares: ReadonlyMap<string, Share>): void {
  say(`  ${title}`);
  for (const [name, value] of [...shares].sort(([a], [b]) => (a < b ? -1 : 1)))
    say(`    ${name.padEnd(32)} ${share(value)}`);
}

async function main(args: readonly string[]): Promise<void> {
  for (const half of ['open', 'blind'] as const) {
    if (args.some((arg) => arg === 'open' || arg === 'blind') && !args.includes(half)) continue;
    const { files, labels } = unknownApps(half);
    const planted = labels.filter(({ credential }) => credential).length;
    say(`\nunknown apps, ${half}: ${planted} planted, ${labels.length - planted} look-alikes, ${files.length} files`);
    let last: Score | null = null;
    for (const [name, method] of METHODS) {
      last = scoreOf(labels, await method(files));
      say(`  ${name.padEnd(38)} recall ${share(last.recall)}  precision ${share(last.precision)}`);
    }
    if (last === null) continue;
    parts('recall by kind', last.byKind);
    parts('recall by layout', last.byLayout);
    parts('precision by certainty', last.byTier);
    if (!args.includes('--list')) continue;
    for (const { kind, name, layout, path, accepted } of last.missed)
      say(`  missed ${kind} ${name} (${layout}, ${path}): ${accepted[0]?.slice(0, 70)}`);
    for (const { value, tier, label, ...rest } of last.wrong)
      say(
        `  wrong ${tier} ${label?.kind ?? '?'} ${label?.name ?? ''} (${label?.layout ?? JSON.stringify(rest)}): ${value.slice(0, 70)}`,
      );
  }
}

await main(process.argv.slice(2));
