/** No text of the viewer's page or of a report leaves it or covers another, as Chromium lays them out, where there is one. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composeReport } from '../../src/report/compose.js';
import { startViewer } from '../../src/viewer/server.js';
import { makeFolder } from '../e2e/cli.js';
import { writeFixture } from '../grid/fixture.js';
import { BROWSER, newPage, startBrowser, waitForContours } from '../viewer/browser.js';
import { PAGE, writeViewedGrid } from '../viewer/viewedGrid.js';
import { pageFaults } from './pageBoxes.js';

let browser: Browser;
const problems: string[] = [];
beforeAll(async () => {
  if (BROWSER !== undefined) browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
});

/** Moves one text of a page onto another, by their selectors. */
async function move(page: Page, from: string, to: string): Promise<void> {
  const [moved, target] = [page.locator(from).first(), page.locator(to).first()];
  const [a, b] = [await moved.boundingBox(), await target.boundingBox()];
  if (a === null || b === null) throw new Error(`${from} or ${to} is not seen`);
  await moved.evaluate(
    (element: HTMLElement, [dx, dy]) =>
      Object.assign(element.style, { display: 'block', transform: `translate(${dx}px, ${dy}px)` }),
    [b.x - a.x, b.y - a.y],
  );
}

describe.skipIf(BROWSER === undefined)('the text of a page', () => {
  it.each([1440, 1024])('stays inside and apart in the viewer, %i pixels wide', async (width) => {
    const grid = await writeViewedGrid(join(await makeFolder(), 'one.zarr'));
    await using viewer = await startViewer([grid.dir], { page: PAGE });
    const page = await newPage(browser, problems, { width });
    await page.goto(`${viewer.url}#panels=0:&at=m4_gev:0.2,epsilon:0.0002&cl=0.95,0.6827`);
    await waitForContours(page);
    const box = await page.locator('.plot').first().boundingBox();
    if (box === null) throw new Error('the page has no picture');
    await page.mouse.click(box.x + 0.5 * box.width, box.y + 0.5 * box.height);
    await page.waitForSelector('.spectra svg');
    const { boxes, faults } = await pageFaults(page);
    expect(boxes).toBeGreaterThan(60);
    expect(faults).toEqual([]);
    await move(page, '.legend li span', '.beside');
    expect((await pageFaults(page)).faults.join()).toMatch(/overlap: /);
    await page.close();
  });

  it('stays inside and apart in a report', async () => {
    const folder = await makeFolder();
    const dir = join(folder, 'grid');
    await writeFixture(dir);
    const report = await composeReport(dir, {
      fix: {},
      confidenceLevels: [0.6827, 0.95],
      maps: ['ctau_cm', 'n_eff'],
      scanFile: undefined,
      verify: true,
      oracle: 0,
      version: '0.1.0',
      date: '2026-01-02 03:04 UTC',
      command: 'dualnu report grid --out report.html',
    });
    const file = join(folder, 'report.html');
    await writeFile(file, report.html);
    const page = await newPage(browser, problems, { width: 1100 });
    await page.goto(pathToFileURL(file).href);
    await page.evaluate('document.fonts.ready');
    const { boxes, faults } = await pageFaults(page);
    expect(boxes).toBeGreaterThan(150);
    expect(faults).toEqual([]);
    await move(page, 'h2', 'h1');
    expect((await pageFaults(page)).faults.join()).toMatch(/overlap: /);
    await page.close();
  });

  it('is shown without errors', () => {
    expect(problems).toEqual([]);
  });
});
