import type { Domain } from '../android/location.ts';
import type { CoverageView, InfoView, PackageView } from '../report/result.ts';
import { readCatalogue } from '../vfs/catalogue.ts';
import { apkView } from './apk-view.ts';
import { bareApk } from './bare-apk.ts';
import { everyNoticeView, evidenceView } from './evidence-view.ts';
import type { RunOptions } from './run-options.ts';
import type { Side } from './side-pass.ts';
import type { EvidenceName } from './side-request.ts';
import { takeOne } from './take.ts';

type DomainTotals = Partial<Record<Domain, { files: number; bytes: number }>>;

/** Packages of a side with what they hold, in catalogue order; packages that only a manifest names come too. */
function packagesOf(side: Side): PackageView[] {
  const totals = new Map<string, { package: string; user: number; domains: DomainTotals }>();
  const key = (user: number, name: string) => `${name}\u0000${String(user).padStart(6, '0')}`;
  const own = (user: number, name: string) => {
    const id = key(user, name);
    let found = totals.get(id);
    if (found === undefined) {
      found = { package: name, user, domains: {} };
      totals.set(id, found);
    }
    return found;
  };
  for (const entry of readCatalogue(side.catalogue).entries()) {
    const place = entry.location;
    if (place === null || place.package === null || entry.type !== 'file' || entry.shadowed) continue;
    const { domains } = own(place.user, place.package);
    const sum = domains[place.domain] ?? { files: 0, bytes: 0 };
    sum.files += 1;
    sum.bytes += entry.bytes ?? 0;
    domains[place.domain] = sum;
  }
  const facts = new Map(side.packages.map((fact) => [key(fact.user, fact.package), fact]));
  for (const fact of side.packages) own(fact.user, fact.package);
  // Of several APKs of one app, as an update beside the first, the one that comes last in the evidence.
  const apks = new Map(
    side.apks
      .filter((apk) => apk.facts.split === null)
      .map((apk) => [key(apk.user, apk.facts.package), apkView(apk.facts)]),
  );
  return [...totals.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, each]) => {
      const apk = apks.get(id);
      return {
        package: each.package,
        user: each.user,
        label: facts.get(id)?.label ?? null,
        versionCode: facts.get(id)?.versionCode ?? apk?.versionCode ?? null,
        domains: each.domains,
        ...(apk === undefined ? {} : { apk }),
      };
    });
}

function coverageOf(side: Side): CoverageView[] {
  const { covered, gaps, fallback } = side.coverage;
  const shown = covered.map((area) => ({ covered: true, ...area, reason: null, at: null }));
  const withheld = gaps.map((gap) => ({ covered: false, ...gap.area, reason: gap.reason, at: gap.at }));
  const rest = { covered: false, user: null, storage: null, package: null, domains: null, reason: fallback, at: null };
  return [...shown, ...withheld, rest];
}

/** What one piece of evidence is, and what it could and could not show. Throws Fault. */
export async function inspect(name: EvidenceName, options: RunOptions): Promise<InfoView> {
  const { side, store } = await takeOne(name, { kind: 'list', apks: true }, options);
  store.close();
  const notices = everyNoticeView('source', side.notices);
  const apk = await bareApk(side, options.signal);
  return {
    ...evidenceView(side, side.notices),
    validated: side.validated,
    nesting: side.nesting,
    facts: side.facts,
    coverage: coverageOf(side),
    packages: packagesOf(side),
    ...(apk === null ? {} : { apk }),
    otherBundles: side.otherBundles.map(({ path, format }) => ({ path, format })),
    notices,
  };
}
