import { shareSigner } from '../android/apk/signing.ts';
import { mainPart } from '../device/artifact.ts';
import type { NoticeView, SideName } from '../report/result.ts';
import { noticeMessage } from '../report/words/notices.ts';
import { apkOf } from './apk-view.ts';
import type { TakenSides } from './sides.ts';
import type { Unit } from './unit.ts';

const SHA256 = /^[0-9a-f]{64}$/;

/** Who signed an app by the word of one side: of its base APK, else of the manifest or list of the backup. */
interface Stated {
  readonly signers: readonly string[];
  readonly former: readonly string[];
  readonly at: string | null;
}

/**
 * Where both sides state who signed an app, and no certificate is common to both: by Android's rules the one is no update
 * of the other. An APK is shared by all users: what is said of one is not said again of another.
 */
export function signerNotices(owner: string, units: readonly Unit[], sides: TakenSides): NoticeView[] {
  const users = new Set(units.map(({ location }) => location?.user ?? 0));
  const told = new Set<string>();
  return [...users].flatMap((user) => {
    const isOn = (side: SideName): boolean =>
      units.some((unit) => unit[side] !== null && (unit.location?.user ?? 0) === user);
    if (!isOn('source') || !isOn('target')) return [];
    const [source, target] = [stated('source', owner, user, units, sides), stated('target', owner, user, units, sides)];
    if (shareSigner(source, target) !== false) return [];
    const args = {
      package: owner,
      user,
      source: source.signers.join(' '),
      target: target.signers.join(' '),
    };
    const pair = `${args.source} ${args.target}`;
    if (told.has(pair)) return [];
    told.add(pair);
    const at = target.at ?? firstPlace('target', user, units);
    const message = noticeMessage('other-signer', 'app', args);
    return [{ side: 'target', code: 'other-signer', gravity: 'doubt', at, message, detail: 'app', args } as const];
  });
}

function stated(side: SideName, owner: string, user: number, units: readonly Unit[], { by }: TakenSides): Stated {
  for (const unit of units) {
    const apk = apkOf(unit[side], by[side]?.apks);
    if (apk === null || apk.facts.split !== null || apk.facts.signing.signers.length === 0) continue;
    const { signers, former } = apk.facts.signing;
    return { signers, former, at: atOf(unit, side) };
  }
  const fact = by[side]?.packages.get(`${user}/${owner}`);
  return { signers: (fact?.signers ?? []).filter((each) => SHA256.test(each)), former: [], at: null };
}

function atOf(unit: Unit, side: SideName): string | null {
  const artifact = unit[side];
  return artifact === null ? null : mainPart(artifact).at;
}

function firstPlace(side: SideName, user: number, units: readonly Unit[]): string {
  for (const unit of units) {
    const at = (unit.location?.user ?? 0) === user ? atOf(unit, side) : null;
    if (at !== null) return at;
  }
  return '';
}
