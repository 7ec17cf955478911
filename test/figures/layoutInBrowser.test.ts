/** The same as layout.test.ts, with the boxes as a browser measures them: in Chromium, where there is one. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { JSDOM } from 'jsdom';
import { afterAll, expect, it } from 'vitest';
import { at } from '../../src/at.js';
import { FONT_FAMILY } from '../../src/drawing/fonts.js';
import { allFigures } from './allFigures.js';
import { layoutFaults, sizeOf, type TextBox } from './textBoxes.js';

const run = promisify(execFile);
const folder = await mkdtemp(join(tmpdir(), 'dualnu-browser-'));
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

/** The first of the usual names of Chromium that starts. */
async function findChromium(): Promise<string | undefined> {
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    const found = await run(name, ['--version']).catch(() => undefined);
    if (found !== undefined) return name;
  }
  return undefined;
}

/** A page with all figures that replaces itself by the boxes of their texts, as JSON. */
async function pageOf(svgs: readonly string[]): Promise<string> {
  const faces = await Promise.all(
    ['Regular', 'Italic'].map(async (face) => {
      const file = new URL(`../../assets/fonts/STIXTwoText-${face}.ttf`, import.meta.url);
      const data = (await readFile(file)).toString('base64');
      const style = face === 'Italic' ? 'italic' : 'normal';
      return `@font-face { font-family: '${FONT_FAMILY}'; font-style: ${style}; src: url(data:font/ttf;base64,${data}) }`;
    }),
  );
  // The em box of a font is taller than its letters; a third of it is cut off above and a quarter below.
  const script = `document.fonts.ready.then(() => {
    const figures = [...document.querySelectorAll('svg')].map((svg) => {
      const origin = svg.getBoundingClientRect();
      return [...svg.querySelectorAll('text')].map((text) => {
        const size = Number(text.getAttribute('font-size'));
        const box = text.getBBox();
        const cut = new DOMRect(box.x, box.y + 0.32 * size, box.width, box.height - 0.6 * size);
        const matrix = text.getScreenCTM();
        const corners = [[cut.left, cut.top], [cut.right, cut.top], [cut.left, cut.bottom], [cut.right, cut.bottom]]
          .map(([x, y]) => new DOMPoint(x, y).matrixTransform(matrix));
        const [xs, ys] = [corners.map(({ x }) => x - origin.x), corners.map(({ y }) => y - origin.y)];
        const turn = text.getAttribute('transform') ?? '';
        return { text: text.textContent, left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys),
          bottom: Math.max(...ys), isSloping: turn !== '' && !turn.startsWith('rotate(-90 ') };
      });
    });
    document.title = document.fonts.check("16px '${FONT_FAMILY}'") ? 'measured' : 'no font';
    document.body.textContent = JSON.stringify(figures);
  });`;
  return `<!doctype html><meta charset="utf-8"><style>${faces.join('\n')} svg { display: block }</style>
<body>${svgs.join('\n')}<span style="font: italic 16px '${FONT_FAMILY}'">.</span><script>${script}</script></body>`;
}

/** The same figure with its second text on its first one. */
function moveLabel(svg: string): string {
  const { document } = new JSDOM(svg, { contentType: 'image/svg+xml' }).window;
  // Labels of ticks that another part of the figure writes are empty.
  const [first, second] = [...document.querySelectorAll('text')].filter(
    ({ textContent }) => textContent !== '',
  );
  for (const name of ['x', 'y', 'text-anchor', 'transform']) {
    const value = first?.getAttribute(name) ?? null;
    if (value === null) second?.removeAttribute(name);
    else second?.setAttribute(name, value);
  }
  return document.documentElement.outerHTML;
}

const chromium = await findChromium();

it.skipIf(chromium === undefined)(
  'the text of each figure stays inside and apart in a browser',
  async () => {
    const figures = await allFigures(folder);
    const drawn = figures.flatMap(({ name, draw }) =>
      ([undefined, 'column'] as const).map((width) => ({ name, svg: draw({ names: {}, width }) })),
    );
    const page = join(folder, 'page.html');
    const moved = drawn.map(({ svg }) => moveLabel(svg));
    await writeFile(page, await pageOf([...drawn.map(({ svg }) => svg), ...moved]));
    const options = [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--virtual-time-budget=10000',
      '--dump-dom',
    ];
    const args = [...options, `--user-data-dir=${join(folder, 'profile')}`, pathToFileURL(page).href];
    const { stdout } = await run(chromium ?? '', args, { maxBuffer: 2 ** 28 });
    expect(stdout).toMatch(/<title>measured<\/title>/);
    const text = /<body>([\s\S]*)<\/body>/.exec(stdout)?.[1] ?? '[]';
    const measured = JSON.parse(
      text.replace(/&(lt|gt|amp);/g, (_, sign: string) => ({ lt: '<', gt: '>', amp: '&' })[sign] ?? ''),
    ) as TextBox[][];
    expect(measured).toHaveLength(2 * drawn.length);
    const faults = drawn.flatMap(({ name, svg }, i) => {
      const boxes = measured[i] ?? [];
      expect(boxes.length, name).toBeGreaterThan(8);
      return layoutFaults(boxes, sizeOf(svg), 1).map((fault) => `${name}: ${fault}`);
    });
    expect(faults).toEqual([]);
    // Of every figure, with one label on another.
    for (const [i, { name }] of drawn.entries()) {
      const box = measured[i]?.find(({ text }) => text !== '');
      const found = layoutFaults(measured[drawn.length + i] ?? [], sizeOf(at(moved, i)), 1);
      expect(found.join(), name).toMatch(/^overlap: /);
      expect(found.join(), name).toContain(box?.text ?? '');
    }
  },
  120_000,
);
