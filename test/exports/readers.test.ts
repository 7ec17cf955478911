/** Files for other programs, as xarray, netCDF4, NumPy and pandas see them. */
import { access, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { type ArraySet, isText, shapeOf, valuesOf } from '../../src/arrayFiles/arraySet.js';
import { netcdfBytes, writeNetcdf } from '../../src/arrayFiles/netcdf.js';
import { checkGridFile, prepareExport } from '../../src/exports/exportGrid.js';
import { writeTile } from '../../src/grid/chunks.js';
import { createGrid } from '../../src/grid/createGrid.js';
import type { Grid } from '../../src/grid/store.js';
import { computeMassLimits } from '../../src/limits/massLimits.js';
import { massLimitTable } from '../../src/limits/table.js';
import { writeComparison } from '../../src/reports/comparisonReport.js';
import { comparisonTable } from '../../src/reports/comparisonTable.js';
import { writeContours } from '../../src/reports/contourFile.js';
import { writeCurveFile } from '../../src/reports/curveFile.js';
import { compareExperiments } from '../../src/results/comparison.js';
import { computeContours } from '../../src/results/contours.js';
import { tileAt } from '../../src/tiles/tiles.js';
import { isMissing } from '../../src/tiles/variables.js';
import { makeFolder } from '../e2e/cli.js';
import { fixtureSpec, fixtureTile, writeFixture } from '../grid/fixture.js';
import { python } from '../python.js';
import { writeJointFixture } from '../results/jointFixture.js';

const WRITER = { version: '9.8.7', command: "dualnu some 'thing'" };
const PLANE = { x: 'm5_gev', y: 'Umu5_sq', fix: { m4_gev: 0.06, epsilon: 8e-4 } };
const JOINT = {
  x: 'm5_gev',
  y: 'Umu5_sq',
  panels: ['mZprime_gev'],
  fix: {},
  excludes: 'search',
  prefers: ['excess'],
  cl: 0.95,
};

/** What Python sees of a file; only what is looked at has a type. */
interface Seen {
  readonly model: string;
  readonly coordinates: string[];
  readonly variables: Record<
    string,
    { dims: string[]; dtype: string; attributes: Record<string, unknown>; values: (number | null)[] }
  >;
  readonly attributes: Record<string, unknown>;
  readonly dtype: string;
  readonly shape: number[];
  readonly values: (number | null)[];
  readonly fields: string[];
  readonly rows: (number | string | null)[][];
  readonly columns: string[];
  readonly sums: Record<string, number>;
  readonly beside: Record<string, unknown>;
}

let dir: string;
let grid: Grid;
let joint: Grid;
let seen: (name: string) => Seen;

const contours = () => computeContours(grid, { ...PLANE, confidenceLevels: [0.9, 0.95] });
const comparison = () => compareExperiments(joint, JOINT);
const limits = () =>
  computeMassLimits(joint, {
    x: 'm5_gev',
    fix: { mZprime_gev: 0.1 },
    experiments: ['search', 'excess'],
    confidenceLevel: 0.9,
    degreesOfFreedom: 2,
  });
const profile = () => prepareExport(grid, { profile: ['epsilon'], fix: { m4_gev: 0.06 } }, WRITER);

beforeAll(async () => {
  dir = await makeFolder();
  grid = await writeFixture(join(dir, 'grid'));
  joint = await writeJointFixture(join(dir, 'joint'));
  const to = (name: string) => join(dir, name);
  const whole = await prepareExport(grid, {}, WRITER);
  const slice = await prepareExport(grid, { fix: { m4_gev: 0.06, epsilon: 8e-4 } }, WRITER);
  for (const name of ['whole.nc', 'whole.npy', 'whole.csv']) await whole.write(to(name));
  for (const name of ['slice.nc', 'slice.npy', 'slice.csv']) await slice.write(to(name));
  await (await profile()).write(to('profile.nc'));
  for (const name of ['contours.nc', 'contours.npy', 'contours.csv', 'contours.json'])
    await writeContours(await contours(), to(name), undefined, WRITER);
  for (const name of ['compare.nc', 'compare.npy', 'compare.json'])
    await writeComparison(await comparison(), to(name), undefined, WRITER);
  const found = await limits();
  const from = { attributes: joint.attributes, settings: { cl: 0.9 }, writer: WRITER };
  const noFigure = () => Promise.reject(new Error('no figure is asked for'));
  for (const name of ['limits.nc', 'limits.npy', 'limits.csv', 'limits.json'])
    await writeCurveFile(to(name), massLimitTable(found), noFigure, undefined, from);
  await writeNetcdf(to('texts.nc'), textSet);
  // As if no variable could have more than eight bytes in the 64-bit offset form.
  await writeFile(to('large.nc'), await netcdfBytes(slice.arrays, 8));
  const all = JSON.parse(await python('readExports.py', [dir])) as Record<string, Seen>;
  seen = (name) => {
    const file = all[name];
    if (!file) throw new Error(`Python has not read ${name}`);
    return file;
  };
});

/** Texts, a single value, and a list of numbers as an attribute. */
const textSet: ArraySet = {
  dimensions: { word: 2 },
  attributes: {},
  arrays: [
    { name: 'name', dimensions: ['word'], values: ['é', 'longer'], attributes: {} },
    { name: 'one', dimensions: [], values: Int32Array.of(-3), attributes: { numbers: [1.5, 2] } },
  ],
};

/** The numbers of an array of a set, null where they are missing. */
async function numbersOf(set: ArraySet, name: string): Promise<(number | null)[]> {
  const array = set.arrays.find((one) => one.name === name);
  if (!array) throw new Error(`no ${name}`);
  const values = await valuesOf(set, array);
  if (isText(values)) throw new Error(`${name} holds texts`);
  return Array.from(values, (value) => (values instanceof Uint32Array || !isMissing(value) ? value : null));
}

it('a whole grid has its axes as coordinates, its numbers, units, names and provenance', async () => {
  const { model, coordinates, variables, attributes } = seen('whole.nc');
  const { arrays } = await prepareExport(grid, {});
  expect(model).toBe('NETCDF3_64BIT_OFFSET');
  expect(coordinates).toEqual(['Umu5_sq', 'epsilon', 'm4_gev', 'm5_gev']);
  expect(Object.keys(variables).sort()).toEqual(arrays.arrays.map(({ name }) => name).sort());
  for (const array of arrays.arrays) {
    expect(variables[array.name]?.dims).toEqual(array.dimensions);
    expect(variables[array.name]?.values).toEqual(await numbersOf(arrays, array.name));
    expect(shapeOf(arrays, array)).not.toContain(Number.NaN);
  }
  expect(variables.chi2).toMatchObject({ dtype: 'float32', attributes: { units: '1', long_name: 'chi2' } });
  expect(variables.m5_gev?.attributes).toEqual({ units: 'GeV', long_name: 'mass of nu_5', spacing: 'log' });
  expect(variables.flags).toMatchObject({
    dtype: 'int32',
    attributes: { flag_masks: [1, 2], flag_meanings: 'closed low_effective_sample_size' },
  });
  expect(attributes).toMatchObject({
    identity: grid.identity,
    written_by: 'dualnu 9.8.7',
    command: WRITER.command,
    config: grid.attributes.config,
    Conventions: 'CF-1.11',
  });
});

it('a slice has what is fixed as coordinates of one value', async () => {
  const { variables, coordinates } = seen('slice.nc');
  expect(coordinates).toEqual(['Umu5_sq', 'epsilon', 'm4_gev', 'm5_gev']);
  expect(variables.m4_gev).toMatchObject({ dims: [], attributes: { units: 'GeV', requested: 0.06 } });
  const chi2 = seen('whole.nc').variables.chi2?.values ?? [];
  const sliced = variables.chi2?.values ?? [];
  expect(variables.chi2?.dims).toEqual(['m5_gev', 'Umu5_sq']);
  expect(sliced).toEqual(chi2.filter((_, k) => Math.floor(k / (23 * 26 * 3)) === 1 && k % 3 === 1));
  expect(variables.ctau_cm?.dims).toEqual(['m5_gev']);
});

it('NPY holds chi2, and beside it what it is', async () => {
  const { dtype, shape, values, beside } = seen('whole.npy');
  expect({ dtype, shape }).toEqual({ dtype: 'float32', shape: [3, 23, 26, 3] });
  expect(values).toEqual(seen('whole.nc').variables.chi2?.values);
  expect(beside).toMatchObject({
    variable: 'chi2',
    dimensions: ['m4_gev', 'm5_gev', 'Umu5_sq', 'epsilon'],
    provenance: { identity: grid.identity, command: WRITER.command },
  });
  expect(Object.keys(beside.coordinates as object)).toEqual(['m4_gev', 'm5_gev', 'Umu5_sq', 'epsilon']);
});

it('CSV has a row for each point, with every variable', () => {
  const { columns, rows, sums } = seen('whole.csv');
  expect(columns).toEqual(['m4_gev', 'm5_gev', 'Umu5_sq', 'epsilon', 'chi2', 'signal', 'ctau_cm', 'flags']);
  expect(rows).toBe(3 * 23 * 26 * 3);
  const sum = (values: (number | null)[] = []) =>
    values.reduce<number>((all, value) => all + (value ?? 0), 0);
  const { variables } = seen('whole.nc');
  expect((sums.chi2 ?? 0) / sum(variables.chi2?.values)).toBeCloseTo(1, 12);
  // c tau does not depend on |U|^2: it is repeated along that axis.
  expect((sums.ctau_cm ?? 0) / (26 * sum(variables.ctau_cm?.values))).toBeCloseTo(1, 12);
});

it('a profile has the least chi2 and where it is', async () => {
  const { variables } = seen('profile.nc');
  const all = seen('whole.nc').variables;
  const epsilons = all.epsilon?.values ?? [];
  const least = variables.chi2?.values ?? [];
  const where = variables.epsilon_at_chi2?.values ?? [];
  expect(least).toHaveLength(23 * 26);
  for (let k = 0; k < least.length; k++) {
    const points = epsilons.map((_, e) => all.chi2?.values[(23 * 26 + k) * 3 + e] ?? Number.NaN);
    expect(least[k]).toBe(Math.min(...points));
    expect(points[epsilons.indexOf(where[k] ?? null)]).toBe(least[k]);
  }
  expect((await profile()).arrays.attributes.reduced).toMatch(
    /^profiled over epsilon: the least chi2 over its 3 points/,
  );
});

it('contours have plane, levels and lines in every form', async () => {
  const { plane, contours: found } = await contours();
  const points = found.flatMap(({ cl, lines }) =>
    lines.flatMap((line, i) => line.map(([u, v]) => [cl, i, u, v])),
  );
  expect(points.length).toBeGreaterThan(50);
  const { variables, attributes } = seen('contours.nc');
  expect(variables.delta_chi2).toMatchObject({ dims: ['Umu5_sq', 'm5_gev'], values: [...plane.delta] });
  expect(variables.cl?.values).toEqual([0.9, 0.95]);
  expect(variables.level?.values).toEqual(found.map(({ level }) => level));
  expect(variables.contour_m5_gev).toMatchObject({
    attributes: { units: 'GeV' },
    values: points.map(([, , u]) => u),
  });
  expect(variables.contour_line?.values).toEqual(points.map(([, i]) => i));
  expect(attributes).toMatchObject({
    identity: grid.identity,
    degrees_of_freedom: 2,
    command: WRITER.command,
  });
  expect(JSON.parse(String(attributes.fixed))).toMatchObject({ m4_gev: { requested: 0.06 } });
  const npy = seen('contours.npy');
  expect(npy.fields).toEqual(['cl', 'line', 'm5_gev', 'Umu5_sq']);
  expect(npy.rows).toHaveLength(points.length);
  expect(seen('contours.csv')).toMatchObject({ columns: npy.fields, rows: points.length });
  const document = JSON.parse(await readFile(join(dir, 'contours.json'), 'utf8'));
  expect(npy.beside).toEqual(document);
  expect(document.values.delta_chi2.flat()).toEqual([...plane.delta]);
  expect(document).toMatchObject({
    provenance: { identity: grid.identity, written_by: 'dualnu 9.8.7' },
    x: 'm5_gev',
  });
  const csv = await readFile(join(dir, 'contours.csv'), 'utf8');
  expect(csv).toContain(
    `# grid: fixture, identity ${grid.identity}, by dualnu 0.1.0\n# written by dualnu 9.8.7\n# command: dualnu some 'thing'\n`,
  );
});

it('a comparison has its table, and the contours of all panels', async () => {
  const table = comparisonTable(await comparison());
  const { variables } = seen('compare.nc');
  expect(variables.preferred_by).toMatchObject({ dims: ['mZprime_gev'], values: ['excess', 'excess'] });
  expect(variables.contour_experiment?.values).toContain('excess');
  expect(variables.contour_mZprime_gev?.dims).toEqual(['point']);
  const npy = seen('compare.npy');
  expect(npy.fields).toEqual(table.columns);
  expect(npy.rows.map((row) => row[1])).toEqual(['excess', 'excess']);
  const document = JSON.parse(await readFile(join(dir, 'compare.json'), 'utf8'));
  expect(
    document.contours.map(({ experiment, side }: { experiment: string; side: string }) => [experiment, side]),
  ).toEqual([
    ['search', 'above'],
    ['excess', 'below'],
    ['search', 'above'],
    ['excess', 'below'],
  ]);
});

it('limits have a coordinate, NaN where there is none, and their provenance', async () => {
  const { rows } = massLimitTable(await limits());
  const { variables, coordinates, attributes } = seen('limits.nc');
  expect(coordinates).toEqual(['m5_gev']);
  expect(variables.search?.values).toEqual(rows.map((row) => row[1]));
  expect(variables.excess?.values).toEqual(rows.map((row) => row[2]));
  expect(attributes).toMatchObject({ cl: 0.9, identity: joint.identity, written_by: 'dualnu 9.8.7' });
  const { columns } = massLimitTable(await limits());
  expect(columns.slice(0, 4)).toEqual(['m5_gev', 'search', 'excess', 'excess_lower']);
  expect(seen('limits.npy').fields).toEqual(columns);
  expect(seen('limits.npy').beside).toMatchObject({
    columns,
    provenance: { cl: 0.9, identity: joint.identity },
  });
});

it('texts, single values and lists of numbers are read as what they are', () => {
  const { variables } = seen('texts.nc');
  expect(variables.name?.values).toEqual(['é', 'longer']);
  expect(variables.one).toMatchObject({ dims: [], values: [-3], attributes: { numbers: [1.5, 2] } });
});

it('the 64-bit data form holds the same', () => {
  const { model, ...large } = seen('large.nc');
  expect(model).toBe('NETCDF3_64BIT_DATA');
  const { model: _, ...slice } = seen('slice.nc');
  expect(large).toEqual(slice);
});

it('of a grid that is not complete nothing is written', async () => {
  const spec = fixtureSpec();
  const part = await createGrid(join(dir, 'part'), spec);
  await writeTile(part, tileAt(part.tilePlan, 0), fixtureTile(part, tileAt(part.tilePlan, 0)));
  const { write } = await prepareExport(part, {});
  for (const name of ['part.nc', 'part.npy', 'part.json', 'part.csv'])
    await expect(write(join(dir, 'new', name))).rejects.toThrow(/is missing: the scan has not finished/);
  await expect(access(join(dir, 'new'))).rejects.toThrow();
});

it('what cannot be meant is refused in words', async () => {
  expect(() => checkGridFile('x.root')).toThrow(
    'x.root: grids are written to .nc, .npy, .json, .csv; choose one of these endings',
  );
  await expect(prepareExport(grid, { variables: ['chi3'] })).rejects.toThrow(
    /--variable chi3: the grid has no such variable; it has chi2/,
  );
  await expect(prepareExport(grid, { fix: { m6: 1 } })).rejects.toThrow(/unknown axis m6/);
  await expect(prepareExport(grid, { profile: ['epsilon'] })).rejects.toThrow(
    /a plane of two axes, and m4_gev, m5_gev, Umu5_sq are left/,
  );
  await expect(
    prepareExport(grid, { profile: ['epsilon'], fix: { m4_gev: 0.06 }, variables: ['signal'] }),
  ).rejects.toThrow(/only a chi2 is profiled/);
  const variables = fixtureSpec().variables.filter(({ name }) => name !== 'chi2');
  const without = await writeFixture(join(dir, 'without'), fixtureSpec({ variables }));
  await expect(prepareExport(without, { profile: ['epsilon'], fix: { m4_gev: 0.06 } })).rejects.toThrow(
    /has no variable chi2; it has signal/,
  );
  const two = await prepareExport(grid, { variables: ['chi2', 'signal'] });
  await expect(two.write(join(dir, 'two.npy'))).rejects.toThrow(/holds one array, not chi2, signal/);
});
