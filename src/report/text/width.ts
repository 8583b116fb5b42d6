/** First and last code points of blocks that take two columns (Unicode 15.1, EastAsianWidth.txt, classes W and F). */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x231a, 0x231b],
  [0x2329, 0x232a],
  [0x23e9, 0x23ec],
  [0x23f0, 0x23f0],
  [0x23f3, 0x23f3],
  [0x25fd, 0x25fe],
  [0x2614, 0x2615],
  [0x2648, 0x2653],
  [0x267f, 0x267f],
  [0x2693, 0x2693],
  [0x26a1, 0x26a1],
  [0x26aa, 0x26ab],
  [0x26bd, 0x26be],
  [0x26c4, 0x26c5],
  [0x26ce, 0x26ce],
  [0x26d4, 0x26d4],
  [0x26ea, 0x26ea],
  [0x26f2, 0x26f3],
  [0x26f5, 0x26f5],
  [0x26fa, 0x26fa],
  [0x26fd, 0x26fd],
  [0x2705, 0x2705],
  [0x270a, 0x270b],
  [0x2728, 0x2728],
  [0x274c, 0x274c],
  [0x274e, 0x274e],
  [0x2753, 0x2755],
  [0x2757, 0x2757],
  [0x2795, 0x2797],
  [0x27b0, 0x27b0],
  [0x27bf, 0x27bf],
  [0x2b1b, 0x2b1c],
  [0x2b50, 0x2b50],
  [0x2b55, 0x2b55],
  [0x2e80, 0x303e],
  [0x3041, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18cff],
  [0x1aff0, 0x1b2ff],
  [0x1f004, 0x1f004],
  [0x1f0cf, 0x1f0cf],
  [0x1f18e, 0x1f18e],
  [0x1f191, 0x1f19a],
  [0x1f1e6, 0x1f202],
  [0x1f210, 0x1f23b],
  [0x1f240, 0x1f248],
  [0x1f250, 0x1f265],
  [0x1f300, 0x1f320],
  [0x1f32d, 0x1f335],
  [0x1f337, 0x1f37c],
  [0x1f37e, 0x1f393],
  [0x1f3a0, 0x1f3ca],
  [0x1f3cf, 0x1f3d3],
  [0x1f3e0, 0x1f3f0],
  [0x1f3f4, 0x1f3f4],
  [0x1f3f8, 0x1f43e],
  [0x1f440, 0x1f440],
  [0x1f442, 0x1f4fc],
  [0x1f4ff, 0x1f53d],
  [0x1f54b, 0x1f54e],
  [0x1f550, 0x1f567],
  [0x1f57a, 0x1f57a],
  [0x1f595, 0x1f596],
  [0x1f5a4, 0x1f5a4],
  [0x1f5fb, 0x1f64f],
  [0x1f680, 0x1f6c5],
  [0x1f6cc, 0x1f6cc],
  [0x1f6d0, 0x1f6d2],
  [0x1f6d5, 0x1f6d7],
  [0x1f6dc, 0x1f6df],
  [0x1f6eb, 0x1f6ec],
  [0x1f6f4, 0x1f6fc],
  [0x1f7e0, 0x1f7eb],
  [0x1f7f0, 0x1f7f0],
  [0x1f90c, 0x1f93a],
  [0x1f93c, 0x1f945],
  [0x1f947, 0x1f9ff],
  [0x1fa70, 0x1faff],
  [0x20000, 0x3fffd],
];

const ZERO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}]$/u;
const EMOJI_STYLE = '\u{fe0f}';
const PLAIN = /^[\x20-\x7e]*$/;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

function isWide(code: number): boolean {
  let low = 0;
  let high = WIDE.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const [first, last] = WIDE[middle] ?? [0, 0];
    if (code < first) high = middle - 1;
    else if (code > last) low = middle + 1;
    else return true;
  }
  return false;
}

/** Columns of one grapheme: that of its widest code point; an emoji presentation takes two. */
function graphemeWidth(cluster: string): number {
  if (cluster.includes(EMOJI_STYLE)) return 2;
  let width = 0;
  for (const character of cluster) {
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0x300 && ZERO_WIDTH.test(character)) continue;
    width = Math.max(width, isWide(code) ? 2 : 1);
  }
  return width;
}

/** Columns that printable text takes on a terminal. Ambiguous characters count as one. */
export function columns(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += graphemeWidth(segment);
  return width;
}

/** Fills up with spaces to a width; text that is longer stays as it is. */
export function padded(text: string, width: number, side: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(0, width - columns(text)));
  return side === 'left' ? text + space : space + text;
}

/** How many of the first `clusters` fit into `room` columns. */
function fitting(clusters: readonly string[], room: number): readonly string[] {
  let used = 0;
  const fits: string[] = [];
  for (const cluster of clusters) {
    used += graphemeWidth(cluster);
    if (used > room) break;
    fits.push(cluster);
  }
  return fits;
}

/** Text of more than any terminal's width is cut before it is measured: a name may be megabytes long. */
const MOST_MEASURED = 4096;

/** Shortens in the middle to at most `width` columns, both ends kept: names differ at their ends. */
export function shortened(text: string, width: number, mark = '…'): string {
  const whole = text.length <= MOST_MEASURED;
  if (whole && columns(text) <= width) return text;
  const room = Math.max(0, width - mark.length);
  const bounded = whole ? text : text.slice(0, MOST_MEASURED / 2) + text.slice(-MOST_MEASURED / 2);
  const clusters = [...graphemes.segment(bounded)].map((part) => part.segment);
  const head = fitting(clusters, Math.ceil(room / 2)).join('');
  const tail = fitting([...clusters].reverse(), room - columns(head));
  return head + mark + [...tail].reverse().join('');
}

/** Shortens at the end to at most `width` columns. */
export function cut(text: string, width: number, mark = '…'): string {
  const whole = text.length <= MOST_MEASURED;
  if (whole && columns(text) <= width) return text;
  const clusters = [...graphemes.segment(text.slice(0, MOST_MEASURED))].map((part) => part.segment);
  return (
    fitting(clusters, Math.max(0, width - mark.length))
      .join('')
      .trimEnd() + mark
  );
}

/** Breaks a sentence into lines of at most `width` columns, at spaces; a longer word stands alone. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && columns(line) + 1 + columns(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  if (line !== '') lines.push(line);
  return lines;
}
