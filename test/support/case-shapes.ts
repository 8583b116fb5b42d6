/** What the SHACL shapes of UCO 1.4.0 and CASE 1.4.0 ask of the classes that we write, said again for these alone. */
const facts: readonly (readonly [shape: string, rules: readonly string[]])[] = [
  [
    'uco-observable:FileFacet',
    [
      'uco-observable:fileName; sh:datatype xsd:string; sh:minCount 1; sh:maxCount 1',
      'uco-observable:filePath; sh:datatype xsd:string; sh:maxCount 1',
      'uco-observable:isDirectory; sh:datatype xsd:boolean; sh:maxCount 1',
      'uco-observable:sizeInBytes; sh:datatype xsd:integer; sh:maxCount 1',
      'uco-observable:modifiedTime; sh:datatype xsd:dateTime; sh:maxCount 1',
    ],
  ],
  ['uco-observable:ContentDataFacet', ['uco-observable:hash; sh:class uco-types:Hash; sh:nodeKind sh:BlankNodeOrIRI']],
  [
    'uco-types:Hash',
    [
      'uco-types:hashMethod; sh:datatype xsd:string; sh:minCount 1; sh:maxCount 1',
      'uco-types:hashValue; sh:datatype xsd:hexBinary; sh:minCount 1; sh:maxCount 1',
    ],
  ],
  ['uco-observable:ArchiveFileFacet', ['uco-observable:archiveType; sh:datatype xsd:string; sh:maxCount 1']],
  [
    'uco-observable:ObservableRelationship',
    [
      'uco-core:source; sh:nodeKind sh:BlankNodeOrIRI; sh:minCount 1',
      'uco-core:target; sh:nodeKind sh:BlankNodeOrIRI; sh:minCount 1; sh:maxCount 1',
      'uco-core:kindOfRelationship; sh:datatype xsd:string; sh:minCount 1; sh:maxCount 1',
      'uco-core:isDirectional; sh:datatype xsd:boolean; sh:minCount 1; sh:maxCount 1',
    ],
  ],
  ['uco-observable:PathRelationFacet', ['uco-observable:path; sh:datatype xsd:string; sh:minCount 1']],
  ['uco-observable:ApplicationFacet', ['uco-observable:applicationIdentifier; sh:datatype xsd:string; sh:maxCount 1']],
  ['uco-tool:AnalyticTool', ['uco-tool:version; sh:datatype xsd:string; sh:maxCount 1']],
  [
    'case-investigation:InvestigativeAction',
    [
      'uco-action:startTime; sh:datatype xsd:dateTime; sh:maxCount 1',
      'uco-action:object; sh:nodeKind sh:BlankNodeOrIRI; sh:minCount 1',
      'uco-action:instrument; sh:class uco-tool:AnalyticTool; sh:minCount 1',
      'uco-action:result; sh:class case-investigation:ProvenanceRecord',
    ],
  ],
  [
    'case-investigation:ProvenanceRecord',
    ['case-investigation:exhibitNumber; sh:datatype xsd:string; sh:maxCount 1', 'uco-core:object; sh:minCount 1'],
  ],
];

const UCO = 'https://ontology.unifiedcyberontology.org/uco';

export const CASE_SHAPES = [
  '@prefix sh: <http://www.w3.org/ns/shacl#> .',
  '@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .',
  '@prefix case-investigation: <https://ontology.caseontology.org/case/investigation/> .',
  ...['core', 'action', 'observable', 'tool', 'types'].map((name) => `@prefix uco-${name}: <${UCO}/${name}/> .`),
  ...facts.map(
    ([shape, rules], i) =>
      `<urn:shape:${i}> a sh:NodeShape ; sh:targetClass ${shape} ; ` +
      `${rules.map((rule) => `sh:property [ sh:path ${rule.replaceAll('; ', ' ; ')} ]`).join(' ; ')} .`,
  ),
].join('\n');
