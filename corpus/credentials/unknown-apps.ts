import { type Random, seeded } from '../encode/seed.ts';
import { type Kept, LAYOUTS, type Layout, type StoreFile } from './layouts.ts';
import { LOOKALIKES } from './lookalikes.ts';
import { type Half, PLANTED } from './planted.ts';

/** One thing in an app that no catalogue knows, and what it is. */
export interface Label {
  readonly package: string;
  readonly path: string;
  readonly layout: string;
  readonly kind: string;
  readonly name: string;
  /** Values any of which, found, is this one. */
  readonly accepted: readonly string[];
  readonly credential: boolean;
}

export interface AppFile extends StoreFile {
  readonly package: string;
}

export interface UnknownApps {
  readonly files: readonly AppFile[];
  readonly labels: readonly Label[];
}

interface Item extends Kept {
  readonly kind: string;
  readonly accepted: readonly string[];
  readonly credential: boolean;
}

const MOST_IN_STORE = 5;
/** Look-alikes drawn for each name. */
const LOOKALIKE_ROUNDS = 2;
const STEMS = [
  'brook',
  'cedar',
  'delta',
  'ember',
  'fjord',
  'grove',
  'haven',
  'islet',
  'jolly',
  'knoll',
  'larch',
  'maple',
  'north',
  'oasis',
  'prism',
];

function items(half: Half, random: Random): Item[] {
  const out: Item[] = [];
  for (const { kind, count, names, draw } of PLANTED) {
    for (let at = 0; at < count; at += 1) {
      const drawn = draw(random);
      const name = names[half][at % names[half].length] as string;
      out.push({
        kind,
        name,
        value: drawn.value,
        accepted: drawn.accepted,
        numeric: drawn.numeric === true,
        lines: drawn.lines === true,
        credential: true,
      });
    }
  }
  for (const { kind, names, draw } of LOOKALIKES) {
    for (const name of names[half]) {
      for (let round = 0; round < LOOKALIKE_ROUNDS; round += 1) {
        const value = draw(random);
        out.push({
          kind,
          name,
          value,
          accepted: [value],
          numeric: false,
          lines: value.includes('\n'),
          credential: false,
        });
      }
    }
  }
  return out;
}

function shuffled<T>(list: readonly T[], random: Random): T[] {
  const out = [...list];
  for (let at = out.length - 1; at > 0; at -= 1) {
    const other = random.int(at + 1);
    [out[at], out[other]] = [out[other] as T, out[at] as T];
  }
  return out;
}

const fits = (layout: Layout, item: Item, taken: readonly Item[]): boolean =>
  (layout.lines || !item.lines) &&
  (layout.names?.test(item.name) ?? true) &&
  !taken.some(({ name }) => name.toLowerCase() === item.name.toLowerCase());

/** A device's worth of apps with planted credentials and look-alikes side by side. Equal for equal halves. */
export function unknownApps(half: Half): UnknownApps {
  const random = seeded(`unknown apps, ${half}`);
  const waiting = shuffled(items(half, random), random);
  const files: AppFile[] = [];
  const labels: Label[] = [];
  for (let number = 0; waiting.length > 0; number += 1) {
    const layout = LAYOUTS[number % LAYOUTS.length] as Layout;
    const stem = STEMS[number % STEMS.length] as string;
    const app = `org.${half}.${stem}${Math.floor(number / 4)}`;
    const taken: Item[] = [];
    for (let at = 0; at < waiting.length && taken.length < MOST_IN_STORE; ) {
      const item = waiting[at] as Item;
      if (fits(layout, item, taken)) taken.push(...waiting.splice(at, 1));
      else at += 1;
    }
    if (taken.length === 0) continue;
    const made = layout.write(taken, number, random);
    for (const file of made) files.push({ ...file, package: app });
    const path = made[0]?.path ?? '';
    for (const { kind, name, accepted, credential } of taken)
      labels.push({ package: app, path, layout: layout.id, kind, name, accepted, credential });
  }
  return { files, labels };
}
