/**
 * The viewer on 100 million points, in Chromium: times of what a user waits for, printed with the processor time of server and browser, which does not depend
 * on what else a machine does. Nothing is decided by them; the numbers in docs/performance.md are from here.
 */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { startViewer } from '../../src/viewer/server.js';
import { temporaryFolder } from '../grid/fixture.js';
import { BROWSER, newPage, startBrowser, waitForContours } from '../viewer/browser.js';
import { writeLargeGrid } from '../viewer/largeGrid.js';
import { PAGE } from '../viewer/viewedGrid.js';

/** Milliseconds from the start of the page to its first picture. */
async function firstPicture(page: Page, url: string, hash: string): Promise<number> {
  await page.goto('about:blank');
  await page.goto(`${url}#${hash}`);
  await waitForContours(page);
  return await page.evaluate(() => performance.getEntriesByName('picture')[0]?.startTime ?? Number.NaN);
}

/** Milliseconds from each step of a slider to its picture, sorted. */
async function sliderSteps(page: Page, axis: string, steps: number): Promise<number[]> {
  const found: number[] = [];
  for (let k = 0; k < steps; k++) {
    const time = await page.evaluate(
      (id) =>
        new Promise<number>((resolve) => {
          const slider = document.getElementById(id) as HTMLInputElement;
          let begun = 0;
          new PerformanceObserver((list, observer) => {
            const picture = list.getEntriesByName('picture').find(({ startTime }) => startTime > begun);
            if (picture === undefined) return;
            observer.disconnect();
            resolve(picture.startTime - begun);
          }).observe({ entryTypes: ['mark'] });
          performance.mark('step');
          begun = performance.getEntriesByName('step').at(-1)?.startTime ?? 0;
          slider.value = String((Number(slider.value) + 7) % (Number(slider.max) + 1));
          slider.dispatchEvent(new Event('input'));
        }),
      `at-${axis}`,
    );
    found.push(time);
  }
  return found.sort((a, b) => a - b);
}

/** Processor seconds of this process, which is the server, and of all processes of the browser. */
async function processorTimes(browser: Browser): Promise<[server: number, browser: number]> {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return [(userCPUTime + systemCPUTime) / 1e6, processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0)];
}

it.skipIf(BROWSER === undefined)(
  'times a plane within a chunk, a plane across all chunks, and profiles of 10^8 points',
  async () => {
    const dir = join(await temporaryFolder(), 'large.zarr');
    await writeLargeGrid(dir, 100);
    await using viewer = await startViewer([dir], { page: PAGE });
    const browser = await startBrowser();
    const problems: string[] = [];
    const page = await newPage(browser, problems);
    const lines: string[] = [];
    const timed = async (what: string, run: () => Promise<number[]>) => {
      const [server, ofBrowser] = await processorTimes(browser);
      const times = (await run()).map(Math.round);
      const [serverAfter, browserAfter] = await processorTimes(browser);
      const each = (time: number) => `${Math.round((1000 * time) / times.length)} ms`;
      const middle = `${times[times.length >> 1]} ms${times.length > 1 ? `, at most ${times.at(-1)} ms` : ''}`;
      // A page that is left takes its process and its time with it.
      const ofPage = times.length > 1 ? `, browser ${each(browserAfter - ofBrowser)}` : '';
      lines.push(`${what}: ${middle}; processor time: server ${each(serverAfter - server)}${ofPage}`);
    };
    const first = (hash: string) => async () => [await firstPicture(page, viewer.url, hash)];
    await timed('first picture, m5 and |U|^2', first(''));
    await timed('slider of m4', () => sliderSteps(page, 'm4_gev', 30));
    await timed('slider of epsilon', () => sliderSteps(page, 'epsilon', 30));
    await timed('first picture, m4 and m5 (all chunks)', first('x=m4_gev&y=m5_gev'));
    await timed('slider of |U|^2', () => sliderSteps(page, 'Umu5_sq', 30));
    await timed('slider of epsilon', () => sliderSteps(page, 'epsilon', 30));
    await timed('profile over m4 and epsilon', first('over=m4_gev,epsilon'));
    await timed('the same again', first('over=m4_gev,epsilon'));
    await timed('profile over |U|^2 and epsilon', first('x=m4_gev&y=m5_gev&over=Umu5_sq,epsilon'));
    await browser.close();
    console.log(lines.join('\n'));
    expect(problems).toEqual([]);
    expect(lines).toHaveLength(9);
  },
);
