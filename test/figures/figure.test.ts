import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import { findContour } from '../../src/contouring/contour.js';
import { describeResponse, wrap } from '../../src/drawing/captionText.js';
import { measureText, RESVG_OPTIONS } from '../../src/drawing/fonts.js';
import { hatchOf } from '../../src/drawing/hatches.js';
import { outlineSvg } from '../../src/drawing/render.js';
import {
  escapeMarkup,
  numberMarkup,
  parseRichText,
  plainText,
  symbolMarkup,
} from '../../src/drawing/richText.js';
import { chooseTicks } from '../../src/drawing/ticks.js';
import { drawFigure } from '../../src/figures/figure.js';
import { drawGrids } from '../../src/figures/gridsFigure.js';
import { writeContours } from '../../src/reports/contourFile.js';
import { computeContours, type PlaneContours } from '../../src/results/contours.js';
import { DEFAULT_STYLE } from '../../src/style/figureStyle.js';
import { logAxis, temporaryFolder, writeFixture } from '../grid/fixture.js';
import { writeJointFixture } from '../results/jointFixture.js';

async function fixtureContours(confidenceLevels = [0.95]): Promise<PlaneContours> {
  const grid = await writeFixture(join(await temporaryFolder(), 'grid'));
  const fix = { m4_gev: 0.02, epsilon: 8e-4 };
  return await computeContours(grid, { x: 'm5_gev', y: 'Umu5_sq', fix, confidenceLevels });
}

function textsOf(svg: string): string[] {
  const { document } = new JSDOM(svg, { contentType: 'image/svg+xml' }).window;
  return [...document.querySelectorAll('text')].map((element) => element.textContent ?? '');
}

/** Share of pixels that are not white, in a rectangle given in fractions of the picture. */
function inkOf(
  image: { width: number; height: number; pixels: Uint8Array },
  [x0, y0, x1, y1]: readonly [number, number, number, number],
) {
  let [ink, all] = [0, 0];
  for (let j = Math.floor(y0 * image.height); j < y1 * image.height; j++) {
    for (let i = Math.floor(x0 * image.width); i < x1 * image.width; i++) {
      const k = 4 * (j * image.width + i);
      all++;
      if (image.pixels.subarray(k, k + 3).some((channel) => channel < 250)) ink++;
    }
  }
  return ink / all;
}

