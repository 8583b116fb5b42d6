import { walkXml } from '../../src/bytes/xml.ts';

/** One `<row>`: null for a value that is Null or missing. */
export interface InfoRow {
  readonly table: string;
  readonly columns: ReadonlyMap<string, string | null>;
}

/** What an info.xml says that is used here. Nothing of it is trusted before something authenticates. */
export interface InfoIndex {
  readonly header: Readonly<{
    backupVersion: string | null;
    backupVersionName: string | null;
    model: string | null;
    dateTime: string | null;
  }>;
  /** 3 for what the keys here open. */
  readonly attachType: string | null;
  readonly checkMsg: Uint8Array | null;
  readonly perBackupKey: Uint8Array | null;
  readonly passwordSalt: Uint8Array | null;
  /** What users typed as a reminder; never told, because some type the password. */
  readonly hasHint: boolean;
  readonly modules: ReadonlyMap<string, InfoModule>;
}

export interface InfoModule {
  /** Each distinct `encMsgV3`: seed (32) and vector (16). None: not encrypted. */
  readonly seeds: readonly Uint8Array[];
  /** `checkMsgV3` as it stands; null where there is none. */
  readonly check: string | null;
}

const MOST_ROWS = 200_000;
/** Attributes of `<value>` that hold one. */
const VALUES: readonly string[] = ['String', 'Integer', 'Long', 'Boolean'];
const SEED_BYTES = 48;

/** Reads an info.xml as far as it goes. Never throws. */
export function readInfoXml(text: string): InfoIndex {
  const rows = rowsOf(text);
  const cell = (table: string, column: string): string | null =>
    rows.find((row) => row.table === table && row.columns.has(column))?.columns.get(column) ?? null;
  const modules = new Map<string, { seeds: Uint8Array[]; check: string | null }>();
  for (const { table, columns } of rows) {
    if (!table.startsWith('BackupFileModuleInfo')) continue;
    const seed = hexOf(columns.get('encMsgV3'), SEED_BYTES);
    for (const column of ['name', 'packageName', 'appName']) {
      const name = columns.get(column);
      if (name === null || name === undefined || name === '') continue;
      const module = modules.get(name) ?? { seeds: [], check: null };
      if (seed !== null && !module.seeds.some((each) => Buffer.compare(each, seed) === 0)) module.seeds.push(seed);
      module.check ??= columns.get('checkMsgV3') ?? null;
      modules.set(name, module);
    }
  }
  const types = 'BackupFilesTypeInfo';
  return {
    header: {
      backupVersion: cell('HeaderInfo', 'backupVersion'),
      backupVersionName: cell('BackupFileVersionInfo', 'backupVersionName'),
      model: cell('BackupFilePhoneInfo', 'productModel'),
      dateTime: cell('HeaderInfo', 'dateTime'),
    },
    attachType: cell(types, 'type_attch'),
    checkMsg: hexOf(cell(types, 'checkMsg'), 64),
    perBackupKey: hexOf(cell(types, 'e_perbackupkey'), 48),
    passwordSalt: hexOf(cell(types, 'pwkey_salt'), 32),
    hasHint: (cell(types, 'promptMsg') ?? '') !== '',
    modules,
  };
}

function rowsOf(text: string): InfoRow[] {
  const walk = walkXml(text.replace(/^\ufeff/, ''));
  const rows: InfoRow[] = [];
  let columns = new Map<string, string | null>();
  let column: string | null = null;
  for (let token = walk.next(); token !== null && rows.length < MOST_ROWS; token = walk.next()) {
    if (token.kind !== 'open') continue;
    if (token.name === 'row') {
      columns = new Map();
      rows.push({ table: token.attributes.get('table') ?? '', columns });
    } else if (token.name === 'column') {
      column = token.attributes.get('name') ?? null;
    } else if (token.name === 'value' && column !== null) {
      const { attributes } = token;
      const kind = VALUES.find((name) => attributes.has(name));
      columns.set(column, kind === undefined ? null : (attributes.get(kind) ?? null));
    }
  }
  return rows;
}

/** Exactly so many bytes in hex; null for anything else. */
function hexOf(text: string | null | undefined, bytes: number): Uint8Array | null {
  if (text === null || text === undefined || text.length !== 2 * bytes || !/^[0-9a-fA-F]+$/.test(text)) return null;
  return Uint8Array.from(Buffer.from(text, 'hex'));
}
