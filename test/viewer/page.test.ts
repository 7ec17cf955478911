/** The viewer's page in a real browser: what it draws and says is what the program computes from the same grid. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at } from '../../src/at.js';
import type { Point } from '../../src/contouring/contour.js';
import { numberMarkup, plainText } from '../../src/drawing/richText.js';
import { readVariable } from '../../src/grid/reading.js';
import type { Grid } from '../../src/grid/store.js';
import { type ContourRequest, computeContours } from '../../src/results/contours.js';
import { deltaScale, placeOf, SHADES, shadeHex } from '../../src/viewer/picture/colours.js';
import { FRAME, placesOn, SIZE } from '../../src/viewer/picture/plot.js';
import { cellBorders } from '../../src/viewer/picture/raster.js';
import { startViewer, type Viewer } from '../../src/viewer/server.js';
import { makeFolder } from '../e2e/cli.js';
import { BROWSER, newPage, shownBy, startBrowser, waitForContours, waitForOther } from './browser.js';
import { PAGE, spectrumAt, writeViewedGrid } from './viewedGrid.js';

let [grid, viewer, browser]: [Grid, Viewer, Browser] = [] as never;
const problems: string[] = [];
beforeAll(async () => {
  if (BROWSER === undefined) return;
  const folder = await makeFolder();
  grid = await writeViewedGrid(join(folder, 'one.zarr'));
  const other = await writeViewedGrid(join(folder, 'other.zarr'), 'other');
  viewer = await startViewer([grid.dir, other.dir], { page: PAGE });
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  await viewer?.[Symbol.asyncDispose]();
});

/** The page with one panel and m4, epsilon at their first values; `more` is added to its address. */
async function open(more = '', options = {}): Promise<Page> {
  const page = await newPage(browser, problems, options);
  await page.goto(`${viewer.url}#panels=0:&at=m4_gev:0.02,epsilon:0.0002&${more}`);
  await waitForContours(page);
  return page;
}

const PLANE = { x: 'm5_gev', y: 'Umu5_sq', confidenceLevels: [0.95], limits: ['none'], curves: [] } as const;
const contoursOf = (request: Partial<ContourRequest>) =>
  computeContours(grid, { ...PLANE, fix: { m4_gev: 0.02, epsilon: 2e-4 }, ...request } as ContourRequest);

/** Places of the contour's points in the picture. */
const drawnPoints = (page: Page) =>
  page.locator('.panel path.contour').evaluateAll((paths) =>
    paths.map((path) =>
      (path.getAttribute('d') ?? '')
        .split('M')
        .slice(1)
        .map((line) => line.split('L').map((point) => point.split(',').map(Number))),
    ),
  );

/** Checks that the page draws the program's contours: to the hundredth of a unit to which it rounds. */
async function expectContours(page: Page, request: Partial<ContourRequest>): Promise<void> {
  const { plane, contours } = await contoursOf(request);
  const { px, py } = placesOn(plane.x, plane.y);
  const rounded = (lines: readonly (readonly Point[])[]) =>
    lines.map((line) => line.map(([u, v]) => [Number(px(u).toFixed(2)), Number(py(v).toFixed(2))]));
  const levels = [...contours].sort((a, b) => b.cl - a.cl).map(({ lines }) => rounded(lines));
  expect(levels.flat(2).length).toBeGreaterThan(20);
  expect(await drawnPoints(page)).toEqual(levels);
}

/** Places in the picture of the centres of cells, as shares of it. */
function centreOf(i: number, j: number): { x: number; y: number } {
  const [x, y] = [at(grid.axes, 1), at(grid.axes, 2)];
  const middle = (borders: readonly number[], k: number) => (at(borders, k) + at(borders, k + 1)) / 2;
  return {
    x: (FRAME.x + FRAME.width * middle(cellBorders(x), i)) / SIZE.width,
    y: (FRAME.y + FRAME.height * (1 - middle(cellBorders(y), j))) / SIZE.height,
  };
}

