/**
 * Rows of CSV after RFC 4180: fields in quotes may hold commas, doubled quotes and line ends. CR LF and LF end a row;
 * rows without any text are left out. `line` is the number of the line on which the row begins, from 1.
 */
export function csvRows(text: string): { readonly line: number; readonly fields: readonly string[] }[] {
  const rows: { line: number; fields: string[] }[] = [];
  let fields: string[] = [];
  let field = '';
  let quoted = false;
  let line = 1;
  let first = 1;
  const endRow = (): void => {
    fields.push(field);
    if (fields.length > 1 || field.trim() !== '') rows.push({ line: first, fields });
    fields = [];
    field = '';
  };
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    if (char === '\n') line += 1;
    if (quoted) {
      if (char !== '"') field += char;
      else if (text[i + 1] === '"') {
        field += '"';
        i += 1;
      } else quoted = false;
    } else if (char === '"' && field === '') quoted = true;
    else if (char === ',') {
      fields.push(field);
      field = '';
    } else if (char === '\n') {
      endRow();
      first = line;
    } else if (char !== '\r' || text[i + 1] !== '\n') field += char;
  }
  if (field !== '' || fields.length > 0) endRow();
  return rows;
}
