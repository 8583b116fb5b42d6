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
const list = $('list'), narrow = matchMedia('(max-width: 640px)');
let LINE = narrow.matches ? 58 : 32;
let apps = [], rows = [], shown = [], chosen = -1;
const space = document.createElement('div');
space.setAttribute('role', 'presentation');
list.append(space);
function line(at) {
  const row = rows[shown[at]], out = document.createElement('div');
  out.className = 'line'; out.id = 'line-' + at; out.style.top = at * LINE + 'px';
  out.setAttribute('role', 'option'); out.setAttribute('aria-selected', String(at === chosen));
  out.setAttribute('aria-setsize', String(shown.length)); out.setAttribute('aria-posinset', String(at + 1));
  for (const text of [words.signs[row[2]] + ' ' + words.verdictWords[row[2]], row[1], row[3], row[5].toLocaleString('en')]) {
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
const cite = (row) => [words.run, apps[row[0]][0], row[1], words.verdictWords[row[2]] + (row[4] < 0 ? '' : ', ' + words.routeWords[row[4]]), row[7] && 'source: ' + row[7], row[9] && 'bundle: ' + row[9], row[8] && 'target: ' + row[8]].filter(Boolean).join('\n');
function choose(at) {
  chosen = Math.max(0, Math.min(shown.length - 1, at));
  if (list.scrollTop > chosen * LINE) list.scrollTop = chosen * LINE;
  if (list.scrollTop + list.clientHeight < (chosen + 1) * LINE) list.scrollTop = (chosen + 1) * LINE - list.clientHeight;
  draw();
  const row = rows[shown[chosen]];
  if (!row) { $('detail').replaceChildren(); return; }
  const button = document.createElement('button'), text = document.createElement('div'), link = document.createElement('a');
  button.dataset.cite = cite(row); button.textContent = words.copy;
  link.href = '#' + encodeURI(row[1]).replaceAll('#', '%23'); link.textContent = row[1]; link.className = 'mono';
  text.textContent = cite(row); text.className = 'mono';
  $('detail').replaceChildren(link, ' ', button, text);
}
let wanted = {};
function filter() {
  const text = $('find').value.toLowerCase(), verdict = words.verdicts.indexOf($('verdict').value), order = $('order').value;
  const col = wanted.col === undefined ? -1 : Number(wanted.col), route = wanted.route === undefined ? -2 : words.routes.indexOf(wanted.route);
  shown = [];
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at], app = apps[row[0]];
    if (verdict >= 0 && row[2] !== verdict) continue;
    if (col >= 0 && row[10] !== col) continue;
    if (route >= -1 && row[4] !== route) continue;
    if (wanted.app !== undefined && app[1] !== wanted.app) continue;
    if (wanted.av !== undefined && app[2] !== wanted.av) continue;
    if (text !== '' && !row[1].toLowerCase().includes(text) && !app[0].toLowerCase().includes(text)) continue;
    shown.push(at);
  }
  if (order === 'bytes') shown.sort((a, b) => rows[b][5] - rows[a][5]);
  if (order === 'path') shown.sort((a, b) => (rows[a][1] < rows[b][1] ? -1 : 1));
  space.style.height = shown.length * LINE + 'px';
  $('count').textContent = shown.length.toLocaleString('en') + ' / ' + rows.length.toLocaleString('en');
  const also = [wanted.app, wanted.av && words.appVerdicts[wanted.av], col >= 0 && words.columns[col], route >= 0 && words.routeWords[route]].filter(Boolean);
  $('clear').hidden = also.length === 0; $('clear').textContent = also.join(' · ') + ' × ' + words.clear;
  chosen = -1; list.scrollTop = 0; $('detail').replaceChildren(); draw();
}
narrow.addEventListener('change', () => { LINE = narrow.matches ? 58 : 32; space.style.height = shown.length * LINE + 'px'; draw(); });
function reveal(there) {
  for (let each = there; each; each = each.parentElement) if (each.tagName === 'DETAILS') each.open = true;
  there.scrollIntoView();
  there.classList.add('found'); setTimeout(() => there.classList.remove('found'), 2500);
}
function follow() {
  const raw = location.hash.slice(1);
  if (raw.startsWith('rows&')) {
    wanted = Object.fromEntries(new URLSearchParams(raw.slice(5)));
    $('find').value = wanted.q ?? ''; $('verdict').value = wanted.verdict ?? ''; $('order').value = wanted.order ?? '';
    filter(); $('rows').scrollIntoView(); return;
  }
  let hash = raw;
  try { hash = decodeURIComponent(raw); } catch {}
  const there = hash === '' ? null : $(hash) ?? $(raw);
  if (there) { if (there.closest('details')) reveal(there); return; }
  if (!hash.startsWith('/')) return;
  wanted = {}; $('find').value = ''; $('verdict').value = ''; filter();
  const at = shown.findIndex((each) => rows[each][1] === hash);
  if (at >= 0) { $('rows').scrollIntoView(); choose(at); }
}
$('clear').addEventListener('click', () => { wanted = {}; filter(); $('find').focus(); });
$('open').addEventListener('click', () => {
  const all = [...document.querySelectorAll('#apps > details')], open = all.some((each) => !each.open);
  for (const each of all) each.open = open;
  $('open').textContent = open ? words.closeAll : words.openAll;
});
addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
  event.preventDefault(); $('rows').scrollIntoView(); $('find').focus();
});
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
