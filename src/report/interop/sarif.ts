import type { Status } from '../../findings/finding.ts';
import { RULE_IDS, type RuleId } from '../../findings/finding-view.ts';
import { type BlockOutput, blockOutput } from '../output.ts';
import { type DiffReport, type FindingView, type NoticeView, SIDE_NAMES, type SideName } from '../result.ts';
import { findingShape } from '../shapes.ts';
import { printable } from '../text/escape.ts';
import { findingSentence, INTEROP_WORDS } from '../words/interop.ts';
import { RULE_WORDS } from '../words/rules.ts';
import type { Output, Writer } from '../writer.ts';

/** Static Analysis Results Interchange Format (OASIS, SARIF 2.1.0, errata 01). */
const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';
const VERSION = '2.1.0';

type Level = 'none' | 'note' | 'warning' | 'error';

/** From source to target (3.27.24): what is the same on both, is another, is gone, has come. */
const BASELINE: Readonly<Partial<Record<Status, string>>> = {
  carried: 'unchanged',
  changed: 'updated',
  'left-behind': 'absent',
  'new-on-target': 'new',
};

/** By the taxonomies that SARIF viewers know (`external/cwe/…`); OWASP MASVS 2. */
const TAGS: Readonly<Record<RuleId, readonly string[]>> = {
  credential: ['external/cwe/cwe-312', 'external/cwe/cwe-922', 'MASVS-STORAGE-2'],
  identifier: ['MASVS-PRIVACY-2'],
  'restore-trace': [],
  'deleted-records': ['external/cwe/cwe-212'],
  'key-beside': ['external/cwe/cwe-312', 'external/cwe/cwe-922', 'MASVS-STORAGE-2'],
  account: ['external/cwe/cwe-522'],
  keystore: [],
  policy: ['external/cwe/cwe-530', 'external/cwe/cwe-212', 'MASVS-STORAGE-2'],
};

const NOTICE_LEVELS: Readonly<Record<NoticeView['gravity'], Level>> = {
  damage: 'error',
  doubt: 'warning',
  info: 'note',
};

/** What the finding is worth: no level says that a person can be impersonated, for no server was asked. */
function levelOf(finding: FindingView): Level {
  switch (finding.rule) {
    case 'credential':
      if (finding.status === 'unseen') return 'none';
      if (finding.status !== 'carried') return 'note';
      return finding.portability === 'portable' && finding.expiry !== 'expired' && finding.certainty !== 'suspected'
        ? 'error'
        : 'warning';
    case 'identifier':
      return finding.status === 'carried' ? 'warning' : 'note';
    case 'policy':
      return finding.explained === null ? 'error' : 'note';
    case 'key-beside':
      return finding.onSource && finding.onTarget ? 'error' : 'note';
    case 'deleted-records':
      return 'warning';
    case 'account':
      return finding.reading === 'same-token' ? 'warning' : 'note';
    case 'restore-trace':
    case 'keystore':
      return 'note';
  }
}

/** Kinds other than `fail` have no level (3.27.9). */
function kindOf(finding: FindingView, level: Level): string {
  if (level !== 'none') return 'fail';
  return 'status' in finding && finding.status === 'unseen' ? 'open' : 'informational';
}

/** Where a finding stands: of values that only the target has, on the target. */
function sideOf(finding: FindingView): SideName {
  if ('side' in finding) return finding.side;
  return 'status' in finding && finding.status === 'new-on-target' ? 'target' : 'source';
}

/** A device path as a relative reference of RFC 3986, under the side's own base. */
export function uriOf(devicePath: string): string {
  return devicePath
    .slice(1)
    .split('/')
    .map((step) => encodeURIComponent(step.replace(/\p{Surrogate}/gu, '\ufffd')))
    .join('/');
}

const location = (side: SideName, devicePath: string, where: string | null, owner: string | null) => ({
  physicalLocation: { artifactLocation: { uri: uriOf(devicePath), uriBaseId: side.toUpperCase() } },
  logicalLocations: [
    {
      fullyQualifiedName: printable([owner ?? '', devicePath, ...(where === null ? [] : [where])].join(' ').trim()),
      kind: where === null ? 'resource' : 'member',
    },
  ],
});

