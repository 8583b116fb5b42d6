import { describe, expect, test } from 'vitest';
import { preferencesReader } from '../../src/content/preferences/index.ts';
import { ContentFault } from '../../src/content/reader.ts';
import type { Row } from '../../src/content/value.ts';
import { partsOf } from '../support/documents.ts';

const HEAD = "<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n";

function read(xml: string | Uint8Array, bak?: string) {
  const document = preferencesReader.read(partsOf(xml, bak === undefined ? {} : { bak }), () => undefined);
  const section = document.sections[0];
  if (section === undefined) throw new Error('no section');
  return { document, rows: [...section.records()] as Row[], details: document.notices.map(({ detail }) => detail) };
}

function map(body: string): string {
  return `${HEAD}<map>\n${body}\n</map>\n`;
}

function one(element: string) {
  const { rows, details } = read(map(element));
  expect(details).toEqual([]);
  expect(rows).toHaveLength(1);
  return (rows[0] as Row).slice(1);
}

describe('values that XmlUtils writes', () => {
  test.each<[string, string, unknown]>([
    ['<string name="k">hello</string>', 'string', 'hello'],
    ['<string name="k"></string>', 'string', ''],
    ['<string name="k" />', 'string', ''],
    ['<int name="k" value="-7" />', 'int', -7],
    ['<long name="k" value="9007199254740993" />', 'long', 9007199254740993n],
    ['<long name="k" value="12" />', 'long', 12],
    ['<float name="k" value="1.0" />', 'float', { real: 1 }],
    ['<float name="k" value="NaN" />', 'float', { real: Number.NaN }],
    ['<double name="k" value="-Infinity" />', 'double', { real: Number.NEGATIVE_INFINITY }],
    ['<double name="k" value="1.5E-7" />', 'double', { real: 1.5e-7 }],
    ['<boolean name="k" value="true" />', 'boolean', true],
    ['<boolean name="k" value="false" />', 'boolean', false],
    ['<null name="k" />', 'null', null],
    ['<byte-array name="k" num="3">00ff7A</byte-array>', 'byte-array', new Uint8Array([0, 255, 0x7a])],
    ['<set name="k"><string>b</string><string>a</string></set>', 'set', '["a","b"]'],
    ['<set name="k" />', 'set', '[]'],
    ['<int-array name="k" num="2"><item value="2" /><item value="1" /></int-array>', 'int-array', '[2,1]'],
    ['<long-array name="k" num="1"><item value="9007199254740993" /></long-array>', 'long-array', '[9007199254740993]'],
    ['<double-array name="k" num="1"><item value="2.5" /></double-array>', 'double-array', '[2.5]'],
    ['<string-array name="k" num="2"><item value="b" /><item value="a" /></string-array>', 'string-array', '["b","a"]'],
    ['<boolean-array name="k" num="1"><item value="true" /></boolean-array>', 'boolean-array', '[true]'],
    ['<map name="k"><int name="b" value="1" /><string name="a">x</string></map>', 'map', '[["a","x"],["b",{"int":1}]]'],
    ['<list name="k"><int value="1" /><list><null /></list></list>', 'list', '[{"int":1},{"list":[null]}]'],
  ])('%s', (element, type, value) => {
    expect(one(element)).toEqual([type, value]);
  });
});

describe('text', () => {
  test.each([
    ['&lt;&gt;&amp;&quot;&apos;', '<>&"\''],
    ['&#0;&#1;&#31;', '\u0000\u0001\u001f'],
    ['&#128512;', '😀'],
    ['&#55357;&#56832;', '😀'],
    ['&#x1F600;', '😀'],
    ['a<![CDATA[<b>&amp;]]>c', 'a<b>&amp;c'],
    ['a<!-- no -->b', 'ab'],
    ['&unknown; &', '&unknown; &'],
    ['&constructor;', '&constructor;'],
    ['a\r\nb&#13;c', 'a\nb\rc'],
  ])('%s', (raw, text) => {
    expect(one(`<string name="k">${raw}</string>`)).toEqual(['string', text]);
  });

  test('references in names', () => {
    expect(read(map('<int name="a&#10;&quot;b" value="1" />')).rows).toEqual([['a\n"b', 'int', 1]]);
  });

  test('a byte that is not UTF-8 costs one value its spelling, not the file', () => {
    const xml = Buffer.concat([
      Buffer.from(`${HEAD}<map><string name="bad">a`),
      Buffer.from([0xff]),
      Buffer.from('</string><string name="good">é&#233;</string></map>'),
    ]);
    const { rows, details } = read(xml);
    expect(rows).toEqual([
      ['bad', 'string', { text: new Uint8Array([0x61, 0xff]) }],
      ['good', 'string', 'éé'],
    ]);
    expect(details).toEqual(['preferences.not-utf8']);
  });
});