/** Checks the colours of some cells of the picture against Delta chi2 of the program. */
async function expectPixels(page: Page, request: Partial<ContourRequest>): Promise<void> {
  const { plane } = await contoursOf(request);
  const cells = [
    [0, 0],
    [5, 20],
    [11, 13],
    [16, 7],
    [22, 25],
  ] as const;
  const shades = cells.map(([i, j]) =>
    shadeHex(Math.round(placeOf(deltaScale(25), at(plane.delta, j * 23 + i)) * (SHADES - 1)) / (SHADES - 1)),
  );
  const found = await page
    .locator('.panel canvas')
    .first()
    .evaluate(
      (canvas: HTMLCanvasElement, places) => {
        const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
        return places.map(([u, v]) => {
          const first =
            4 * (Math.floor((v ?? 0) * canvas.height) * canvas.width + Math.floor((u ?? 0) * canvas.width));
          const [red = 0, green = 0, blue = 0] = [...pixels.slice(first, first + 3)];
          return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
        });
      },
      cells.map(([i, j]) => {
        const { x, y } = centreOf(i, j);
        return [(x * SIZE.width - FRAME.x) / FRAME.width, (y * SIZE.height - FRAME.y) / FRAME.height];
      }),
    );
  expect(new Set(shades).size).toBeGreaterThan(1);
  expect(found).toEqual(shades);
}