function resultOf(finding: FindingView): object {
  const level = levelOf(finding);
  const side = sideOf(finding);
  const where = 'where' in finding ? finding.where : null;
  const target = 'target' in finding ? finding.target : undefined;
  const baselineState = 'status' in finding && finding.status !== undefined ? BASELINE[finding.status] : undefined;
  const fingerprint = 'secret' in finding ? finding.secret.fingerprint : null;
  return {
    ruleId: finding.rule,
    ruleIndex: RULE_IDS.indexOf(finding.rule),
    kind: kindOf(finding, level),
    level,
    message: { text: printable(findingSentence(finding)) },
    locations: [location(side, finding.devicePath, where, finding.package)],
    ...(target === undefined
      ? {}
      : { relatedLocations: [{ id: 1, ...location('target', target.devicePath, target.where, finding.package) }] }),
    fingerprints: { 'carryover/v1': finding.id },
    ...(fingerprint === null ? {} : { partialFingerprints: { 'valueFingerprint/v1': fingerprint } }),
    ...(baselineState === undefined ? {} : { baselineState }),
    properties: propertiesOf(finding),
  };
}

const SAID_ELSEWHERE: ReadonlySet<string> = new Set(['id', 'rule', 'devicePath', 'where', 'target']);

/** What else is known of it, as the JSON of `diff` calls and orders it: the same from a saved result. */
function propertiesOf(finding: FindingView): object {
  return Object.fromEntries(Object.entries(findingShape(finding)).filter(([key]) => !SAID_ELSEWHERE.has(key)));
}

function toolOf({ run }: DiffReport): object {
  const rules = RULE_IDS.map((id) => ({
    id,
    shortDescription: { text: RULE_WORDS[id].heading },
    fullDescription: { text: `${RULE_WORDS[id].about}. ${INTEROP_WORDS.sarif}` },
    ...(TAGS[id].length === 0 ? {} : { properties: { tags: TAGS[id] } }),
  }));
  return { driver: { name: run.tool, semanticVersion: run.version, rules } };
}

function invocationOf({ run, notices, summary }: DiffReport): object {
  return {
    executionSuccessful: true,
    startTimeUtc: run.started,
    arguments: run.argv,
    toolExecutionNotifications: notices.map(({ side, code, gravity, at, message }) => ({
      descriptor: { id: code },
      level: NOTICE_LEVELS[gravity],
      message: { text: printable(message) },
      properties: { side, at },
    })),
    properties: { partial: summary.partial, at: run.at },
  };
}

/** The evidence: what every path lies in. */
function exhibits({ evidence }: DiffReport): object[] {
  return SIDE_NAMES.flatMap((side) => {
    const own = evidence[side];
    if (own === null) return [];
    return [
      {
        location: { uri: uriOf(`/${own.label.replace(/^\/+/, '')}`), description: { text: side } },
        length: own.bytes,
        hashes: { 'sha-256': own.sha256 },
        roles: ['analysisTarget'],
      },
    ];
  });
}

async function putResults(report: DiffReport, out: BlockOutput): Promise<void> {
  let before = '';
  for (const finding of report.findings()) {
    await out.put(`${before}\n${JSON.stringify(resultOf(finding))}`);
    before = ',';
  }
}

/** Findings as results, from source to target as from a baseline to a run. Streamed; values are in it only if revealed. */
export async function writeSarif(report: DiffReport, to: Output): Promise<void> {
  const out = blockOutput(to);
  const { run } = report;
  const head = {
    tool: toolOf(report),
    ...(run.case === null ? {} : { automationDetails: { id: `${printable(run.case)}/` } }),
    invocations: [invocationOf(report)],
    originalUriBaseIds: {
      SOURCE: { description: { text: INTEROP_WORDS.sourceSide } },
      BUNDLE: { description: { text: INTEROP_WORDS.bundleSide } },
      TARGET: { description: { text: INTEROP_WORDS.targetSide } },
    },
    artifacts: exhibits(report),
    columnKind: 'utf16CodeUnits',
    ...(run.revealed === true ? {} : { redactionTokens: ['[redacted]'] }),
  };
  await out.put(
    `{"$schema":"${SCHEMA}","version":"${VERSION}","runs":[${JSON.stringify(head).slice(0, -1)},"results":[`,
  );
  await putResults(report, out);
  await out.put('\n]}]}\n');
  await out.flush();
}

export const sarifWriter: Writer = { id: 'sarif', extension: '.sarif', write: writeSarif };
