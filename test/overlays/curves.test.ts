/** Curves of one's own: options, files with their mistakes, and what of them a figure shows. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import { drawComparison } from '../../src/figures/comparisonFigure.js';
import { drawFigure } from '../../src/figures/figure.js';
import { clipLine, clipPolygon } from '../../src/overlays/clip.js';
import { readCurveOption } from '../../src/overlays/curveOption.js';
import { loadCurves } from '../../src/overlays/drawnCurve.js';
import { comparisonToJson } from '../../src/reports/comparisonReport.js';
import { writeContours } from '../../src/reports/contourFile.js';
import { overlayLines } from '../../src/reports/contourText.js';
import { compareExperiments } from '../../src/results/comparison.js';
import { computeContours, contoursToJson } from '../../src/results/contours.js';
import { logAxis, temporaryFolder } from '../grid/fixture.js';
import { writeSingleFixture } from './singleFixture.js';

const PLANE = {
  x: logAxis('m4_gev', 0.01, 1, 5),
  y: logAxis('Umu4_sq', 1e-8, 1e-2, 5),
  others: ['mZprime_gev', 'epsilon'],
} as const;

/** Writes a curve and returns its path. */
async function written(text: string, name = 'curve.csv'): Promise<string> {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, text);
  return path;
}
const load = async (text: string, look = '', name?: string) =>
  await loadCurves([`${await written(text, name)}${look}`], PLANE);

