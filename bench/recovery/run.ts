import { corpusCategories, FORENSIC_CORPUS, scoreCorpus } from './corpus.ts';
import { scoreRandom } from './random-score.ts';
import { measureSpeed } from './speed.ts';

/**
 * What of deleted rows is found, and how much of what is shown never was: `node dist/bench/recovery/run.js [databases]
 * [first seed]`. Prints one line a category of the forensic corpus, where it is, then the pool of random schemas.
 */

const DATABASES = 300;

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const percent = (part: number, whole: number): string => (whole === 0 ? '-' : (part / whole).toFixed(4));

const [databases = DATABASES, first = 1] = process.argv.slice(2).map(Number);
const categories = corpusCategories();
if (categories.length === 0) say(`no forensic corpus at ${FORENSIC_CORPUS}`);
for (const category of categories) {
  const { deleted, found, phantoms, live } = scoreCorpus(category);
  say(`${category}  ${found} of ${deleted} deleted rows, ${phantoms.length} phantoms, ${live.length} live`);
  for (const line of [...phantoms, ...live].slice(0, 5)) say(`      ${line.slice(0, 200)}`);
}
const score = scoreRandom(first, databases);
say(`random  ${databases} databases, ${score.deleted} deleted rows`);
say(
  `        recall ${percent(score.found, score.deleted)}  precision ${percent(score.right, score.shown)}  live ${score.live}`,
);
say(
  `        whose body is still in the file: ${score.foundOfLeft} of ${score.left}, ${percent(score.foundOfLeft, score.left)}`,
);
for (const [grade, { shown, right }] of Object.entries(score.byGrade)) {
  say(`        ${grade}: ${right} of ${shown} right, ${percent(right, shown)}`);
}
for (const line of score.wrong.slice(0, Number(process.env['SHOW_WRONG'] ?? 0))) say(`        ${line}`);
for (const share of [0, 0.2, 0.5, 1]) say(`speed   ${measureSpeed(10, share)}`);
