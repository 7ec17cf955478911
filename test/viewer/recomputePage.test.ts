/** "Compute this point again" in a real browser, on Chromium's software WebGPU: what it shows against the grid, and what it says where it cannot. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { at } from '../../src/at.js';
import { loadScan } from '../../src/config/load.js';
import { readVariable } from '../../src/grid/reading.js';
import { type Grid, openGrid } from '../../src/grid/store.js';
import { runScan } from '../../src/scan/run.js';
import { startViewer, type Viewer } from '../../src/viewer/server.js';
import { BROWSER, newPage, SOFTWARE_WEBGPU, startBrowser, waitForContours } from './browser.js';
import { PAGE } from './viewedGrid.js';

/** By the f64 engine: the bounds of docs/numerics.md ("GPU against f64") hold for the browser's GPU. */
const SCAN = `
model: { kind: dual, parameters: { mZprime_gev: 1.25, gD: 2, V54: 0.5, m4_gev: 0.1, epsilon: 2e-3 } }
axes:
  m5_gev: { values: [0.2, 0.3] }
  Umu5_sq: { log: [1e-7, 1e-5], points: 3 }
experiments: [microboone-2025]
events: 4096
outputs: [chi2, signal, ctau_cm, n_eff, flags, spectrum]
`;

let folder: string;
let [grid, viewer, browser]: [Grid, Viewer, Browser] = [] as never;
let hasAdapter = false;
const problems: string[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dualnu-test-'));
  if (BROWSER === undefined) return;
  const file = join(folder, 'scan.yaml');
  await writeFile(file, SCAN);
  const out = join(folder, 'scan.zarr');
  await runScan(await loadScan(file), { out, engine: 'reference', overwrite: false, allowSoftware: true });
  grid = await openGrid(out);
  viewer = await startViewer([out], { page: PAGE });
  browser = await startBrowser(SOFTWARE_WEBGPU);
  const page = await newPage(browser, problems);
  await page.goto(viewer.url);
  // Node's types of a browser know no WebGPU.
  hasAdapter = await page.evaluate(
    async () => (await Reflect.get(navigator, 'gpu')?.requestAdapter?.()) instanceof Object,
  );
  await page.close();
});
afterAll(async () => {
  await browser?.close();
  await viewer?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const skipWithoutAdapter = (context: TestContext) =>
  context.skip(!hasAdapter, 'this Chromium has no software WebGPU');

/** The page with the point m5 = 0.3 GeV, |U|^2 = 1e-6 kept; `prepare` does something to it before it is loaded. */
async function openPoint(prepare: (page: Page) => Promise<unknown> = async () => undefined): Promise<Page> {
  const page = await newPage(browser, problems);
  await prepare(page);
  await page.goto(viewer.url);
  await waitForContours(page);
  await page.locator('.plot').focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowRight');
  await page.waitForSelector('.readout [data-variable=chi2]');
  return page;
}

/** Presses the button, and waits for what comes of it. */
async function recompute(page: Page): Promise<void> {
  await page.locator('.recompute').click();
  await page.waitForSelector('.again:is([data-state=done], [data-state=failed])');
}

/** Adapters that fail at each try in another way. */
const BREAKING = `
  let tries = 0;
  const [adapterOf, deviceOf] = [GPU.prototype.requestAdapter, GPUAdapter.prototype.requestDevice];
  const { get } = Object.getOwnPropertyDescriptor(GPUSupportedLimits.prototype, 'maxBufferSize');
  GPU.prototype.requestAdapter = async function (...options) {
    if (tries === 0 && ++tries) return null;
    return await adapterOf.apply(this, options);
  };
  Object.defineProperty(GPUSupportedLimits.prototype, 'maxBufferSize', {
    get() { return tries === 1 ? 1024 : get.call(this); },
    enumerable: true,
  });
  GPUAdapter.prototype.requestDevice = async function (...options) {
    const device = await deviceOf.apply(this, options);
    if (tries++ === 2) device.destroy();
    return device;
  };
`;

/** Serves the page's worker with such adapters. */
async function breakingAdapters(route: Route): Promise<void> {
  const response = await route.fetch();
  await route.fulfill({ response, body: `${BREAKING}\n${await response.text()}` });
}

/** The numbers of the tables by row: in the grid and here. */
async function tableRows(page: Page): Promise<Map<string, readonly [grid: number, here: number]>> {
  const rows = await page
    .locator('.again tbody tr')
    .evaluateAll((all) => all.map((row) => [...row.children].map(({ textContent }) => textContent ?? '')));
  const number = (text: string) => Number(text.replaceAll('−', '-').replace(/\u2009×\u200910/, 'e'));
  return new Map(rows.map(([name = '', inGrid = '', here = '']) => [name, [number(inGrid), number(here)]]));
}

describe.skipIf(BROWSER === undefined)('a point that the page computes again', () => {
  it('is what the grid holds, within the bounds of the engine, and says which adapter computed', async (context) => {
    skipWithoutAdapter(context);
    const page = await openPoint();
    expect(await page.locator('.readout .place').textContent()).toMatch(/^m5 = 0\.3 GeV, .* = 10−6$/);
    await recompute(page);
    expect(await page.locator('.again .alert').allTextContents()).toEqual([]);
    const rows = await tableRows(page);
    const place = { m5_gev: 1, Umu5_sq: 1 };
    const inGrid = async (name: string) => [...(await readVariable(grid, name, place)).data];
    const expectNear = (name: string, wanted: number, bound: number) => {
      const [shown, here] = rows.get(name) ?? [Number.NaN, Number.NaN];
      // Seven digits are shown.
      expect(Math.abs(shown / wanted - 1), `${name} of the grid`).toBeLessThan(1e-6);
      expect(Math.abs(here - wanted), name).toBeLessThan(bound);
    };
    const { background_chi2: background } = grid.attributes;
    expectNear('background chi2', background, 1e-3 + 1e-4 * background);
    const [chi2, signal, size, ctau] = (
      await Promise.all(['chi2', 'signal', 'n_eff', 'ctau_cm'].map(inGrid))
    ).map((numbers) => at(numbers, 0)) as [number, number, number, number];
    expectNear('chi2', chi2, 1e-3 + 1e-4 * chi2);
    expectNear('signal', signal, 1e-3 * signal);
    expectNear('n_eff', size, 1e-3 * size);
    expectNear('ctau_cm', ctau, 1e-6 * ctau);
    const labels = ['1 shower', '1 shower + 1 track', '2 showers'];
    for (const [bin, events] of (await inGrid('spectrum')).entries())
      expectNear(at(labels, bin), 1e-6 * events, Math.max(1e-9 * events, 1e-6 * signal));
    expect(await page.locator('.again .verdict').textContent()).toMatch(
      /^Agrees with the grid: the largest difference, of .*, is [\d.e-]+ % of what engines may differ by\.$/,
    );
    expect(await page.locator('.again .by').textContent()).toMatch(
      /^here: .*swiftshader.* \(software\), in .* s; the grid: f64 reference$/i,
    );
    // What was computed is shown again with its point, and with no other.
    await page.locator('.plot').press('ArrowUp');
    await page.waitForSelector('.again[data-state=idle] .recompute');
    await page.locator('.plot').press('ArrowDown');
    await page.waitForSelector('.again[data-state=done] table');
    await page.close();
  });

  it('of an adapter that is not there, grants too little or is lost, is told in a sentence, and can be tried again', async (context) => {
    skipWithoutAdapter(context);
    const page = await openPoint((one) => one.route('**/recomputeWorker.js', breakingAdapters));
    for (const sentence of [
      /gives no adapter for it/,
      /needs .*more than the .* of maxBufferSize on .*swiftshader/i,
      /the device .*swiftshader.* was lost/i,
    ]) {
      await recompute(page);
      expect(await page.locator('.again .alert').textContent()).toMatch(sentence);
      expect(await page.locator('.recompute').textContent()).toBe('Try again');
    }
    await page.close();
  });
});

describe.skipIf(BROWSER === undefined)('where a point cannot be computed again', () => {
  it('a browser without WebGPU has no button, and says why', async () => {
    const page = await openPoint((one) =>
      one.addInitScript(() => Object.defineProperty(Navigator.prototype, 'gpu', { get: () => undefined })),
    );
    expect(await page.locator('.again').textContent()).toMatch(/^This browser has no WebGPU, with which/);
    expect(await page.locator('.recompute').count()).toBe(0);
    await page.close();
  });

  it('has met no problem so far', () => {
    expect(problems).toEqual([]);
  });

  it('a scan file that was changed or is gone is told in the words of the program', async (context) => {
    skipWithoutAdapter(context);
    const page = await openPoint();
    await writeFile(join(folder, 'scan.yaml'), SCAN.replace('gD: 2', 'gD: 1'));
    await recompute(page);
    expect(await page.locator('.again .alert').textContent()).toMatch(
      /scan\.yaml: is not the scan of .*scan\.zarr.*give the scan file of the grid with --scan FILE/,
    );
    await rm(join(folder, 'scan.yaml'));
    await recompute(page);
    await page.waitForFunction(() =>
      /no such file/.test(document.querySelector('.again .alert')?.textContent ?? ''),
    );
    await page.close();
  });
});