describe('what is odd', () => {
  test('order of keys and of set members has no meaning, types have', () => {
    const a = one('<set name="k"><string>x</string><string>y</string></set>');
    expect(one('<set name="k"><string>y</string><string>x</string></set>')).toEqual(a);
    expect(one('<int name="k" value="1" />')).not.toEqual(one('<long name="k" value="1" />'));
  });

  test('of two equal keys the last wins', () => {
    const { rows, details } = read(map('<int name="k" value="1" /><int name="k" value="2" />'));
    expect(rows).toEqual([['k', 'int', 2]]);
    expect(details).toEqual(['preferences.duplicate-key']);
  });

  test('a .bak beside it is the truth', () => {
    const { rows, details } = read(map('<int name="k" value="1" />'), map('<int name="k" value="2" />'));
    expect(rows).toEqual([['k', 'int', 2]]);
    expect(details).toEqual(['preferences.bak-used']);
  });

  test('an empty map has no records', () => {
    expect(read(`${HEAD}<map />`).rows).toEqual([]);
    expect(read('<?XML version="1.0"?><map></map>').rows).toEqual([]);
  });

  test('a number that is none is kept as text', () => {
    const { rows, details } = read(map('<int name="k" value="x1" />'));
    expect(rows).toEqual([['k', 'int', 'x1']]);
    expect(details).toEqual(['preferences.bad-value']);
  });

  test('an unknown element is kept and told', () => {
    const { document } = read(map('<colour name="k" value="red" />'));
    expect(read(map('<constructor name="k" value="1" />')).rows).toEqual([['k', 'constructor', '1']]);
    expect(document.notices).toEqual([{ detail: 'preferences.unknown-type', lost: false, args: { type: 'colour' } }]);
  });

  test('what stands after the map is told', () => {
    expect(read(`${map('<int name="k" value="1" />')}junk`).details).toEqual(['preferences.trailing']);
  });

  test('cut anywhere: what came out before, and a notice, or a fault', () => {
    const whole = map(
      '<string name="a">first</string><set name="b"><string>x</string></set><int name="c" value="3" />',
    );
    const all = read(whole).rows;
    for (let length = 0; length < whole.trimEnd().length; length += 1) {
      const cut = whole.slice(0, length);
      try {
        const { rows, document } = read(cut);
        expect(rows).toEqual(all.slice(0, rows.length));
        expect(document.notices.some(({ lost }) => lost)).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(ContentFault);
        expect((error as ContentFault).detail).toBe('preferences.malformed');
      }
    }
  });

  test('binary XML is recognised and not read', () => {
    const abx = new Uint8Array([0x41, 0x42, 0x58, 0, 0x10]);
    expect(preferencesReader.bid({ name: 'x.xml', head: abx, size: 5 })).toBe(32);
    expect(() => read(abx)).toThrow('preferences.abx');
  });

  test('hostile shapes end quickly', () => {
    const started = performance.now();
    const many = 200_000;
    for (const body of [
      '<a '.repeat(many),
      `<string ${'x'.repeat(many)}>`,
      '<list>'.repeat(many),
      '&#1;'.repeat(many),
      '<map>'.repeat(many),
    ]) {
      read(`<map>${body}`);
    }
    read(map(`<double name="k" value="${'1'.repeat(many)}x" />`));
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});

test('bids on the root, not on the name', () => {
  const bid = (text: string, name = 'x.xml') =>
    preferencesReader.bid({ name, head: new TextEncoder().encode(text), size: text.length });
  expect(bid(map(''))).toBeGreaterThan(bid('<map>'));
  expect(bid('<map>')).toBeGreaterThan(bid('<map>', 'x'));
  expect(bid('\ufeff<!-- a --><map/>')).toBeGreaterThan(0);
  expect(bid('<mapping>')).toBe(0);
  expect(bid('<?xml version="1.0"?><manifest>')).toBe(0);
  expect(bid('')).toBe(0);
});
