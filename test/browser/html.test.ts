import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeHtml } from '../../src/report/html.ts';
import type { DiffReport } from '../../src/report/result.ts';
import { artifact, memoryOutput, reportFixture } from '../support/report-fixture.ts';

const CHROMIUM = '/usr/bin/chromium';
const there = existsSync(CHROMIUM);
if (!there) process.stderr.write(`The HTML report is not tried in a browser: there is no ${CHROMIUM}.\n`);
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SECTIONS = 'evidence verdicts matrix flow bytes credentials timeline apps rows findings notices method'.split(
  ' ',
);
const EVIL = '<script>document.title="taken"</script><img src=x onerror=alert(1)>"\'&\u202eabc';

let browser: Browser;
let folder = '';
const noise: string[] = [];

async function textOf(report: DiffReport): Promise<string> {
  const out = memoryOutput();
  await writeHtml(report, out);
  return out.text();
}

async function open(name: string, report: DiffReport, script = true): Promise<Page> {
  const path = join(folder, `${name}.html`);
  writeFileSync(path, await textOf(report));
  const context = await browser.newContext({ javaScriptEnabled: script, bypassCSP: name === 'axe' });
  const page = await context.newPage();
  page.on('console', (message) => noise.push(`${name}: ${message.text()}`));
  page.on('pageerror', (error) => noise.push(`${name}: ${error.message}`));
  page.on('request', (request) => {
    if (!request.url().startsWith('file:') && !request.url().startsWith('data:'))
      noise.push(`${name}: ${request.url()}`);
  });
  await page.goto(pathToFileURL(path).href);
  if (script) await page.waitForSelector('html[data-ready]');
  return page;
}

/** As many artifacts as one file lists, with hashes and offsets that differ. */
function large(): DiffReport {
  const base = reportFixture();
  const [first] = base.apps();
  if (first === undefined) throw new Error('the fixture has no app');
  const list = Array.from({ length: 50_000 }, (_, number) => {
    const path = `folder ${number % 97}/item ${number}.db`;
    const one = artifact('com.example.travel', 0, { domain: 'database', path, verdict: 'differs' });
    const hash = (salt: number): string =>
      [1, 2, 3, 4]
        .map((part) =>
          Math.imul(number * 4 + part + salt, 2_654_435_761)
            .toString(16)
            .padStart(16, '0')
            .slice(-16),
        )
        .join('');
    const with_ = (side: typeof one.source, salt: number): typeof one.source =>
      side === null
        ? null
        : { ...side, sha256: hash(salt), at: `phone.tar → tar @${number * 7168 + salt} +${number % 9999}` };
    return { ...one, source: with_(one.source, 7), target: with_(one.target, 99) };
  });
  return { ...base, apps: () => [{ app: first.app, artifacts: () => list }] };
}

beforeAll(async () => {
  if (!there) return;
  folder = mkdtempSync(join(tmpdir(), 'carryover-html-'));
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
});
afterAll(async () => {
  if (!there) return;
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(!there)('the HTML report in a browser', () => {
  test('every view is drawn; filters, order, keys and anchors work; no request, no error', async () => {
    const page = await open('plain', reportFixture({ changes: true }));
    for (const id of SECTIONS) expect(await page.locator(`#${id} h2`).count(), id).toBe(1);
    expect(await page.locator('#matrix tbody tr').count()).toBe(7);
    expect(await page.locator('.diff td:has(mark)').first().textContent()).toContain('see you at 7');
    const all = await page.locator('#count').textContent();
    await page.fill('#find', 'messages.db');
    expect(await page.locator('#list .line').count()).toBe(1);
    expect(await page.locator('#count').textContent()).not.toBe(all);
    await page.focus('#list');
    await page.keyboard.press('ArrowDown');
    expect(await page.locator('#detail').textContent()).toContain('messages.db');
    await page.fill('#find', '');
    await page.selectOption('#order', 'bytes');
    await page.locator('#verdicts a[data-q="verdict=left-behind"]').last().click();
    // The list is drawn anew some moments after the click, and may have as many lines as before.
    await expect
      .poll(async () => new Set(await page.locator('#list .line span:first-child').allTextContents()))
      .toEqual(new Set(['○ left behind']));
    await page.locator('#matrix th button').first().click();
    expect(await page.locator('#matrix th[aria-sort]').count()).toBe(1);
    await page.evaluate("location.hash = '#/data/data/com.example.travel/databases/trips.db'");
    await expect
      .poll(() => page.locator('details[open] [id="/data/data/com.example.travel/databases/trips.db"]').isVisible())
      .toBe(true);
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(20, 23, 27)');
    expect(noise).toEqual([]);
  });

  test('is readable without JavaScript', async () => {
    const page = await open('still', reportFixture(), false);
    expect(await page.locator('#matrix tbody tr').count()).toBe(7);
    expect(await page.locator('.still').isVisible()).toBe(true);
    expect(await page.locator('#list').isVisible()).toBe(false);
  });

  test('what the evidence says is text alone', async () => {
    const base = reportFixture();
    const [first] = base.apps();
    if (first === undefined) throw new Error('the fixture has no app');
    const one = artifact(EVIL, 0, { domain: 'files', path: EVIL, verdict: 'carried' });
    const report = {
      ...base,
      apps: () => [{ app: { ...first.app, package: EVIL, label: EVIL }, artifacts: () => [one] }],
    };
    const page = await open('hostile', report);
    expect(await page.title()).toContain('carryover');
    expect(await page.locator('img, main script, iframe').count()).toBe(0);
    const text = (await page.locator('main').textContent()) + (await page.content());
    expect(text).toContain('onerror=alert(1)');
    expect(text).not.toContain('\u202e');
    expect(noise).toEqual([]);
  });

  test('a phone shows the path of each artifact, and no page is wider than it', async () => {
    const page = await open('phone', reportFixture());
    // The page changes its lines while it is open, too.
    await page.setViewportSize({ width: 400, height: 800 });
    await page.waitForFunction("document.querySelector('#list .line')?.clientHeight > 40");
    const lines = await page.locator('#list .line').all();
    const [first, second] = lines;
    if (first === undefined || second === undefined) throw new Error('the list is empty');
    const [box, path] = [await first.boundingBox(), await first.locator('span').nth(1).boundingBox()];
    expect(path?.width ?? 0).toBeGreaterThan(250);
    // Lines do not lie over each other.
    expect((await second.boundingBox())?.y ?? 0).toBeGreaterThanOrEqual((box?.y ?? 0) + (box?.height ?? 0) - 1);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(400);
    expect(noise).toEqual([]);
  });

  test('axe finds nothing, light and dark', async () => {
    const page = await open('axe', reportFixture({ changes: true }));
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.evaluate(AXE);
      const found = await page.evaluate(async () => {
        const { axe } = globalThis as unknown as {
          axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
        };
        return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
      });
      expect(found).toEqual([]);
    }
  });

  test('50,000 artifacts fit into 4 MB and open', async () => {
    const page = await open('large', large());
    expect(readFileSync(join(folder, 'large.html')).length).toBeLessThan(4_000_000);
    expect(await page.locator('#count').textContent()).toBe('50,000 / 50,000');
    expect(await page.locator('#list .line').count()).toBeLessThan(60);
    await page.focus('#list');
    await page.keyboard.press('End');
    expect(await page.locator('#list .line').count()).toBeLessThan(60);
  });
});
