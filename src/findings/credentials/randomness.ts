/**
 * Is a text made by chance or by people? Words reuse few pairs of letters; random text uses all 676 alike, and changes
 * between letters, digits and cases without reason. The score sums the evidence of each neighbouring pair, in bits.
 */
const COMMON_PAIRS = new Set(
  (
    'th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro ic ' +
    'ne ea ra ce li ch ll be ma si om ur ca el ta la ns di fo ho pe ec pr no ct us ac ot il tr ly nc et ut ss so rs un ' +
    'lo wa ge ie wh ee wi em ad ol rt po we na ul ni ts mo ow pa im mi ai sh ir su id os iv ia am fi ci vi pl ig tu ev ' +
    'ld ry mp fe bl ab gh ty op wo sa ay ex ke fr oo av ag if ap gr od bo sp rd do uc bu ei ov by rm ep tt oc fa ef cu ' +
    'rn sc gi da yo cr cl du ga qu ue ff ba ey ls va um pp ua up lu go ht ru ug ds lt pi rc rr eg au ck ew mu br bi pt ' +
    'ak pu ui rg ib tl ny ki rk ys ob mm fu ph og ms ye ud mb ip ub oi rl gu dr hr cc tw ft wn nu af hu nn eo vo rv nf ' +
    'xp gn sm fl iz ok nl my gl aw ju oa eq sy sl ps'
  ).split(' '),
);

/** Two in five pairs of letters are common ones by chance; in words nearly all are. */
const COMMON_BITS = -0.9;
const RARE_BITS = 1.4;
/** A digit beside a letter, or a capital after a capital-less start. */
const CHANGE_BITS = 0.8;
const NEEDED_BITS = 6;

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isLower(code: number): boolean {
  return code >= 0x61 && code <= 0x7a;
}

function isUpper(code: number): boolean {
  return code >= 0x41 && code <= 0x5a;
}

/** Bits in favour of chance; negative for words. Looks at the first 128 characters. */
export function chanceBits(text: string): number {
  const end = Math.min(text.length, 128);
  let bits = 0;
  for (let at = 1; at < end; at += 1) {
    const [a, b] = [text.charCodeAt(at - 1), text.charCodeAt(at)];
    const letters = (isLower(a) || isUpper(a)) && (isLower(b) || isUpper(b));
    if (letters) {
      bits += COMMON_PAIRS.has(text.slice(at - 1, at + 1).toLowerCase()) ? COMMON_BITS : RARE_BITS;
      if (isUpper(b) && isLower(a) && at + 1 < end && !isLower(text.charCodeAt(at + 1))) bits += CHANGE_BITS;
    } else if (
      isDigit(a) !== isDigit(b) &&
      (isDigit(a) || isLower(a) || isUpper(a)) &&
      (isDigit(b) || isLower(b) || isUpper(b))
    ) {
      bits += CHANGE_BITS;
    }
  }
  return bits;
}

/** Random enough for a token of which nothing but a fitting name is known. Length is the caller's to judge. */
export function looksRandom(text: string): boolean {
  if (/^[0-9]+$/.test(text) || distinct(text) < Math.min(8, text.length / 2)) return false;
  if (/^[0-9a-f]+$/.test(text) || /^[0-9A-F]+$/.test(text)) return /[a-fA-F]/.test(text) && /[0-9]/.test(text);
  return chanceBits(text) >= NEEDED_BITS;
}

function distinct(text: string): number {
  return new Set(text.slice(0, 128)).size;
}
