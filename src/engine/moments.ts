import type { Owner } from '../findings/credential.ts';
import type { ExaminedArtifact } from '../findings/examined.ts';
import type { Sighted } from '../findings/finding.ts';
import type { Redactor } from '../report/redact.ts';
import type { MomentView, SideName } from '../report/result.ts';
import { utc } from './evidence-view.ts';

const SIDES = ['source', 'target'] as const satisfies readonly SideName[];
const MS = 1000;

/** When the credentials and identifiers of an app were made and when they end, by their own claims, side by side. */
export function momentsOf(
  { package: owner, user }: Pick<Owner, 'package' | 'user'>,
  facts: readonly ExaminedArtifact[],
  secrets: Redactor | null,
): MomentView[] {
  const out: MomentView[] = [];
  for (const fact of facts) {
    for (const side of SIDES) {
      const own = fact[side];
      for (const sighted of own?.observed.sightings ?? []) {
        const head = { side, package: owner, user, devicePath: own?.devicePath ?? '' };
        for (const what of ['issued', 'expires'] as const) {
          const time = utc(sighted[what] == null ? null : sighted[what] * MS);
          if (time !== null) out.push({ ...head, ...valueFacts(sighted, secrets), what, time });
        }
      }
    }
  }
  return out;
}

function valueFacts(
  { where, portability, shape, service }: Sighted,
  secrets: Redactor | null,
): Pick<MomentView, 'where' | 'rule' | 'shape' | 'service'> {
  const bracket = where?.indexOf('[') ?? -1;
  // A locator that names its row by a value found elsewhere would tell it.
  const shown =
    where === null || bracket < 0 || secrets === null
      ? where
      : where.slice(0, bracket) + secrets.text(where.slice(bracket));
  return { where: shown, rule: portability === 'identifier' ? 'identifier' : 'credential', shape, service };
}
