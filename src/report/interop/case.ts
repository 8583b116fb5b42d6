import { hash } from 'node:crypto';
import { blockOutput } from '../output.ts';
import {
  type AppView,
  type ArtifactSideView,
  type ArtifactView,
  type DiffReport,
  type EvidenceView,
  SIDE_NAMES,
  type SideName,
} from '../result.ts';
import { INTEROP_WORDS } from '../words/interop.ts';
import { VERDICT_SENTENCES } from '../words/verdicts.ts';
import type { Output, Writer } from '../writer.ts';

/**
 * CASE 1.4.0 / UCO 1.4.0 as JSON-LD (caseontology.org, unifiedcyberontology.org). Names of nodes are UUIDs of version 5
 * (RFC 9562) of what they name, so that two runs give the same ones. `hashMethod` and `kindOfRelationship` are plain
 * strings, as the shapes of 1.4.0 ask.
 */
const UCO = 'https://ontology.unifiedcyberontology.org/uco';
const CONTEXT = {
  kb: 'http://example.org/kb/',
  'case-investigation': 'https://ontology.caseontology.org/case/investigation/',
  'uco-core': `${UCO}/core/`,
  'uco-action': `${UCO}/action/`,
  'uco-observable': `${UCO}/observable/`,
  'uco-tool': `${UCO}/tool/`,
  'uco-types': `${UCO}/types/`,
  xsd: 'http://www.w3.org/2001/XMLSchema#',
} as const;

/** The namespace of URLs (RFC 9562, 6.6): what is named is named as `carryover:…`. */
const NAMESPACE = Buffer.from('6ba7b8119dad11d180b400c04fd430c8', 'hex');
const DATE = /^\d{4}-/;