describe.skipIf(BROWSER === undefined)('the page', () => {
  it("draws a slice in the colours of its Delta chi2, with the program's contours", async () => {
    const page = await open('cl=0.95,0.6827');
    expect(await page.title()).toBe('fixture, other - dualnu view');
    await expectPixels(page, {});
    await expectContours(page, { confidenceLevels: [0.95, 0.6827] });
    const legend = (await page.locator('.legend li').allTextContents()).join('\n');
    expect(legend).toMatch(/minimum χ2 = 2\.300 at m5 = .*background alone: 4\.500/);
    expect(legend).toMatch(/excluded at 95 % CL \(Δχ2 = 5\.991\): \d+\.\d % of the points/);
    await page.close();
  });

  it('follows a slider, and shows the plane of another value', async () => {
    const page = await open();
    const before = await shownBy(page);
    await page.locator('#at-m4_gev').press('ArrowRight');
    await waitForOther(page, before);
    const m4 = at(at(grid.axes, 0).values, 1);
    const request = { fix: { m4_gev: m4, epsilon: 2e-4 } };
    await expectPixels(page, request);
    await expectContours(page, request);
    expect(await page.locator('.beside').textContent()).toContain('m4 = 0.0632 GeV');
    await page.close();
  });

  it('profiles an axis as the program does, and says at which of its values a point is the best', async () => {
    const page = await open();
    const before = await shownBy(page);
    await page.locator('#over-epsilon').check();
    await waitForOther(page, before);
    const request = { fix: { m4_gev: 0.02 }, profile: ['epsilon'] };
    await expectPixels(page, request);
    await expectContours(page, request);
    await page.locator('.plot').focus();
    await page.keyboard.press('ArrowRight');
    await page.waitForSelector('.readout [data-variable=chi2]');
    expect(await page.locator('.readout .place').textContent()).toMatch(/^m5 = .*, \|Uμ5\|2 = .*, ε = /);
    await page.close();
  });

  it('tells the numbers of the point under the pointer, its flags and its spectrum', async () => {
    const page = await open();
    const plot = page.locator('.plot');
    const box = (await plot.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    const [i, j] = [12, 9];
    const { x, y } = centreOf(i, j);
    await page.mouse.move(box.x + x * box.width, box.y + y * box.height);
    await page.waitForSelector('.readout [data-variable=chi2]');
    for (const name of ['chi2', 'signal', 'ctau_cm']) {
      const { data } = await readVariable(grid, name, { m4_gev: 0, m5_gev: i, Umu5_sq: j, epsilon: 0 });
      const text = plainText(numberMarkup(at([...data], 0), 5)).replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+/g, (run) =>
        [...run].map((c) => '0123456789−'['⁰¹²³⁴⁵⁶⁷⁸⁹⁻'.indexOf(c)]).join(''),
      );
      expect(await page.locator(`.readout [data-variable=${name}]`).textContent()).toBe(
        name === 'ctau_cm' ? `${text} cm` : text,
      );
    }
    expect(await page.locator('.readout .flags').textContent()).toBe('no flags');
    const words = (await page.locator('.spectra svg').getAttribute('aria-label')) ?? '';
    const U = at(at(grid.axes, 2).values, j);
    const signal = Number(/2 showers: data 17, background 9.5, signal ([\d.e-]+)/.exec(words)?.[1]);
    expect(signal / (at(spectrumAt(0), 2) * U)).toBeCloseTo(1, 3);
    await page.close();
  });

  it('saves the figure as SVG, with its source', async () => {
    const page = await open();
    const waiting = page.waitForEvent('download');
    await page.locator('.save').click();
    const download = await waiting;
    expect(download.suggestedFilename()).toBe('fixture-Umu5_sq-m5_gev.svg');
    const text = await readFile(await download.path(), 'utf8');
    expect(text).toMatch(/^<svg xmlns=/);
    expect(text).toContain(`identity ${grid.identity}`);
    expect(text).toContain('--x m5_gev --y Umu5_sq --fix m4_gev=0.02 --fix epsilon=0.0002 --cl 0.95');
    expect(text).toMatch(/<image [^>]*href="data:image\/png;base64,/);
    const drawn = await page.locator('path.contour').first().getAttribute('d');
    expect(text).toContain(drawn);
    // A browser reads it as a picture.
    const width = await page.evaluate(
      (source) =>
        new DOMParser().parseFromString(source, 'image/svg+xml').documentElement.getAttribute('width'),
      text,
    );
    expect(width).toBe(String(SIZE.width));
    await page.close();
  });

  it('shows grids side by side, and what it shows comes back from its address', async () => {
    const page = await open();
    await page.locator('#add').click();
    await page.waitForFunction(() => document.querySelectorAll('.panel[data-contours=done]').length === 2);
    await page.locator('#together').check();
    await page.locator('#cl-other').fill('99.73');
    await page.locator('#cl-other').press('Enter');
    await page.waitForFunction(
      () =>
        document.querySelectorAll('.panel:first-child path.contour').length === 4 &&
        location.hash.includes('0.9973'),
    );
    const hash = await page.evaluate(() => location.hash);
    expect(decodeURIComponent(hash)).toMatch(/panels=0:,1:&marks=hatched,together/);
    await page.reload();
    await waitForContours(page);
    expect(await page.locator('.panel').count()).toBe(2);
    expect(
      await page
        .locator('.panel header select')
        .evaluateAll((all) => all.map((one) => (one as HTMLSelectElement).selectedOptions[0]?.textContent)),
    ).toEqual(['fixture: microboone-2025', 'other: microboone-2025']);
    await page.close();
  });

  it.each([
    [1280, 'light'],
    [1280, 'dark'],
    [390, 'light'],
  ] as const)('has room for its words at %i pixels, %s', async (width, colorScheme) => {
    const page = await open('cl=0.95,0.9973&over=epsilon', { width, colorScheme });
    await page.waitForFunction(() => document.querySelectorAll('.state[data-state=known]').length === 2);
    const overflowing = await page.evaluate(() => {
      const elements = [
        ...document.querySelectorAll<HTMLElement>(
          'label, button, legend, summary, h1, p, li, dt, dd, .state, fieldset',
        ),
      ];
      const isOut = (element: HTMLElement) => {
        const [box, around] = [
          element.getBoundingClientRect(),
          element.closest('fieldset, .panel, header, body')?.getBoundingClientRect(),
        ];
        return (
          box.width > 0 &&
          ((element.scrollWidth > element.clientWidth + 1 &&
            getComputedStyle(element).display !== 'inline') ||
            (around !== undefined && (box.right > around.right + 1 || box.left < around.left - 1)))
        );
      };
      return [
        ...elements.filter(isOut).map(({ textContent }) => textContent),
        ...(document.documentElement.scrollWidth > innerWidth ? ['the page'] : []),
      ];
    });
    expect(overflowing).toEqual([]);
    await page.close();
  });

  it('has met no problem so far', () => {
    expect(problems).toEqual([]);
  });

  it('says what is damaged and does not draw it, also in a grid that it has shown', async () => {
    const page = await open();
    const chunk = join(grid.dir, 'chi2/c/0/1/0/0');
    const bytes = await readFile(chunk);
    await writeFile(
      chunk,
      bytes.map((byte, k) => (k === 9 ? byte ^ 64 : byte)),
    );
    await page.reload();
    await waitForContours(page);
    expect(await page.locator('.panel .alert').first().textContent()).toMatch(
      /chunk chi2\/c\/0\/1\/0\/0 is damaged: it has the checksum/,
    );
    expect(await page.locator('.plot path.mark-damaged').count()).toBe(1);
    expect((await page.locator('.legend').textContent()) ?? '').toMatch(
      /\d+ of the 598 points are in damaged files and not shown/,
    );
    await writeFile(chunk, bytes);
    await page.reload();
    await waitForContours(page);
    expect(await page.locator('.plot path.mark-damaged').count()).toBe(0);
    await page.close();
  });
});
