/** A headless Chromium for tests of the page, driven through the DevTools protocol. */
import { type Browser, chromium, type Page } from 'playwright-core';
import { findBrowser } from '../../scripts/setup/findBrowser.mjs';

/** The browser that the set-up has found; where there is none, tests of the page are skipped, as the set-up says. */
export const BROWSER = findBrowser();

/** As root, in containers, without a GPU. */
const FLAGS = ['--no-sandbox'];

/** WebGPU by Chromium's own software adapter, so that it is there without a GPU, and the same with one. */
export const SOFTWARE_WEBGPU = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
];

/** Starts the browser, with further flags. */
export async function startBrowser(flags: readonly string[] = []): Promise<Browser> {
  const args = [...FLAGS, ...flags];
  return await chromium.launch({ executablePath: BROWSER ?? 'chromium', args, ...NO_CLOCK });
}

/** No clock decides: what hangs is ended by the test runner's guard. */
const NO_CLOCK = Object.fromEntries([['timeout', 0]]);

/** What a page is opened with. */
export interface PageOptions {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
}

/** A new page; whatever goes wrong in it is added to `problems`. */
export async function newPage(
  browser: Browser,
  problems: string[],
  { width = 1280, height = 900, colorScheme = 'light' }: PageOptions = {},
): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme });
  page.setDefaultTimeout(0);
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(message.text());
  });
  return page;
}

/** Waits until all panels show this view, with their contours. */
export async function waitForContours(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const panels = [...document.querySelectorAll<HTMLElement>('.panel')];
    return panels.length > 0 && panels.every(({ dataset }) => dataset.contours === 'done');
  });
}

/** Waits until a panel shows another plane than `before`, with its contours; returns what it shows. */
export async function waitForOther(page: Page, before: string, panel = 0): Promise<string> {
  await page.waitForFunction(
    ([shown, number]) => {
      const dataset = document.querySelectorAll<HTMLElement>('.panel')[Number(number)]?.dataset;
      return dataset?.shows !== shown && dataset?.contours === 'done';
    },
    [before, panel] as const,
  );
  return await shownBy(page, panel);
}

/** Which plane a panel shows. */
export const shownBy = (page: Page, panel = 0) =>
  page
    .locator('.panel')
    .nth(panel)
    .evaluate((element) => (element as HTMLElement).dataset.shows ?? '');