describe('the figure', () => {
  it('says that its plane was refined, with symbols for the axes, and what the colours are of', async () => {
    const refinement = {
      axes: ['m5_gev', 'Umu5_sq'],
      engine: 'gpu',
      adapter: 'a card',
      points: 120,
      massPoints: 12,
      halvings: 2,
      tolerance: 0.01,
      moved: 0.002,
      end: 'settled',
      lowered: 0,
    } as const;
    const svg = drawFigure({ ...(await fixtureContours()), refinement }, { ...DEFAULT_STYLE, hasMap: true });
    const words = textsOf(svg).join(' ').replace(/\s+/g, ' ');
    expect(words).toContain(
      'Refined along m5 and |Uμ5|2 where contours need it: 12 mass points (120 points) computed',
    );
    expect(words).toContain('grid points and computed points, interpolated where none was needed');
  });

  it('says what it shows: experiment, level, grid values, minimum, response', async () => {
    const texts = textsOf(drawFigure(await fixtureContours()));
    const all = texts.join('\n');
    expect(all).toContain('MicroBooNE 2025');
    expect(all).toMatch(/excluded at 95\s% CL/);
    expect(all).toContain('m4 = 0.02 GeV');
    expect(all).toMatch(/ε = 6\.32\s×\s10−4 \(nearest to 8\s×\s10−4\)/);
    expect(all.replace(/\s+/g, ' ')).toMatch(
      /Δχ2 is measured from the minimum over this plane and \|U\|2 = 0, χ2 = 2\.3\d at m5 = /,
    );
    expect(all).toContain('Response: default response.');
    expect(describeResponse('toy')).toMatch(/assumed/);
    expect(texts).toEqual(expect.arrayContaining(['10−6', '10−3', '10−1', '0.2', '1', 'm5 (GeV)', '|Uμ5|2']));
  });

  it('names each of several levels, the strongest first', async () => {
    const texts = textsOf(drawFigure(await fixtureContours([0.68, 0.95])));
    expect(texts.filter((text) => text.includes('CL')).sort()).toEqual(['68\u202f% CL', '95\u202f% CL']);
  });

  it('says before several levels what they are, and with each where that differs', async () => {
    const nested = textsOf(drawFigure(await fixtureContours([0.68, 0.95])));
    expect(nested).toContain('excluded at');
    const grid = await writeJointFixture(join(await temporaryFolder(), 'grid'));
    const request = { x: 'm5_gev', y: 'Umu5_sq', fix: { mZprime_gev: 0.1 }, experiment: 'excess' };
    const varied = await computeContours(grid, { ...request, confidenceLevels: [0.95, 0.99999999] });
    const texts = textsOf(drawFigure(varied));
    expect(texts).toEqual(
      expect.arrayContaining(['preferred at 95\u202f% CL', 'allowed at 99.999999\u202f% CL']),
    );
    expect(texts.join()).not.toContain('excluded');
  });

  it.each([
    ['cnp, asimov', 'search', /^expected sensitivity at 95\s% CL$/m],
    ['cnp, observed', 'search', /^excluded at 95\s% CL$/m],
    ['cnp, observed', 'excess', /^preferred at 95\s% CL$/m],
  ])('of %s, the %s, says what its region is', async (statistic, experiment, label) => {
    const grid = await writeJointFixture(join(await temporaryFolder(), 'grid'), { statistic });
    const request = { x: 'm5_gev', y: 'Umu5_sq', fix: { mZprime_gev: 0.1 }, experiment };
    const all = textsOf(drawFigure(await computeContours(grid, { ...request, confidenceLevels: [0.95] })));
    expect(all.join('\n')).toMatch(label);
    const isExclusion = label.source.includes('excluded');
    expect(all.some((text) => /^excluded (at|by)/.test(text))).toBe(isExclusion);
    expect(all.join(' ').includes('nothing is excluded')).toBe(statistic === 'cnp, asimov');
  });

  it('says in its legend, which a plain figure has, too, where nothing or everything is meant', async () => {
    const grid = await writeJointFixture(join(await temporaryFolder(), 'grid'));
    const request = { x: 'm5_gev', y: 'Umu5_sq', fix: { mZprime_gev: 1 }, experiment: 'search' };
    const nothing = await computeContours(grid, { ...request, confidenceLevels: [0.68, 0.95] });
    const plain = { ...DEFAULT_STYLE, isPlain: true };
    expect(textsOf(drawFigure(nothing, plain))).toContain('nothing excluded at');
    const plane = { ...nothing.plane, delta: nothing.plane.delta.map(() => 50) };
    const contours = nothing.contours.map(({ cl }) => findContour(plane, cl, 'above'));
    const all = { ...nothing, plane, contours, counted: { ...nothing.counted, plane } };
    expect(textsOf(drawFigure(all, plain))).toContain('everything excluded at');
    const named = ['one', 'other'].map((folder) => ({ folder, result: nothing }));
    expect(textsOf(drawGrids(named, plain)).join()).toContain('one: nothing excluded at 95\u202f% CL');
  });

  it('shows the grid value of a fixed axis, and at which end of an axis the minimum lies', async () => {
    const result = await fixtureContours();
    const { plane } = result;
    const at = { x: plane.x.values[0] ?? Number.NaN, y: plane.y.values[3] ?? Number.NaN };
    const texts = textsOf(drawFigure({ ...result, plane: { ...plane, minimum: { chi2: 1, at } } }));
    expect(texts.join(' ')).toMatch(/\(star\), at the lower end of the axis m5;/);
  });

  it('is written as an SVG without text or fonts, the same each time', async () => {
    const result = await fixtureContours();
    const path = join(await temporaryFolder(), 'figure.svg');
    await writeContours(result, path);
    const svg = await readFile(path, 'utf8');
    expect(svg).not.toMatch(/<text|font|<image/);
    expect(svg.match(/<path/g)?.length).toBeGreaterThan(60);
    expect(outlineSvg(drawFigure(result))).toBe(svg);
  });

  it('is written as a PNG with a shaded region, a white background, and words all around', async () => {
    const result = await fixtureContours();
    const path = join(await temporaryFolder(), 'figure.png');
    await writeContours(result, path);
    const png = await readFile(path);
    expect([...png.subarray(1, 4)]).toEqual([...Buffer.from('PNG')]);
    const uri = `data:image/png;base64,${png.toString('base64')}`;
    const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
    const wrapper = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><image href="${uri}" width="${width}" height="${height}"/></svg>`;
    const rendered = new Resvg(wrapper).render();
    // The getter copies all pixels each time.
    const image = { width, height, pixels: rendered.pixels };
    expect(width).toBe(3 * 680);
    // Excluded at the top of the frame, allowed at its bottom.
    expect(inkOf(image, [0.4, 0.2, 0.6, 0.3])).toBe(1);
    expect(inkOf(image, [0.16, 0.7, 0.3, 0.72])).toBe(0);
    // Title, labels beside and below, notes.
    for (const box of [
      [0.13, 0.02, 0.5, 0.06],
      [0.05, 0.1, 0.12, 0.8],
      [0.2, 0.79, 0.9, 0.83],
      [0.13, 0.88, 0.8, 0.93],
    ] as const) {
      expect(inkOf(image, box)).toBeGreaterThan(0.01);
    }
    expect(inkOf(image, [0, 0, 1, 0.015])).toBe(0);
  });

  it('draws a plane without a contour, and a minimum at the background', async () => {
    const result = await fixtureContours();
    const { plane } = result;
    const least = { ...plane, minimum: { chi2: 1, at: 'background' as const } };
    const texts = textsOf(
      drawFigure({
        ...result,
        plane: least,
        contours: [{ cl: 0.95, level: 5.99, lines: [], regions: [], coarseAxes: [] }],
      }),
    );
    expect(texts.join('\n')).toContain('χ2 = 1.00 at |U|2 = 0.');
  });
});

describe('flags in the figure', () => {
  async function flagged() {
    const grid = await writeJointFixture(join(await temporaryFolder(), 'grid'));
    const request = { x: 'm5_gev', y: 'Umu5_sq', fix: { mZprime_gev: 0.1 }, experiment: 'excess' };
    return await computeContours(grid, { ...request, confidenceLevels: [0.95] });
  }
  const doubtful = ['dark_decay_open', 'muon_decay_open', 'large_mixing', 'broad_width', 'zprime_threshold'];
  const wrong = ['low_effective_sample_size', 'overflow', 'chi2_unknown', 'unheard_of'];
  const clipsOf = (svg: string) => svg.match(/<clipPath id="flags-(\w+)"/g) ?? [];

  it('are named with their shares of the plane and of the region, each with its mark', async () => {
    const svg = drawFigure(await flagged());
    const texts = textsOf(svg);
    for (const text of [
      'closed: no signal possible',
      'low effective sample size',
      'muon decay open',
      'large mixing',
      'unheard of',
      '55.6\u202f%',
    ]) {
      expect(texts).toContain(text);
    }
    const flags = ['closed', 'muon_decay_open', 'large_mixing', 'low_effective_sample_size', 'unheard_of'];
    expect(clipsOf(svg)).toEqual(flags.map((flag) => `<clipPath id="flags-${flag}"`));
    // A sample for each hatched row of the table.
    expect(svg.match(/<clipPath id="legend/g)).toHaveLength(5);
  });

  it('have a pattern each, that no two share', async () => {
    const svg = drawFigure(await flagged());
    const patterns = [...svg.matchAll(/<path[^>]*clip-path="url\(#flags-\w+\)"[^>]*>/g)].map(([path]) =>
      path.replace(/ clip-path="[^"]*"/, ''),
    );
    expect(patterns).toHaveLength(5);
    expect(new Set(patterns).size).toBe(5);
    const known = ['closed', ...doubtful, ...wrong].map(hatchOf);
    expect(new Set(known.map((hatch) => JSON.stringify(hatch))).size).toBe(known.length);
    // The same direction within a family, and strokes that differ.
    for (const [family, rise] of [
      [doubtful, -1],
      [wrong, 1],
    ] as const) {
      const hatches = family.map(hatchOf);
      expect(new Set(hatches.map((hatch) => hatch?.rise))).toEqual(new Set([rise]));
      expect(new Set(hatches.map((hatch) => hatch?.strokes)).size).toBe(family.length);
      expect(new Set(hatches.map((hatch) => hatch?.shift)).size).toBe(family.length);
    }
    expect(hatchOf('on_shell')).toBeUndefined();
  });

  it('cover their points: grey where closed, hatched one way and the other, and nothing else', async () => {
    const result = await flagged();
    const image = new Resvg(drawFigure({ ...result, contours: [] }), {
      ...RESVG_OPTIONS,
      fitTo: { mode: 'zoom', value: 2 },
    }).render();
    const { width, pixels } = image;
    const frame = frameOf(drawFigure({ ...result, contours: [] }));
    // Of each cell, inside of the frame's own cells at the border, which are half as wide; from the top, tick marks left out.
    const inkAt = (i: number, j: number) => {
      const x = frame.x + (frame.width * (i === 0 ? 0.2 : i === 8 ? 7.8 : i)) / 8;
      const y = frame.y + frame.height * (1 - (j === 0 ? 0.2 : j === 12 ? 11.8 : j) / 12);
      let [dark, all] = [0, 0];
      for (let v = -12; v <= 12; v++) {
        for (let u = -12; u <= 12; u++) {
          const k = 4 * (Math.round(2 * y + v) * width + Math.round(2 * x + u));
          all++;
          if ((pixels[k] ?? 255) < 245) dark++;
        }
      }
      return dark / all;
    };
    // m5 in eighths of a decade from 0.1 GeV: closed below 0.12, low sample size above 0.3, muons above 0.5.
    expect(inkAt(0, 5)).toBe(1);
    expect(inkAt(2, 5)).toBe(0);
    expect(inkAt(5, 5)).toBeGreaterThan(0.1);
    expect(inkAt(7, 5)).toBeGreaterThan(inkAt(5, 5) + 0.03);
    // Large mixing on top.
    expect(inkAt(2, 11)).toBeGreaterThan(0.05);
    expect(inkAt(2, 11)).toBeLessThan(0.5);
  });

  it('are said to be down, or not to be there', async () => {
    const result = await fixtureContours();
    expect(textsOf(drawFigure(result)).join(' ')).toContain('No point of the plane is flagged.');
    expect(clipsOf(drawFigure(result))).toEqual([]);
    const without = { ...result, flags: {}, flagPlane: { names: [], bits: result.flagPlane.bits } };
    expect(textsOf(drawFigure(without)).join(' ')).toContain('The grid has no flags.');
  });
});

/** The frame of a figure in its SVG's pixels: the rectangle without a fill. */
function frameOf(svg: string) {
  const { document } = new JSDOM(svg, { contentType: 'image/svg+xml' }).window;
  const rect = document.querySelector('g[aria-label="frame"] rect, rect[fill="none"]');
  const [x = 0, y = 0, width = 0, height = 0] = ['x', 'y', 'width', 'height'].map((name) =>
    Number(rect?.getAttribute(name)),
  );
  return { x, y, width, height };
}

describe('the table', () => {
  it('begins with what it is, and has one row a point', async () => {
    const result = await fixtureContours([0.9, 0.95]);
    const path = join(await temporaryFolder(), 'contour.csv');
    await writeContours(result, path);
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    const comments = lines.filter((line) => line.startsWith('#'));
    expect(comments.join('\n')).toMatch(
      /response: default response.*\n# at m4_gev = 0.02 .*epsilon = .* \(nearest to 0.0008\)/,
    );
    expect(lines[comments.length]).toBe('cl,line,m5_gev,Umu5_sq');
    const rows = lines.slice(comments.length + 1).map((line) => line.split(',').map(Number));
    expect(rows.length).toBe(result.contours.flatMap((c) => c.lines.flat()).length);
    expect(rows[0]).toEqual([0.9, 0, ...(result.contours[0]?.lines[0]?.[0] ?? [])]);
  });

  it('goes to no file of an unknown kind, nor where it cannot be written', async () => {
    const result = await fixtureContours();
    await expect(writeContours(result, 'limit.eps')).rejects.toThrow(
      /limit.eps: contours are written to .svg, .png, .pdf, .csv/,
    );
    await expect(writeContours(result, '/dev/null/limit.csv')).rejects.toThrow(
      /cannot write \/dev\/null\/limit.csv/,
    );
  });
});

describe('rich text', () => {
  it('reads italics and scripts', () => {
    expect(parseRichText('*m*_4 = 10^{−6}')).toEqual([
      { text: 'm', italic: true, script: 'base' },
      { text: '4', italic: false, script: 'sub' },
      { text: ' = 10', italic: false, script: 'base' },
      { text: '−6', italic: false, script: 'super' },
    ]);
    expect(plainText(escapeMarkup('a_b^c * \\'))).toBe('a_b^c * \\');
  });

  it('writes symbols and numbers', () => {
    expect(symbolMarkup('|U_μ5|²')).toBe('|*U*_{μ5}|^{2}');
    expect(symbolMarkup('m_Z′')).toBe('*m*_{Z′}');
    expect(symbolMarkup('V₅₄')).toBe('*V*_{54}');
    expect([0.1, 1250, 1e-6, 7.74e-4, -2.5e7, 0].map((v) => plainText(numberMarkup(v)))).toEqual([
      '0.1',
      '1250',
      '10⁻⁶',
      '7.74\u2009×\u200910⁻⁴',
      '−2.5\u2009×\u200910⁷',
      '0',
    ]);
  });

  it('has a glyph for every sign that figures use', () => {
    for (const sign of 'εμΔχν′−×δ0123456789%|') expect(measureText(sign, 100), sign).toBeGreaterThan(2);
  });
});

describe('ticks', () => {
  it('are powers of ten over decades, and round numbers within one', () => {
    expect(chooseTicks(logAxis('Umu5_sq', 1e-6, 1e-1, 32)).labels.map((t) => plainText(t.label))).toEqual([
      '10⁻⁶',
      '10⁻⁵',
      '10⁻⁴',
      '10⁻³',
      '10⁻²',
      '10⁻¹',
    ]);
    expect(chooseTicks(logAxis('m5_gev', 0.11, 1.3, 32)).labels.map((t) => t.label)).toEqual([
      '0.2',
      '0.3',
      '0.5',
      '1',
    ]);
    const small = chooseTicks(logAxis('epsilon', 2e-4, 2e-3, 9)).labels.map((t) => plainText(t.label));
    expect(small.slice(2)).toEqual(['5\u2009×\u200910⁻⁴', '10⁻³', '2\u2009×\u200910⁻³']);
    const linear = { name: 'm5_gev', spacing: 'linear', values: [0.13, 0.4, 1.02] } as const;
    expect(chooseTicks(linear).labels.map((t) => t.label)).toEqual(['0.2', '0.4', '0.6', '0.8', '1']);
  });
});

it('keeps words with their units, signs of equality and confidence levels in one line', () => {
  const text =
    'at *m*_{5} = 0.1 GeV, above 95\u202f% CL, and *ν*_{5} to (*ν*_{4} *e*^{+}*e*^{−}) a search *e*^{+}';
  const lines = wrap(text.split(' '), ' ', 12, 1);
  expect(lines).toEqual([
    'at',
    '*m*_{5} = 0.1 GeV,',
    'above',
    '95\u202f% CL,',
    'and',
    '*ν*_{5}',
    'to',
    '(*ν*_{4} *e*^{+}*e*^{−})',
    'a',
    'search',
    '*e*^{+}',
  ]);
});
