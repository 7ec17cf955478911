/** Several grids in one figure: whose lines are drawn, what the legend calls them, and which grids are refused. */
import { join } from 'node:path';
import { JSDOM } from 'jsdom';
import { expect, it } from 'vitest';
import { drawGrids } from '../../src/figures/gridsFigure.js';
import { checkGridsFile } from '../../src/reports/gridsFile.js';
import { contoursOfGrids, namesOfGrids } from '../../src/results/severalGrids.js';
import { DEFAULT_STYLE } from '../../src/style/figureStyle.js';
import { temporaryFolder } from '../grid/fixture.js';
import { writeSingleFixture } from '../overlays/singleFixture.js';
import { writeJointFixture } from '../results/jointFixture.js';

const request = {
  x: 'm5_gev',
  y: 'Umu5_sq',
  fix: { mZprime_gev: 0.1 },
  confidenceLevels: [0.68, 0.95],
};

function textsOf(svg: string): string {
  const { document } = new JSDOM(svg, { contentType: 'image/svg+xml' }).window;
  return [...document.querySelectorAll('text')].map((element) => element.textContent ?? '').join('\n');
}

it('has the contours of each grid in its own colour, and the values in which they differ', async () => {
  const folder = await temporaryFolder();
  const [a, b] = [
    await writeJointFixture(join(folder, 'a'), { title: 'first', fixed: { gD: 2, epsilon: 8e-4 } }),
    await writeJointFixture(join(folder, 'b'), { title: 'second', fixed: { gD: 2, epsilon: 4e-4 } }),
  ];
  const grids = await contoursOfGrids([a, b], request);
  expect(namesOfGrids(grids)).toEqual(['first', 'second']);
  expect(namesOfGrids(grids, { [b.dir]: 'ours' })).toEqual(['first', 'ours']);
  const alike = grids.map((one) => ({ ...one, folder: `${one.folder}.zarr` }));
  alike.forEach((one, i) => {
    alike[i] = { ...one, result: { ...one.result, attributes: { ...one.result.attributes, title: 'same' } } };
  });
  expect(namesOfGrids(alike)).toEqual(['a', 'b']);
  const svg = drawGrids(grids, DEFAULT_STYLE);
  const texts = textsOf(svg);
  expect(texts).toMatch(/^first \(ε = 8\s×\s10−4\): .* at 95\s% CL$/m);
  expect(texts).toMatch(/^second \(ε = 4\s×\s10−4\): /m);
  // What both rest on is said once.
  for (const what of ['Response', 'Model', 'Statistic'])
    expect(texts.match(new RegExp(`${what}:`, 'g'))).toHaveLength(1);
  // Shared by both, and so above the legend.
  expect(texts).toMatch(/mZ′ = 0\.1 GeV/);
  for (const colour of ['#0b5d99', '#d1690e']) {
    // Two levels, the lower one thinner, and the sample of the legend.
    const lines = [...svg.matchAll(new RegExp(`<path[^>]*stroke="${colour}"[^>]*>`, 'g'))].map(
      ([line]) => line,
    );
    const wide = lines.map((line) => /stroke-width="([\d.]+)"/.exec(line)?.[1]);
    expect(wide).toEqual(expect.arrayContaining(['2', '1.1']));
  }
});

it('is grey where no grid can have a signal, and not where one can', async () => {
  const folder = await temporaryFolder();
  const grid = await writeJointFixture(join(folder, 'a'));
  const [one] = await contoursOfGrids([grid], request);
  if (one === undefined) throw new Error('no contours');
  const { result } = one;
  // One bit of the word of each point is `closed`, raised below 0.12 GeV.
  const bit = 1 << result.flagPlane.names.indexOf('closed');
  const open = { ...result.flagPlane, bits: result.flagPlane.bits.map((word) => word & ~bit) };
  const other = { ...one, result: { ...result, flagPlane: open } };
  const clips = (svg: string) => svg.match(/<clipPath id="grid\d-closed"/g) ?? [];
  const both = drawGrids([one, one], DEFAULT_STYLE);
  expect(clips(both)).toHaveLength(2);
  // A caption's lines break where the names of the grids let them.
  expect(textsOf(both)).toMatch(/Grey:\s+no\s+signal\s+is\s+possible\./);
  const mixed = drawGrids([one, other], DEFAULT_STYLE);
  expect(clips(mixed)).toEqual([]);
  expect(textsOf(mixed)).not.toMatch(/Grey/);
});

it('refuses other axes, another model, too many grids, and tables', async () => {
  const folder = await temporaryFolder();
  const [a, single, other] = [
    await writeJointFixture(join(folder, 'a')),
    await writeSingleFixture(join(folder, 'single')),
    await writeJointFixture(join(folder, 'other'), { model: 'another' }),
  ];
  await expect(contoursOfGrids([a, single], request)).rejects.toThrow(
    /single: its axes are .*Umu4_sq.* one figure needs grids with the same axes/,
  );
  await expect(contoursOfGrids([a, other], request)).rejects.toThrow(/other: its model is another/);
  await expect(contoursOfGrids([a, a, a, a, a, a], request)).rejects.toThrow(/6 grids are too many/);
  expect(() => checkGridsFile('lines.csv')).toThrow(/with --also a figure is written/);
  expect(() => checkGridsFile('lines.PDF')).not.toThrow();
});