describe('an option', () => {
  it('has a file, and what follows it in any order; names and labels may hold commas', async () => {
    expect(await readCurveOption('a.csv')).toEqual({ path: 'a.csv', look: {} });
    expect(await readCurveOption('a,b.csv,style=dashed,label=A, or B,color=#b0176b')).toEqual({
      path: 'a,b.csv',
      look: { style: 'dashed', label: 'A, or B', colour: '#b0176b' },
    });
    // A file of that very name is meant before anything else.
    const strange = await written('', 'a.csv,label=x');
    expect(await readCurveOption(strange)).toEqual({ path: strange, look: {} });
  });

  it.each([
    ['a.csv,style=dashing', /style dashing is unknown; did you mean dashed\?/],
    ['a.csv,colour=blu', /colour blu is unknown; write #rrggbb, or a name: black, grey/],
    ['a.csv,label=a,label=b', /label is given twice/],
    ['a.csv,color=red,colour=blue', /colour is given twice/],
    ['a.csv,label=', /label is empty/],
    [',label=x', /no file; write the name of a CSV file first/],
    ['a.csv,label=x\u202ey', /label has the hidden character \\u202e/],
    [`a.csv,label=${'x'.repeat(71)}`, /label has 71 characters, but at most 70 fit/],
  ])('that is wrong is told: %s', async (option, message) => {
    await expect(readCurveOption(option)).rejects.toThrow(message);
  });
});

describe('a file', () => {
  it('has columns named like the axes in any order, masses also in MeV, and its looks in comments', async () => {
    const text = '# label: Somebody\n# style: dotted\nUmu4_sq;m4_mev\n1e-5;100\n1e-6;200\n';
    expect(await load(text)).toMatchObject([
      {
        label: 'Somebody',
        style: 'dotted',
        pieces: [
          {
            at: {},
            points: [
              [0.1, 1e-5],
              [0.2, 1e-6],
            ],
          },
        ],
      },
    ]);
    // The command line has the last word, and without any the file's name is the label.
    expect(await load(text, ',label=Me')).toMatchObject([{ label: 'Me', style: 'dotted' }]);
    const [curve] = await load('m4_gev,Umu4_sq\n0.1,1e-5\n0.2,1e-6\n', '', 'a limit.csv');
    expect(curve).toMatchObject({ label: 'a limit', style: 'solid', colour: undefined });
  });

  it('may hold several lines: by line and cl as contours writes them, and by other parameters', async () => {
    const [curve] = await load(
      'mZprime_gev,cl,line,m4_gev,Umu4_sq\n0.1,0.95,0,0.1,1e-5\n0.1,0.95,0,0.2,1e-5\n0.1,0.95,1,0.1,1e-6\n0.1,0.95,1,0.2,1e-6\n1,0.95,1,0.1,1e-7\n1,0.95,1,0.3,1e-7\n',
    );
    expect(curve?.pieces.map(({ at, points }) => [at.mZprime_gev, points.length])).toEqual([
      [0.1, 2],
      [0.1, 2],
      [1, 2],
    ]);
  });

  it.each([
    [
      'm5_gev,Umu5_sq\n0.1,1e-5\n0.2,1e-5\n',
      /:1: a curve of another plane: the figure shows Umu4_sq against m4_gev, and the columns are "m5_gev", "Umu5_sq"/,
    ],
    ['0.1,1e-5\n0.2,1e-5\n', /:1: a curve of another plane/],
    ['m4_gev,Umu4_sq,gD\n0.1,1e-5,2\n0.2,1e-5,2\n', /:1: the column gD is not a parameter of this grid/],
    ['m4_gev,Umu4_sq,note\n0.1,1e-5,2\n0.2,1e-5,2\n', /:1: the column "note" is unknown/],
    ['m4_gev,m4_mev,Umu4_sq\n0.1,100,1e-5\n0.2,200,1e-5\n', /:1: two columns hold m4_gev/],
    ['m4_gev,Umu4_sq\n0.1,1e-5\n0.2,nan\n', /:3: Umu4_sq: "nan" is not a finite number/],
    ['m4_gev,Umu4_sq\n0.1,1e-5\n0.2\n', /:3: 1 cell where 2 are expected/],
    ['m4_gev,Umu4_sq\n0.1,0\n0.2,1e-5\n', /:2: Umu4_sq: 0 cannot be drawn on a logarithmic axis/],
    [
      'm4_gev,Umu4_sq\n100,1e-5\n200,1e-5\n',
      /:2: m4_gev: 100 is beyond m4_gev's range, up to 10 GeV; is it in MeV\? Then name the column m4_mev/,
    ],
    ['m4_gev,Umu4_sq\n0.1,3\n0.2,1e-5\n', /:2: Umu4_sq: 3 is beyond Umu4_sq's range, up to 1; correct it/],
    ['m4_gev,Umu4_sq\n0.1,1e-5\n', /:2: a single point; a line needs two or more/],
    ['m4_gev,Umu4_sq\n', /no rows of numbers/],
    [
      '# style: wavy\nm4_gev,Umu4_sq\n0.1,1e-5\n0.2,1e-5\n',
      /:1: style wavy is unknown; valid: solid, dashed, dotted, shaded/,
    ],
    [
      '# style: shaded\nm4_gev,Umu4_sq\n0.1,1e-5\n0.2,1e-5\n0.15,1e-4\n',
      /a curve that is open and turns back along x has no side to shade/,
    ],
    ['m4_gev,Umu4_sq\n0.1,1e-5\u0000\n', /:2: a NUL character/],
  ])('that is wrong is told with its line: %#', async (text, message) => {
    await expect(load(text)).rejects.toThrow(message);
  });

  it('that is not there, or is no file, is named; what is wrong with several is told at once', async () => {
    await expect(loadCurves(['nowhere.csv'], PLANE)).rejects.toThrow(
      /^nowhere.csv: no such file; give --curve a CSV file/,
    );
    await expect(loadCurves([await temporaryFolder()], PLANE)).rejects.toThrow(/a folder, not a file/);
    const wrong = await written('m4_gev,Umu4_sq\n0.1,1e-5\n');
    await expect(loadCurves(['nowhere.csv', wrong], PLANE)).rejects.toThrow(
      /no such file[\s\S]*a single point/,
    );
  });

  it('with more points than a figure can hold is refused', async () => {
    const rows = Array.from({ length: 100_001 }, () => '0.1,1e-5');
    await expect(load(`m4_gev,Umu4_sq\n${rows.join('\n')}\n`)).rejects.toThrow(
      /100001 points, where at most 100000/,
    );
  });
});

describe('clipping', () => {
  const BOX = { x: [0, 10], y: [0, 10] } as const;

  it('cuts lines at the border, and in parts where they leave it', () => {
    expect(
      clipLine(
        [
          [-5, 5],
          [5, 5],
        ],
        BOX,
      ),
    ).toEqual([
      [
        [0, 5],
        [5, 5],
      ],
    ]);
    expect(
      clipLine(
        [
          [2, 2],
          [2, 12],
          [8, 12],
          [8, 2],
        ],
        BOX,
      ),
    ).toEqual([
      [
        [2, 2],
        [2, 10],
      ],
      [
        [8, 10],
        [8, 2],
      ],
    ]);
    expect(
      clipLine(
        [
          [-5, -5],
          [15, 15],
        ],
        BOX,
      ),
    ).toEqual([
      [
        [0, 0],
        [10, 10],
      ],
    ]);
    expect(
      clipLine(
        [
          [-5, 12],
          [15, 12],
        ],
        BOX,
      ),
    ).toEqual([]);
    expect(
      clipLine(
        [
          [1, 1],
          [2, 2],
          [3, 1],
        ],
        BOX,
      ),
    ).toEqual([
      [
        [1, 1],
        [2, 2],
        [3, 1],
      ],
    ]);
  });

  it('cuts polygons, which may hold all of the box or nothing of it', () => {
    expect(
      clipPolygon(
        [
          [-5, -5],
          [15, -5],
          [15, 15],
          [-5, 15],
        ],
        BOX,
      ),
    ).toHaveLength(4);
    expect(
      clipPolygon(
        [
          [20, 20],
          [30, 20],
          [30, 30],
        ],
        BOX,
      ),
    ).toEqual([]);
    const cut = clipPolygon(
      [
        [5, 5],
        [15, 5],
        [15, 8],
        [5, 8],
      ],
      BOX,
    );
    expect(new Set(cut.map(String))).toEqual(new Set(['5,5', '10,5', '10,8', '5,8']));
  });
});

describe('a curve in a figure', () => {
  const single = async () => await writeSingleFixture(join(await temporaryFolder(), 'grid'));
  const documentOf = (svg: string) => new JSDOM(svg, { contentType: 'image/svg+xml' }).window.document;
  const pathsOf = (svg: string, colour: string) =>
    [...documentOf(svg).querySelectorAll(`path[stroke="${colour}"]`)].map(
      (path) => path.getAttribute('d') ?? '',
    );
  const request = {
    x: 'm4_gev',
    y: 'Umu4_sq',
    confidenceLevels: [0.95],
    limits: ['none'],
    experiment: 'search',
  };

  it('is drawn within the frame and named in the legend, the text and the JSON', async () => {
    const file = await written('m4_gev,Umu4_sq\n0.001,1e-5\n10,1e-5\n');
    const curves = [`${file},label=nu_mu to e+e-,style=dashed,colour=#00736d`];
    const result = await computeContours(await single(), { ...request, fix: { mZprime_gev: 0.1 }, curves });
    expect(result.warnings).toEqual([]);
    const svg = drawFigure(result);
    const [line, sample] = pathsOf(svg, '#00736d');
    // From one side of the frame to the other, half way up.
    const [x0, y0, x1, y1] = (line ?? '').match(/[\d.]+/g)?.map(Number) ?? [];
    expect([x0, x1]).toEqual([88, 658]);
    expect(y0).toBe(y1);
    expect(sample).toMatch(/^M\d/);
    const texts = [...documentOf(svg).querySelectorAll('text')].map((own) => own.textContent);
    expect(texts).toContain('νμ to e+e−');
    expect(overlayLines(result).at(-1)).toBe(
      `curve nu_mu to e+e- (${result.overlays.curves[0]?.file}, dashed): 2 points, drawn only`,
    );
    expect(contoursToJson(result).curves).toMatchObject([
      { label: 'nu_mu to e+e-', style: 'dashed', colour: '#00736d', points: 2, lines: 1, panels: 1 },
    ]);
  });

  it('stands in the panel of its parameter alone', async () => {
    const file = await written(
      'mZprime_gev,m4_gev,Umu4_sq\n0.1,0.1,1e-5\n0.1,0.5,1e-5\n1,0.1,1e-3\n1,0.5,1e-3\n0.3,0.1,1e-6\n0.3,0.2,1e-6\n',
    );
    const grid = await single();
    const common = {
      x: 'm4_gev',
      y: 'Umu4_sq',
      cl: 0.95,
      limits: ['none'],
      excludes: 'search',
      prefers: ['excess'],
    };
    const curves = [`${file},colour=teal`];
    const both = await compareExperiments(grid, { ...common, panels: ['mZprime_gev'], fix: {}, curves });
    const heights = pathsOf(drawComparison(both), 'teal').map((d) => Number(/,([\d.]+)/.exec(d)?.[1]));
    // The sample in the legend, and a line in each panel, the second higher up.
    expect(heights).toHaveLength(3);
    expect(heights[1]).toBeGreaterThan(heights[2] ?? Number.POSITIVE_INFINITY);
    expect(comparisonToJson(both).curves[0]?.panels).toBe(2);
    const one = await compareExperiments(grid, { ...common, panels: [], fix: { mZprime_gev: 1 }, curves });
    expect(pathsOf(drawComparison(one), 'teal')).toHaveLength(2);
  });

  it('that is shaded covers what is above it, or within it where it is closed', async () => {
    const open = await written('m4_gev,Umu4_sq\n0.01,1e-5\n1,1e-5\n');
    const closed = await written('m4_gev,Umu4_sq\n0.1,1e-5\n0.2,1e-5\n0.2,1e-4\n0.1,1e-4\n0.1,1e-5\n');
    const curves = [`${open},style=shaded,colour=teal`, `${closed},style=shaded,colour=navy`];
    const result = await computeContours(await single(), { ...request, fix: { mZprime_gev: 0.1 }, curves });
    const filled = (colour: string) =>
      documentOf(drawFigure(result)).querySelector(`path[fill="${colour}"]`)?.getAttribute('d') ?? '';
    const pointsOf = (d: string) =>
      [...d.matchAll(/([\d.]+),([\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
    const upper = pointsOf(filled('teal'));
    // The upper half of the frame, 570 by 412 pixels.
    expect(new Set(upper.map(([x]) => x))).toEqual(new Set([88, 658]));
    const heights = upper.map(([, y = 0]) => y);
    expect(Math.max(...heights) - Math.min(...heights)).toBeCloseTo(206, 0);
    expect(pointsOf(filled('navy')).length).toBeGreaterThanOrEqual(4);
  });

  it('of which nothing is seen is a warning', async () => {
    const grid = await single();
    const outside = await written('m4_gev,Umu4_sq\n2,1e-5\n5,1e-5\n');
    const { warnings } = await computeContours(grid, {
      ...request,
      fix: { mZprime_gev: 0.1 },
      curves: [outside],
    });
    expect(warnings).toEqual([
      expect.stringMatching(
        /nothing of it lies within the plane: it has m4_gev from 2 to 5, where the plane has 0.01 to 1, and Umu4_sq/,
      ),
    ]);
    const other = await written('mZprime_gev,m4_gev,Umu4_sq\n0.3,0.1,1e-5\n0.3,0.2,1e-5\n');
    const result = await computeContours(grid, { ...request, fix: { mZprime_gev: 0.1 }, curves: [other] });
    expect(result.warnings).toEqual([
      expect.stringMatching(/none of the planes shown has the values of its columns mZprime_gev/),
    ]);
  });

  it('may be the CSV of other contours', async () => {
    const grid = await single();
    const first = await computeContours(grid, { ...request, fix: { mZprime_gev: 0.1 } });
    const path = join(await temporaryFolder(), 'limit.csv');
    await writeContours(first, path);
    const second = await computeContours(grid, { ...request, fix: { mZprime_gev: 1 }, curves: [path] });
    expect(second.overlays.curves[0]?.pieces.map(({ points }) => points)).toEqual(first.contours[0]?.lines);
  });
});
