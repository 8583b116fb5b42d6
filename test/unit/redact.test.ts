import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spelled } from '../../src/findings/credentials/long-value.ts';
import { redactor } from '../../src/report/redact.ts';
import { chance, HEX, jwt } from '../support/scan-content.ts';

const TOKEN = 'Zq3kXv91LmPw7Rt2Bd5N';
const one = redactor([{ shape: 'access-token', value: TOKEN }]);
const MARK = '[redacted access-token 20]';

describe('redaction', () => {
  it('takes a value out wherever it recurs', () => {
    expect(one.text(TOKEN)).toBe(MARK);
    expect(one.text(`Bearer ${TOKEN}, ${TOKEN}`)).toBe(`Bearer ${MARK}, ${MARK}`);
    expect(one.text('nothing here')).toBe('nothing here');
    expect(one.text('')).toBe('');
  });

  it('takes it out of JSON, keys and values, and leaves the rest', () => {
    expect(one.json({ a: [TOKEN, 1, null, true], [TOKEN]: { b: `x${TOKEN}y` } })).toEqual({
      a: [MARK, 1, null, true],
      [MARK]: { b: `x${MARK}y` },
    });
    expect(redactor(['4711']).json({ pin: 4711, other: 47110 })).toEqual({ pin: '[redacted secret 4]', other: 47110 });
    expect(Object.keys(one.json(JSON.parse('{"__proto__":1}')) as object)).toEqual(['__proto__']);
  });

  it.each([
    [
      'XML',
      (s: string) =>
        s.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
    ],
    ['JSON', (s: string) => JSON.stringify(s)],
    ['JSON in JSON', (s: string) => JSON.stringify(JSON.stringify(s))],
    ['JSON of Android', (s: string) => JSON.stringify(s).replaceAll('/', '\\/')],
    [
      'JSON with escapes for HTML',
      (s: string) => JSON.stringify(s).replace(/[<>&=']/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`),
    ],
    ['a URL', (s: string) => `https://x.example/?t=${encodeURIComponent(s)}&u=1`],
    ['hex', (s: string) => Buffer.from(s).toString('hex')],
    ['HEX', (s: string) => Buffer.from(s).toString('hex').toUpperCase()],
    ['base64', (s: string) => Buffer.from(s).toString('base64')],
    ['base64 after one byte', (s: string) => Buffer.from(`a${s}b`).toString('base64')],
    ['base64 after two bytes', (s: string) => Buffer.from(`ab${s}b`).toString('base64')],
    ['base64url', (s: string) => Buffer.from(`{"t":"${s}"}`).toString('base64url')],
  ])('knows it in %s', (_, encode) => {
    const secret = 'p<a>"s&s/w=o\'rd+ü?long-enough';
    const out = redactor([{ shape: 'password', value: secret }]).text(encode(secret));
    expect(out).toContain('[redacted password 29]');
    expect(out).not.toContain('long-enough');
    expect(out.length).toBeLessThan(60);
  });

  it('knows bytes in hex and base64', () => {
    const key = Buffer.from(chance('key', 64, HEX), 'hex');
    const bytes = redactor([{ shape: 'mtproto-auth-key', value: key }]);
    expect(bytes.text(`k=${key.toString('hex')}`)).toBe('k=[redacted mtproto-auth-key 32]');
    expect(bytes.json({ base64: key.toString('base64') })).toEqual({ base64: '[redacted mtproto-auth-key 32]' });
  });

  it('takes values of fewer than 4 characters out only where they are the whole', () => {
    const short = redactor(['abc']);
    expect(short.text('abc')).toBe('[redacted secret 3]');
    expect(short.text('xabcx')).toBe('xabcx');
  });

  it('takes the longer of two that begin alike, and all of two that overlap', () => {
    const two = redactor([
      { shape: 'a', value: 'secret-one' },
      { shape: 'b', value: 'secret-one-and-more' },
      { shape: 'c', value: 'more-and-beyond' },
    ]);
    expect(two.text('x secret-one y')).toBe('x [redacted a 10] y');
    expect(two.text('x secret-one-and-more y')).toBe('x [redacted b 19] y');
    expect(two.text('x secret-one-and-more-and-beyond y')).toBe('x [redacted b 19] y');
  });

  it('does not tell the value by its mark', () => {
    expect(redactor([{ shape: 'password', value: 'password' }]).text('password')).toBe('[redacted 8]');
    expect(redactor([{ shape: 'password', value: 'redacted' }]).text('redacted')).not.toContain('redacted');
    expect(
      redactor([
        { shape: 'password', value: 'sword' },
        { shape: 'password', value: 'another-one' },
      ]).text('another-one'),
    ).not.toContain('sword');
  });

  it('hides a long value by its digest, where it is the whole of a text, or of bytes in base64', () => {
    const long = Buffer.from(chance('long', 9000));
    const bytes = Buffer.from(chance('bytes', 18_002, HEX), 'hex');
    const redact = redactor([{ shape: 'sealed-store', value: 'keyset', beside: [spelled(`${long}`), spelled(bytes)] }]);
    expect(redact.text(`${long}`)).toBe('[redacted sealed-store 9000]');
    expect(redact.json({ base64: bytes.toString('base64') })).toEqual({ base64: '[redacted sealed-store 12004]' });
    expect(redact.text(`${long}.`)).toBe(`${long}.`);
    expect(redactor([{ shape: 'token', value: 'Zz9yx8', beside: ['Ab3de6'] }]).text('x Ab3de6')).toBe(
      'x [redacted token 6]',
    );
  });

  it('with no value changes nothing', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(redactor([]).text(text)).toBe(text);
      }),
    );
  });

  it('never lets a value through, whatever values and text', () => {
    const value = fc.oneof(
      fc.string({ minLength: 4, maxLength: 30 }),
      fc.constantFrom(
        'redacted',
        'aaaa',
        'aaab',
        'secret',
        '[redacted',
        'd se',
        't 4]',
        ' 4] ',
        'jwt 4',
        '4711',
        'ab"c',
        "it's",
        'a&b<',
        'a/b/',
        '\u{1f600}\u{1f600}',
      ),
    );
    fc.assert(
      fc.property(
        fc.array(fc.record({ shape: fc.constantFrom('jwt', 'secret'), value }), { maxLength: 6 }),
        fc.array(fc.oneof(fc.nat(5), fc.string({ maxLength: 6 })), { maxLength: 12 }),
        (secrets, pieces) => {
          const text = pieces
            .map((piece) => (typeof piece === 'number' ? (secrets[piece]?.value ?? '') : piece))
            .join('');
          const redact = redactor(secrets);
          const out = redact.text(text);
          for (const secret of secrets) expect(out).not.toContain(secret.value);
          const json = JSON.stringify(redact.json({ [text]: [text] }));
          for (const secret of secrets) if (/^[a-z0-9]+$/i.test(secret.value)) expect(json).not.toContain(secret.value);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('takes thousands of values out of megabytes in one pass', () => {
    const secrets = Array.from({ length: 5000 }, (_, at) => ({ shape: 'jwt', value: jwt({ sub: `user${at}` }) }));
    const line = 'An ordinary line of text with nothing in it that is secret, and some 12345 digits.\n';
    const text = Array.from({ length: 2000 }, (_, at) => line.repeat(20) + (secrets[at]?.value ?? '')).join('\n');
    const redact = redactor(secrets);
    const start = performance.now();
    const out = redact.text(text);
    expect(performance.now() - start).toBeLessThan(60_000);
    expect(out.match(/\[redacted jwt \d+\]/g)).toHaveLength(2000);
    expect(out).not.toContain('eyJ');
  });
});
