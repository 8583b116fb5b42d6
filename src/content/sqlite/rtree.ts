import type { ContentNotice, Counts, Section } from '../reader.ts';
import { type Row, type Value, valueTells } from '../value.ts';
import { boxColumns } from './create-text.ts';
import type { VirtualEntry } from './schema.ts';
import type { Table } from './table.ts';

/** `CREATE TABLE x_rowid (rowid INTEGER PRIMARY KEY, nodeno, a0 …)`: where a row's box lies, and what it has besides. */
const ROWID_AT = 0;
const NODE_AT = 1;
const FIRST_AUXILIARY = 2;

/** Bytes of a node before its cells: depth of the tree (in node 1), then how many cells, both u16 (README). */
const NODE_HEADER_BYTES = 4;
const COUNT_AT = 2;
const ID_BYTES = 8;
const COORDINATE_BYTES = 4;
/** One to five dimensions, a lowest and a highest for each. */
const MAX_COORDINATES = 10;
/** SQLite makes no larger nodes: RTREE_MAXCELLS in ext/rtree/rtree.c. */
const MAX_CELLS = 51;
/** Nodes of one tree that are held in memory: some two million boxes in two dimensions. */
const MAX_NODE_BYTES = 64 * 2 ** 20;
const POLL_ROWS = 1 << 14;

const WORD = 2n ** 32n;

/** The rows of an R-tree as its user sees them. */
export interface Boxes {
  readonly section: Section;
  /** Rows that no node has a box for. */
  readonly notice: ContentNotice | null;
}

/**
 * Puts the rows of an R-tree together: id and auxiliary columns from `_rowid`, coordinates from the node that it names.
 * Where boxes lie in the nodes does not show, so that a tree that was balanced anew is the same. Null where the
 * declaration and the tables do not fit, or the tree is too large.
 */
export function boxesOf(
  { name, module, sql }: VirtualEntry,
  rowid: Table,
  node: Table,
  poll: () => void,
): Boxes | null {
  const { plain, auxiliary } = boxColumns(sql);
  // A polygon's own bounds are in the nodes: its rows lie in `_rowid` alone (geopoly.html).
  const polygons = module === 'geopoly';
  const columns = polygons ? ['rowid', '_shape', ...plain] : [...plain, ...auxiliary];
  const coordinates = polygons ? 0 : plain.length - 1;
  const fits =
    (polygons || (coordinates >= 2 && coordinates % 2 === 0 && coordinates <= MAX_COORDINATES)) &&
    rowid.shape.alias === ROWID_AT &&
    rowid.shape.columns.length === FIRST_AUXILIARY + columns.length - 1 - coordinates &&
    new Set(columns).size === columns.length;
  const cellBytes = ID_BYTES + COORDINATE_BYTES * coordinates;
  const nodeBytes = NODE_HEADER_BYTES + MAX_CELLS * cellBytes;
  if (!fits || (!polygons && node.counts.records * nodeBytes > MAX_NODE_BYTES)) return null;

  const wholeNumbers = module === 'rtree_i32';
  const valueAt = (bytes: Buffer, at: number): Value =>
    wholeNumbers ? bytes.readInt32BE(at) : { real: bytes.readFloatBE(at) };

  function* rows(): Generator<Row | null> {
    const nodes = polygons ? new Map<Value, Buffer>() : nodesOf(node, nodeBytes);
    let done = 0;
    for (const row of rowid.records()) {
      if (done++ % POLL_ROWS === 0) poll();
      const id = row[ROWID_AT] as number | bigint;
      const box: Value[] = [];
      if (!polygons) {
        const bytes = nodes.get(row[NODE_AT] ?? null);
        const at = bytes === undefined ? -1 : cellOf(bytes, id, cellBytes);
        if (bytes === undefined || at < 0) {
          yield null;
          continue;
        }
        for (let place = at + ID_BYTES; place < at + cellBytes; place += COORDINATE_BYTES)
          box.push(valueAt(bytes, place));
      }
      yield [id, ...box, ...row.slice(FIRST_AUXILIARY)];
    }
  }

  let records = 0;
  let telling = 0;
  let bad = 0;
  for (const row of rows()) {
    if (row === null) bad++;
    else records++;
    if (row?.some((value, at) => at > 0 && valueTells(value))) telling++;
  }
  const counts: Counts = { records, telling };
  const section: Section = {
    name,
    columns,
    keys: [[0]],
    defaults: columns.map(() => null),
    ordered: rowid.ordered,
    partial: 'row',
    counts: () => counts,
    *records() {
      for (const row of rows()) if (row !== null) yield row;
    },
  };
  const notice = { detail: 'sqlite.box-missing', lost: true, args: { table: name, rows: bad } };
  return { section, notice: bad === 0 ? null : notice };
}

/** Every node by its number, as far as cells may reach. */
function nodesOf(node: Table, nodeBytes: number): Map<Value, Buffer> {
  const nodes = new Map<Value, Buffer>();
  for (const [number, data] of node.records()) {
    if (number !== undefined && data instanceof Uint8Array) nodes.set(number, Buffer.from(data.subarray(0, nodeBytes)));
  }
  return nodes;
}

/** Where the cell of an id begins in a node; -1 where it has none. */
function cellOf(bytes: Buffer, id: number | bigint, cellBytes: number): number {
  if (bytes.length < NODE_HEADER_BYTES) return -1;
  const unsigned = BigInt.asUintN(64, BigInt(id));
  const [high, low] = [Number(unsigned / WORD), Number(unsigned % WORD)];
  const end = Math.min(bytes.length, NODE_HEADER_BYTES + bytes.readUInt16BE(COUNT_AT) * cellBytes);
  for (let at = NODE_HEADER_BYTES; at + cellBytes <= end; at += cellBytes) {
    if (bytes.readUInt32BE(at + 4) === low && bytes.readUInt32BE(at) === high) return at;
  }
  return -1;
}
