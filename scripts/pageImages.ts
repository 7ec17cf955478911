/**
 * Makes docs/images/view.png, the quickstart's grid with spectra in the page of `dualnu view`, and docs/images/report.png, the head of its page of
 * `dualnu report`. Needs a build, grids/quickstart.zarr and Chromium.
 *   npx tsx scripts/pageImages.ts
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';
import { startViewer } from '../src/viewer/server.js';
import { findBrowser } from './setup/findBrowser.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const VIEW = 'x=m5_gev&y=Umu5_sq&at=m4_gev:0.1,epsilon:0.0008&cl=0.95,0.6827';
/** Where the pointer is: shares of the picture's width and height. */
const POINT = { x: 0.4, y: 0.5 };

const executablePath = findBrowser();
if (executablePath === undefined) throw new Error('no Chromium found: npm run setup -- --test');
const folder = await mkdtemp(join(tmpdir(), 'dualnu-pages-'));
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  await viewImage(browser);
  await reportImage(browser);
} finally {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}

async function dualnu(...words: readonly string[]): Promise<void> {
  await promisify(execFile)(process.execPath, ['dist/cli/main.js', ...words], { cwd: ROOT });
}

async function viewImage(browser: Browser): Promise<void> {
  const grid = join(folder, 'quickstart.zarr');
  const outputs = 'outputs=[chi2,signal,ctau_cm,n_eff,flags,spectrum]';
  await dualnu('scan', 'scans/quickstart.yaml', '--software', '--set', outputs, '--out', grid);
  await using viewer = await startViewer([grid], { page: pathToFileURL(join(ROOT, 'dist/page/')) });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1.5 });
  await page.goto(`${viewer.url}#${VIEW}`);
  await page.waitForSelector('.panel[data-contours=done]');
  await page.waitForSelector('.state[data-state=known]');
  const box = await page.locator('.plot').boundingBox();
  if (box === null) throw new Error('the page has no picture');
  await page.mouse.click(box.x + POINT.x * box.width, box.y + POINT.y * box.height);
  await page.waitForSelector('.spectra svg');
  await page.screenshot({ path: join(ROOT, 'docs/images/view.png') });
}

async function reportImage(browser: Browser): Promise<void> {
  const file = join(folder, 'report.html');
  const plane = ['--fix', 'm4_gev=0.1', '--fix', 'epsilon=8e-4'];
  await dualnu('report', 'grids/quickstart.zarr', ...plane, '--out', file);
  const page = await browser.newPage({ viewport: { width: 1100, height: 1500 }, deviceScaleFactor: 1.5 });
  await page.goto(pathToFileURL(file).href);
  await page.evaluate('document.fonts.ready');
  await page.screenshot({ path: join(ROOT, 'docs/images/report.png') });
}
