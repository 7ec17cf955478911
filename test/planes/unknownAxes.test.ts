/** Grids with parameters that no model knows: another program's, or one of a later version. They are read and drawn by name and unit. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import { drawFigure } from '../../src/figures/figure.js';
import { readVariable } from '../../src/grid/reading.js';
import { type Grid, openGrid } from '../../src/grid/store.js';
import { contoursToCsv } from '../../src/reports/contourFile.js';
import { computeContours } from '../../src/results/contours.js';
import { summarizeGrid } from '../../src/results/summary.js';
import type { GridAxis } from '../../src/tiles/axes.js';
import { fixtureSpec, temporaryFolder, writeFixture } from '../grid/fixture.js';

/** Names in place of the fixture's, with what their coordinates say. */
const UNKNOWN: Readonly<Record<string, Pick<GridAxis, 'name' | 'units' | 'longName'>>> = {
  m4_gev: { name: 'width_ev', units: 'eV', longName: 'width of a scalar' },
  m5_gev: { name: 'mS_gev', units: 'GeV', longName: 'mass of a scalar' },
  epsilon: { name: 'lambda_hs', units: '1', longName: 'portal coupling' },
};

/** The fixture under other names, written and read again. */
async function strangeGrid(): Promise<Grid> {
  const spec = fixtureSpec();
  const other = (name: string) => UNKNOWN[name]?.name ?? name;
  const dir = join(await temporaryFolder(), 'grid');
  await writeFixture(dir, {
    ...spec,
    axes: spec.axes.map((axis) => ({ ...axis, ...UNKNOWN[axis.name] })),
    variables: spec.variables.map((own) => ({ ...own, axes: own.axes.map(other) })),
    attributes: { ...spec.attributes, fixed: { mZprime_gev: 1.25, y_portal: 0.3 } },
  });
  return await openGrid(dir);
}

const REQUEST = { x: 'mS_gev', y: 'Umu5_sq', confidenceLevels: [0.95] } as const;

function textsOf(svg: string): string[] {
  const { document } = new JSDOM(svg, { contentType: 'image/svg+xml' }).window;
  return [...document.querySelectorAll('text')].map((element) => element.textContent ?? '');
}

describe('a grid with parameters that no model knows', () => {
  it('is read with the names, units and descriptions that it has', async () => {
    const grid = await strangeGrid();
    expect(grid.axes.map(({ name, units, longName }) => [name, units, longName])).toEqual([
      ['width_ev', 'eV', 'width of a scalar'],
      ['mS_gev', 'GeV', 'mass of a scalar'],
      ['Umu5_sq', '1', 'mixing |U_mu5|^2'],
      ['lambda_hs', '1', 'portal coupling'],
    ]);
    expect(grid.attributes.fixed).toEqual({ mZprime_gev: 1.25, y_portal: 0.3 });
    const { axes, shape } = await readVariable(grid, 'ctau_cm', { width_ev: 0 });
    expect([axes, shape]).toEqual([
      ['mS_gev', 'lambda_hs'],
      [23, 3],
    ]);
  });

  it('is summed up and told of', async () => {
    const summary = await summarizeGrid(await strangeGrid());
    expect(summary.axes.map(({ name, unit }) => [name, unit])).toEqual([
      ['width_ev', 'eV'],
      ['mS_gev', 'GeV'],
      ['Umu5_sq', '1'],
      ['lambda_hs', '1'],
    ]);
    expect(Object.keys(summary.best_fit?.at ?? {})).toEqual(['width_ev', 'mS_gev', 'Umu5_sq', 'lambda_hs']);
  });

  it('is drawn by names and units, beside the symbols of what is known', async () => {
    const fix = { width_ev: 0.02, lambda_hs: 6.32e-4 };
    const contours = await computeContours(await strangeGrid(), { ...REQUEST, fix });
    const texts = textsOf(drawFigure(contours));
    expect(texts).toContain('mS_gev (GeV)');
    expect(texts).toContain('|Uμ5|2');
    const all = texts.join('\n');
    for (const value of ['width_ev = 0.02 eV', 'lambda_hs = 6.32', 'mZ′ = 1.25 GeV', 'y_portal = 0.3'])
      expect(all).toContain(value);
    expect(contoursToCsv(contours)).toContain('width_ev = 0.02');
  });

  it('says in its own unit what lies beyond an axis', async () => {
    const fix = { width_ev: 5, lambda_hs: 6.32e-4 };
    await expect(computeContours(await strangeGrid(), { ...REQUEST, fix })).rejects.toThrow(
      'width_ev=5 is beyond the axis, which goes from 0.02 to 0.2 eV',
    );
  });

  it('shows a curve that has its axes as columns, in MeV too, and knows no range that it could leave', async () => {
    const file = join(await temporaryFolder(), 'curve.csv');
    await writeFile(file, 'mS_mev,Umu5_sq,width_ev\n200,1e-4,0.02\n900,1e-4,0.02\n');
    const fix = { width_ev: 0.02, lambda_hs: 6.32e-4 };
    const { overlays } = await computeContours(await strangeGrid(), { ...REQUEST, fix, curves: [file] });
    expect(overlays.curves.map(({ pieces }) => pieces)).toEqual([
      [
        {
          points: [
            [0.2, 1e-4],
            [0.9, 1e-4],
          ],
          at: { width_ev: 0.02 },
        },
      ],
    ]);
  });

  it.each(['../other', 'constructor', '__proto__', ''])(
    'is refused where an axis is named %j',
    async (name) => {
      const { dir } = await strangeGrid();
      const file = join(dir, 'zarr.json');
      const document = JSON.parse(await readFile(file, 'utf8'));
      document.attributes.axes[0] = name;
      await writeFile(file, JSON.stringify(document));
      await expect(openGrid(dir)).rejects.toThrow(
        /attribute axes is missing or malformed; the grid is damaged/,
      );
    },
  );
});
