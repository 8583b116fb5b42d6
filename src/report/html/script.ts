/**
 * What the report does where JavaScript runs: the complete list (virtual: only the lines in view are elements),
 * filters, sorting, citations, theme. Text enters by textContent alone.
 */
export const SCRIPT = String.raw`'use strict';
(() => {
const root = document.documentElement, $ = (id) => document.getElementById(id);
const words = JSON.parse($('words').textContent);
root.classList.add('js');
$('theme').addEventListener('click', () => {
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = dark ? 'light' : 'dark';
});
async function copy(text, button) {
  try { await navigator.clipboard.writeText(text); } catch {
    const area = document.createElement('textarea');
    area.value = text; document.body.append(area); area.select(); document.execCommand('copy'); area.remove();
  }
  const before = button.textContent;
  button.textContent = words.copied;
  setTimeout(() => { button.textContent = before; }, 1200);
}
document.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-cite]');
  if (button) copy(button.dataset.cite, button);
});
addEventListener('beforeprint', () => { for (const each of document.querySelectorAll('details')) each.open = true; });
for (const button of document.querySelectorAll('th button[data-sort]')) button.addEventListener('click', () => {
  const table = button.closest('table'), at = button.closest('th').cellIndex, sign = button.dataset.down === '1' ? 1 : -1;
  button.dataset.down = sign < 0 ? '1' : '0';
  const value = (row) => { const given = row.cells[at].dataset.n; return given === undefined ? row.cells[at].textContent : Number(given); };
  const rows = [...table.tBodies[0].rows].sort((a, b) => { const x = value(a), y = value(b); return sign * (x < y ? -1 : x > y ? 1 : 0); });
  table.tBodies[0].append(...rows);
  for (const th of table.tHead.rows[0].cells) th.removeAttribute('aria-sort');
  button.closest('th').setAttribute('aria-sort', sign < 0 ? 'descending' : 'ascending');
});
const list = $('list'), LINE = 32;
let apps = [], rows = [], shown = [], chosen = -1;
const space = document.createElement('div');
space.setAttribute('role', 'presentation');
list.append(space);
function line(at) {
  const row = rows[shown[at]], out = document.createElement('div');
  out.className = 'line'; out.id = 'line-' + at; out.style.top = at * LINE + 'px';
  out.setAttribute('role', 'option'); out.setAttribute('aria-selected', String(at === chosen));
  out.setAttribute('aria-setsize', String(shown.length)); out.setAttribute('aria-posinset', String(at + 1));
  for (const text of [words.signs[row[2]] + ' ' + words.verdicts[row[2]], row[1], row[3], row[5].toLocaleString('en')]) {
    const cell = document.createElement('span'); cell.textContent = text; out.append(cell);
  }
  out.addEventListener('click', () => choose(at));
  return out;
}
function draw() {
  const from = Math.max(0, Math.floor(list.scrollTop / LINE) - 6), to = Math.min(shown.length, from + Math.ceil(list.clientHeight / LINE) + 12);
  const lines = [];
  for (let at = from; at < to; at += 1) lines.push(line(at));
  space.replaceChildren(...lines);
  if (chosen >= from && chosen < to) list.setAttribute('aria-activedescendant', 'line-' + chosen); else list.removeAttribute('aria-activedescendant');
}
const cite = (row) => [words.run, apps[row[0]], row[1], words.verdicts[row[2]], row[7] && 'source: ' + row[7], row[9] && 'bundle: ' + row[9], row[8] && 'target: ' + row[8]].filter(Boolean).join('\n');
function choose(at) {
  chosen = Math.max(0, Math.min(shown.length - 1, at));
  if (list.scrollTop > chosen * LINE) list.scrollTop = chosen * LINE;
  if (list.scrollTop + list.clientHeight < (chosen + 1) * LINE) list.scrollTop = (chosen + 1) * LINE - list.clientHeight;
  draw();
  const row = rows[shown[chosen]];
  if (!row) { $('detail').replaceChildren(); return; }
  const button = document.createElement('button'), text = document.createElement('div'), link = document.createElement('a');
  button.dataset.cite = cite(row); button.textContent = words.copy;
  link.href = '#' + encodeURI(row[1]).replaceAll('#', '%23'); link.textContent = '#'; link.title = row[1];
  text.textContent = cite(row); text.className = 'mono';
  $('detail').replaceChildren(link, ' ', button, text);
}
function filter() {
  const text = $('find').value.toLowerCase(), verdict = $('verdict').value, order = $('order').value;
  shown = [];
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at];
    if ((verdict === '' || row[2] === Number(verdict)) && (text === '' || row[1].toLowerCase().includes(text) || apps[row[0]].toLowerCase().includes(text))) shown.push(at);
  }
  if (order === 'bytes') shown.sort((a, b) => rows[b][5] - rows[a][5]);
  if (order === 'path') shown.sort((a, b) => (rows[a][1] < rows[b][1] ? -1 : 1));
  space.style.height = shown.length * LINE + 'px';
  $('count').textContent = shown.length.toLocaleString('en') + ' / ' + rows.length.toLocaleString('en');
  chosen = -1; list.scrollTop = 0; $('detail').replaceChildren(); draw();
}
function follow() {
  let hash = location.hash.slice(1);
  try { hash = decodeURI(hash); } catch {}
  if (hash.startsWith('rows&')) {
    const wanted = new URLSearchParams(hash.slice(5));
    $('find').value = wanted.get('q') ?? ''; $('verdict').value = wanted.get('verdict') ?? '';
    filter(); $('rows').scrollIntoView();
  } else if (hash.startsWith('/')) {
    hash = hash.replaceAll('%23', '#');
    const there = $(hash), folded = there && there.closest('details');
    if (there) { if (folded) folded.open = true; there.scrollIntoView(); return; }
    $('find').value = ''; $('verdict').value = ''; filter();
    const at = shown.findIndex((each) => rows[each][1] === hash);
    if (at >= 0) { $('rows').scrollIntoView(); choose(at); }
  } else { const there = $(hash); if (there && there.tagName === 'DETAILS') there.open = true; }
}
list.addEventListener('scroll', draw, { passive: true });
list.addEventListener('keydown', (event) => {
  const page = Math.floor(list.clientHeight / LINE), step = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -1e9, End: 1e9 }[event.key];
  if (step === undefined) return;
  event.preventDefault(); choose(chosen + step);
});
for (const id of ['find', 'verdict', 'order']) $(id).addEventListener('input', filter);
for (const each of document.querySelectorAll('a[data-q]')) each.href = '#rows&' + each.dataset.q;
addEventListener('hashchange', follow);
(async () => {
  const bytes = Uint8Array.from(atob($('packed').textContent), (each) => each.charCodeAt(0));
  const text = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).text();
  ({ apps, rows } = JSON.parse(text));
  filter(); follow(); root.dataset.ready = '1';
})();
})();
`;
