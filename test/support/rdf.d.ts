declare module 'jsonld' {
  const jsonld: { toRDF(document: unknown, options: { readonly format: string }): Promise<unknown> };
  // biome-ignore lint/style/noDefaultExport: so the package has it.
  export default jsonld;
}
declare module 'n3' {
  export interface Quad {
    readonly subject: Term;
  }
  export interface Term {
    readonly value: string;
  }
  export class Parser {
    constructor(options?: { readonly format: string });
    parse(text: string): Quad[];
  }
  export class Store {
    constructor(quads: readonly Quad[]);
    getQuads(subject: Term | null, predicate: Term | null, object: Term | null, graph: Term | null): Quad[];
    removeQuads(quads: readonly Quad[]): void;
  }
  export const DataFactory: { namedNode(iri: string): Term };
}
