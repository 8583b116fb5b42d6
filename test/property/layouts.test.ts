import fc from 'fast-check';
import { expect, test } from 'vitest';
import { devicePath, locateDevicePath } from '../../src/android/layouts.ts';
import { type Domain, type Location, location } from '../../src/android/location.ts';

const segment = fc.stringMatching(/^[A-Za-z0-9_.=+~ -]{1,12}$/).filter((text) => !/^\.{1,2}$/.test(text));
const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
const identifier = fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/);
const name = fc
  .oneof(
    fc.array(identifier, { minLength: 2, maxLength: 4 }).map((parts) => parts.join('.')),
    fc.constant('android'),
  )
  .filter((text) => !/^vmdl\d+\.tmp$/.test(text));
const user = fc.constantFrom(0, 10, 11, 999);
const volume = fc.constantFrom(null, '1', 'ABCD-1234');
const reserved = /^(?:databases|shared_prefs|files|no_backup|cache|code_cache)\//;

const privateFile: fc.Arbitrary<Location> = fc
  .tuple(
    user,
    name,
    fc.constantFrom('ce' as const, 'de' as const),
    path,
    fc.constantFrom<Domain[]>('database', 'preferences', 'files', 'no_backup', 'cache', 'root'),
  )
  .filter(([, , , rest, domain]) => domain !== 'root' || !reserved.test(rest))
  .map(([id, owner, storage, rest, domain]) =>
    location(id, owner, storage, domain, domain === 'cache' ? `cache/${rest}` : rest),
  );
const sharedFile: fc.Arbitrary<Location> = fc
  .tuple(user, name, fc.constantFrom('external' as const, 'obb' as const, 'media' as const), path, volume, fc.boolean())
  .map(([id, owner, storage, rest, where, owned]) => {
    const own = storage === 'media' && !owned ? null : owner;
    const text = own === null ? `DCIM/${rest}` : rest;
    return location(where === null ? id : 0, own, storage, storage, text, { volume: where });
  });
const otherFile: fc.Arbitrary<Location> = fc.oneof(
  fc.tuple(name, path).map(([owner, rest]) => location(0, owner, 'apk', 'apk', rest)),
  fc.tuple(user, name, path).map(([id, owner, rest]) => location(id, owner, 'kv', 'kv', rest)),
  fc
    .tuple(user, name, fc.constantFrom(null, '3', '-1'))
    .map(([id, owner, feature]) => location(id, owner, 'archive', 'manifest', '_manifest', { feature })),
  fc
    .tuple(user, name, fc.constantFrom(null, '3', '-1'), path)
    .map(([id, owner, feature, rest]) => location(id, owner, 'archive', 'agent', `miui_bak/${rest}`, { feature })),
  path.map((rest) => location(0, null, 'system', 'system', `data/misc/${rest}`)),
);

test('a location is what its device path says', () => {
  fc.assert(
    fc.property(fc.oneof(privateFile, sharedFile, otherFile), (place) => {
      expect(locateDevicePath(devicePath(place))?.location).toEqual(place);
    }),
    { numRuns: 2000 },
  );
});

test('any path is located without an exception, and its rendering means the same place', () => {
  const parts = fc.constantFrom(
    'data',
    'user',
    'user_de',
    '0',
    '10',
    'media',
    'app',
    'mnt',
    'storage',
    'emulated',
    'self',
    'primary',
    'expand',
    'runtime',
    'data_mirror',
    'data_ce',
    'null',
    'Android',
    'obb',
    'backup',
    'kv',
    'agent',
    'manifest',
    'com.a',
    'com.a-1',
    '~~x==',
    'files',
    'sdcard',
    'x',
  );
  fc.assert(
    fc.property(fc.array(parts, { minLength: 1, maxLength: 8 }), (list) => {
      const found = locateDevicePath(`/${list.join('/')}`);
      if (found === null) return;
      expect(locateDevicePath(devicePath(found.location))?.location).toEqual(found.location);
    }),
    { numRuns: 5000 },
  );
});
