import { openMemory } from '../../src/content/sqlite/engine.ts';

/** A database as text: what made each table, index and view, and every row of each. */
export function databaseText(image: Uint8Array): string {
  const db = openMemory(Buffer.from(image));
  try {
    const made = db.prepare('SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid').all() as {
      type: string;
      name: string;
      sql: string;
    }[];
    const lines: string[] = [];
    for (const { type, name, sql } of made) {
      lines.push(sql);
      if (type === 'index') continue;
      for (const row of db.prepare(`SELECT * FROM "${name}"`).raw().all()) lines.push(`  ${JSON.stringify(row)}`);
    }
    return `${lines.join('\n')}\n`;
  } finally {
    db.close();
  }
}