function uuidOf(name: string): string {
  const hex = hash('sha1', Buffer.concat([NAMESPACE, Buffer.from(`carryover:${name}`)]), 'hex');
  const variant = ((Number.parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(18, 20)}-${hex.slice(20, 32)}`;
}

const quoted = (text: string): string => JSON.stringify(text);
const id = (kind: string, uuid: string): string => `"@id":"kb:${kind}-${uuid}"`;
const timeOf = (time: string): string => `{"@type":"xsd:dateTime","@value":"${time}"}`;

/** The hash of a content as a facet of its own. */
function contentFacet(uuid: string, sha256: string): string {
  return (
    `{${id('content-facet', uuid)},"@type":"uco-observable:ContentDataFacet","uco-observable:hash":[{${id('hash', uuid)},` +
    `"@type":"uco-types:Hash","uco-types:hashMethod":"SHA256",` +
    `"uco-types:hashValue":{"@type":"xsd:hexBinary","@value":"${sha256}"}}]}`
  );
}

interface FileFacts {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly modified: string | null;
}

function fileFacet(uuid: string, { name, path, bytes, modified }: FileFacts): string {
  return (
    `{${id('file-facet', uuid)},"@type":"uco-observable:FileFacet","uco-observable:fileName":${quoted(name)},` +
    `"uco-observable:filePath":${quoted(path)},"uco-observable:isDirectory":false,` +
    `"uco-observable:sizeInBytes":${bytes}` +
    `${modified === null || !DATE.test(modified) ? '' : `,"uco-observable:modifiedTime":${timeOf(modified)}`}}`
  );
}

const lastOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function evidenceNode(side: SideName, own: EvidenceView, uuid: string): string {
  const facets = [
    fileFacet(uuid, { name: lastOf(own.label), path: own.label, bytes: own.bytes, modified: null }),
    `{${id('archive-facet', uuid)},"@type":"uco-observable:ArchiveFileFacet","uco-observable:archiveType":${quoted(
      [own.format, ...(own.formatVersion === null ? [] : [own.formatVersion])].join(' '),
    )}}`,
    contentFacet(uuid, own.sha256),
  ];
  return (
    `{${id('evidence', uuid)},"@type":"uco-observable:ArchiveFile","uco-core:name":"${side}",` +
    `"uco-core:hasFacet":[${facets.join(',')}]}`
  );
}

function fileNode(devicePath: string, own: ArtifactSideView, uuid: string): string {
  const { bytes, modified, sha256 } = own;
  const facets = [fileFacet(uuid, { name: lastOf(devicePath), path: devicePath, bytes, modified })];
  if (sha256 !== null) facets.push(contentFacet(uuid, sha256));
  return `{${id('file', uuid)},"@type":"uco-observable:File","uco-core:hasFacet":[${facets.join(',')}]}`;
}

function relation(name: string, from: string, to: string, kind: string, more: string): string {
  return (
    `{${id('relationship', uuidOf(name))},"@type":"uco-observable:ObservableRelationship",` +
    `"uco-core:source":{"@id":"${from}"},"uco-core:target":{"@id":"${to}"},` +
    `"uco-core:kindOfRelationship":"${kind}","uco-core:isDirectional":true${more}}`
  );
}

/** What the comparison says of the two, in words that show neither transport nor direction. */
const KINDS: Readonly<Partial<Record<ArtifactView['verdict'], string>>> = {
  carried: 'Has_Same_Content_As',
  'partly-carried': 'Has_Records_In_Common_With',
  differs: 'Has_Other_Content_Than',
  'not-compared': 'Not_Compared_With',
};

function* artifactNodes(
  artifact: ArtifactView,
  exhibits: ReadonlyMap<SideName, string>,
  app: string | null,
): Generator<string> {
  const names: Partial<Record<SideName, string>> = {};
  for (const side of SIDE_NAMES) {
    const own = artifact[side];
    const within = exhibits.get(side);
    if (own === null || within === undefined) continue;
    const path = side === 'target' ? (artifact.moved?.devicePath ?? artifact.devicePath) : artifact.devicePath;
    const uuid = uuidOf(`${within}|${own.entry}|${path}`);
    names[side] = `kb:file-${uuid}`;
    yield fileNode(path, own, uuid);
    const facet = `{${id('path-relation', uuid)},"@type":"uco-observable:PathRelationFacet","uco-observable:path":${quoted(own.entry)}}`;
    const more = `,"uco-core:description":${quoted(own.at)},"uco-core:hasFacet":[${facet}]`;
    yield relation(`within|${uuid}`, `kb:file-${uuid}`, `kb:evidence-${within}`, 'Contained_Within', more);
    if (app !== null) yield relation(`of|${uuid}`, `kb:file-${uuid}`, app, 'Data_Of', '');
  }
  const kind = KINDS[artifact.verdict];
  if (kind === undefined || names.source === undefined || names.target === undefined) return;
  const more = `,"uco-core:description":${quoted(VERDICT_SENTENCES[artifact.verdict])}`;
  yield relation(`pair|${names.source}|${names.target}`, names.source, names.target, kind, more);
}

function appNode({ package: name, user, versionCode }: AppView, uuid: string): string {
  const version = versionCode.source ?? versionCode.target;
  const facet =
    `{${id('application-facet', uuid)},"@type":"uco-observable:ApplicationFacet",` +
    `"uco-observable:applicationIdentifier":${quoted(name)}` +
    `${version === null ? '' : `,"uco-observable:version":${quoted(version)}`}}`;
  const label = quoted(user === 0 ? name : `${name} (user ${user})`);
  return `{${id('application', uuid)},"@type":"uco-observable:Application","uco-core:name":${label},"uco-core:hasFacet":[${facet}]}`;
}

/** Tool, exhibits and the comparison itself. */
function* frame(report: DiffReport, exhibits: ReadonlyMap<SideName, string>): Generator<string> {
  const { run, evidence } = report;
  const tool = uuidOf(`tool|${run.version}`);
  yield `{${id('tool', tool)},"@type":"uco-tool:AnalyticTool","uco-core:name":"${run.tool}","uco-tool:version":${quoted(run.version)}}`;
  const all: string[] = [];
  const records: string[] = [];
  for (const [side, uuid] of exhibits) {
    const own = evidence[side];
    if (own === null) continue;
    yield evidenceNode(side, own, uuid);
    all.push(`{"@id":"kb:evidence-${uuid}"}`);
    records.push(`{"@id":"kb:provenance-${uuid}"}`);
    yield `{${id('provenance', uuid)},"@type":"case-investigation:ProvenanceRecord",` +
      `"uco-core:description":${quoted(INTEROP_WORDS.exhibit)},"case-investigation:exhibitNumber":"${side}",` +
      `"uco-core:object":[{"@id":"kb:evidence-${uuid}"}]}`;
  }
  yield `{${id('action', uuidOf(`action|${[...exhibits.values()].join('|')}|${run.at}`))},` +
    `"@type":"case-investigation:InvestigativeAction","uco-core:name":"${INTEROP_WORDS.compare}",` +
    `"uco-action:startTime":${timeOf(run.started)},"uco-action:instrument":[{"@id":"kb:tool-${tool}"}],` +
    `"uco-action:object":[${all.join(',')}],"uco-action:result":[${records.join(',')}]}`;
}

function* nodes(report: DiffReport): Generator<string> {
  const exhibits = new Map<SideName, string>();
  for (const side of SIDE_NAMES) {
    const own = report.evidence[side];
    // The same archive may be given as two sides.
    if (own !== null) exhibits.set(side, uuidOf(`${side}|${own.sha256}|${own.label}`));
  }
  yield* frame(report, exhibits);
  for (const { app, artifacts } of report.apps()) {
    const uuid = uuidOf(`app|${app.package}|${app.user}`);
    yield appNode(app, uuid);
    for (const artifact of artifacts()) yield* artifactNodes(artifact, exhibits, `kb:application-${uuid}`);
  }
  for (const artifact of report.shared()) yield* artifactNodes(artifact, exhibits, null);
}

/** The comparison as a graph: evidence, files, apps, which file lies in which evidence, and what the two phones share. */
export async function writeCase(report: DiffReport, to: Output): Promise<void> {
  const out = blockOutput(to);
  await out.put(`{"@context":${JSON.stringify(CONTEXT)},"@graph":[`);
  let before = '\n';
  for (const node of nodes(report)) {
    await out.put(before + node);
    before = ',\n';
  }
  await out.put('\n]}\n');
  await out.flush();
}

export const caseWriter: Writer = { id: 'case', extension: '.jsonld', write: writeCase };
