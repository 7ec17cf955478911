/**
 * Makes docs/images/view.png: the quickstart's grid, with spectra, in the page of `dualnu view`. Needs a build and Chromium.
 *   npx tsx scripts/viewImage.ts
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import { startViewer } from '../src/viewer/server.js';
import { findBrowser } from './setup/findBrowser.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const VIEW = 'x=m5_gev&y=Umu5_sq&at=m4_gev:0.1,epsilon:0.0008&cl=0.95,0.6827';
/** Where the pointer is: shares of the picture's width and height. */
const POINT = { x: 0.4, y: 0.5 };

const executablePath = findBrowser();
if (executablePath === undefined) throw new Error('no Chromium found: npm run setup -- --test');
const folder = await mkdtemp(join(tmpdir(), 'dualnu-view-'));
try {
  const grid = join(folder, 'quickstart.zarr');
  const outputs = 'outputs=[chi2,signal,ctau_cm,n_eff,flags,spectrum]';
  const scan = [
    'dist/cli/main.js',
    'scan',
    'scans/quickstart.yaml',
    '--software',
    '--set',
    outputs,
    '--out',
    grid,
  ];
  await promisify(execFile)(process.execPath, scan, { cwd: ROOT });
  await using viewer = await startViewer([grid], { page: pathToFileURL(join(ROOT, 'dist/page/')) });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1.5 });
  await page.goto(`${viewer.url}#${VIEW}`);
  await page.waitForSelector('.panel[data-contours=done]');
  await page.waitForSelector('.state[data-state=known]');
  const box = await page.locator('.plot').boundingBox();
  if (box === null) throw new Error('the page has no picture');
  await page.mouse.click(box.x + POINT.x * box.width, box.y + POINT.y * box.height);
  await page.waitForSelector('.spectra svg');
  await page.screenshot({ path: join(ROOT, 'docs/images/view.png') });
  await browser.close();
} finally {
  await rm(folder, { recursive: true, force: true });
}
