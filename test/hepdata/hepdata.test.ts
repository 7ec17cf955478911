/** Submissions to HEPData, as hepdata-validator sees them. */
import { appendFile, cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it, vi } from 'vitest';
import type { Grid } from '../../src/grid/store.js';
import { hepdataCommand } from '../../src/hepdata/command.js';
import { tableWarnings } from '../../src/hepdata/contourTables.js';
import { writeHepdata } from '../../src/hepdata/submission.js';
import { computeMassLimits, type MassLimits } from '../../src/limits/massLimits.js';
import { limitValue } from '../../src/limits/words.js';
import { computeContours, type PlaneContours } from '../../src/results/contours.js';
import { makeFolder } from '../e2e/cli.js';
import { python } from '../python.js';
import { writeJointFixture } from '../results/jointFixture.js';

interface Column {
  readonly header: { readonly name: string; readonly units?: string };
  readonly qualifiers?: { readonly name: string; readonly value: unknown }[];
  readonly values: { readonly value: unknown }[];
}
interface Validated {
  readonly isValid: boolean;
  readonly messages: string[];
  readonly documents: Record<string, unknown>[];
  readonly tables: Record<string, { independent_variables: Column[]; dependent_variables: Column[] }>;
}

let dir: string;
let grid: Grid;
let contours: PlaneContours[];
let limits: MassLimits;
let seen: Record<string, Validated>;

const found = (name: string): Validated => {
  const one = seen[join(dir, name)];
  if (!one) throw new Error(`${name} was not validated`);
  return one;
};

beforeAll(async () => {
  dir = await makeFolder({ 'scan.yaml': 'name: fixture\n' });
  grid = await writeJointFixture(join(dir, 'joint'));
  const plane = { x: 'm5_gev', y: 'Umu5_sq', fix: { mZprime_gev: 0.1 }, limits: ['none'] };
  const of = (experiment: string) =>
    computeContours(grid, { ...plane, confidenceLevels: [0.9, 0.95], experiment });
  contours = [await of('search'), await of('excess')];
  limits = await computeMassLimits(grid, {
    x: 'm5_gev',
    fix: { mZprime_gev: 0.1 },
    experiments: ['search', 'excess'],
    confidenceLevel: 0.9,
    degreesOfFreedom: 1,
  });
  const { attributes } = grid;
  const writer = { version: '9.8.7', command: 'dualnu hepdata joint' };
  const scanFile = join(dir, 'scan.yaml');
  await writeHepdata(join(dir, 'contours'), { contours, limits: [], attributes, writer, scanFile });
  await writeHepdata(join(dir, 'limits'), { contours: [], limits: [limits], attributes, writer });
  await cp(join(dir, 'limits'), join(dir, 'stray'), { recursive: true });
  await writeFile(join(dir, 'stray', 'notes.txt'), 'not named');
  await cp(join(dir, 'limits'), join(dir, 'broken'), { recursive: true });
  await appendFile(join(dir, 'broken', 'limit-search-0.9.yaml'), 'extra: 1\n');
  const folders = ['contours', 'limits', 'stray', 'broken'].map((name) => join(dir, name));
  seen = JSON.parse(await python('validateHepdata.py', folders)) as Record<string, Validated>;
});

it('passes hepdata-validator, which sees a stray file and a broken table', () => {
  expect(found('contours')).toMatchObject({ isValid: true, messages: [] });
  expect(found('limits')).toMatchObject({ isValid: true, messages: [] });
  expect(found('stray').messages.join()).toContain('notes.txt is not referenced in the submission');
  expect(found('broken').isValid).toBe(false);
});

it('has a table for each contour, with axes, units, levels and what is fixed, and one of Delta chi2', () => {
  const { tables } = found('contours');
  expect(Object.keys(tables)).toEqual([
    'Contour at 90 % CL, search',
    'Contour at 95 % CL, search',
    'Delta chi2, search',
    'Contour at 90 % CL, excess',
    'Contour at 95 % CL, excess',
    'Delta chi2, excess',
  ]);
  const table = tables['Contour at 95 % CL, search'];
  const points = contours[0]?.contours[1]?.lines.flat() ?? [];
  const [x] = table?.independent_variables ?? [];
  const [y] = table?.dependent_variables ?? [];
  expect(x?.header).toEqual({ name: '$m_5$', units: 'GEV' });
  expect(y?.header).toEqual({ name: '$|U_{\\mu5}|^2$' });
  // Numbers, also to a reader of YAML 1.1, to which 1e-8 is a word.
  expect(x?.values.map(({ value }) => value)).toEqual(points.map(([u]) => u));
  expect(y?.values.map(({ value }) => value)).toEqual(points.map(([, v]) => v));
  expect(y?.qualifiers).toEqual(
    expect.arrayContaining([
      { name: 'Confidence level', value: 95, units: '%' },
      { name: '$\\Delta\\chi^2$', value: contours[0]?.contours[1]?.level },
      { name: 'Experiment', value: 'The search' },
      { name: "$m_{Z'}$", units: 'GEV', value: 0.1 },
      { name: '$g_D$', value: 2 },
    ]),
  );
  expect(tables['Delta chi2, search']?.dependent_variables[0]?.values).toHaveLength(9 * 13);
});

it('has figures with thumbnails, numbers, configuration and scan file, and says where it comes from', async () => {
  const [about, table] = found('contours').documents;
  const resources = about?.additional_resources as { location: string }[];
  expect(resources.map(({ location }) => location)).toEqual([
    'contours-1.nc',
    'contours-2.nc',
    'config.json',
    'scan.yaml',
  ]);
  expect(about?.comment).toContain(`identity ${grid.identity}`);
  expect(about?.comment).toContain('command: dualnu hepdata joint.');
  expect(table?.additional_resources).toEqual([
    { location: 'figure-1.png', description: 'Image file' },
    { location: 'thumb_figure-1.png', description: 'Thumbnail image file' },
  ]);
  const size = async (name: string) => (await readFile(join(dir, 'contours', name))).readUInt32BE(16);
  expect(await size('thumb_figure-1.png')).toBe(400);
  expect(await size('figure-1.png')).toBeGreaterThan(1000);
  expect(await readFile(join(dir, 'contours', 'config.json'), 'utf8')).toBe(`${grid.attributes.config}\n`);
});

it('has limits with a dash where there is none', () => {
  const { tables } = found('limits');
  const values = tables['Limit at 90 % CL, search']?.dependent_variables[0]?.values.map(({ value }) => value);
  expect(values).toEqual(limits.curves[0]?.limits.map((limit) => limitValue(limit) ?? '-'));
});

it('takes no folder that holds anything, and says which contours have no table', async () => {
  const content = { contours: [], limits: [limits], attributes: grid.attributes };
  await expect(writeHepdata(join(dir, 'limits'), content)).rejects.toThrow(/is not empty/);
  const none = await computeContours(grid, {
    x: 'm5_gev',
    y: 'Umu5_sq',
    fix: { mZprime_gev: 1 },
    experiment: 'excess',
    confidenceLevels: [0.95],
  });
  expect(tableWarnings(none)).toEqual([
    'excess: no line at 95 % CL crosses the plane, so that it has no table',
  ]);
});

it('has each table once, though levels and experiments are given twice', async () => {
  const said = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  await hepdataCommand.handler({
    _: [],
    $0: 'dualnu',
    grid: grid.dir,
    x: 'm5_gev',
    y: 'Umu5_sq',
    fix: ['mZprime_gev=0.1'],
    profile: [],
    marginalise: [],
    cl: ['0.9', '0.90'],
    experiment: ['search', 'search'],
    expected: undefined,
    dof: '1',
    scan: undefined,
    out: join(dir, 'twice'),
    strict: false,
    json: true,
  });
  const [text] = said.mock.lastCall ?? [];
  said.mockRestore();
  expect(JSON.parse(text).tables).toEqual(['Contour at 90 % CL, search', 'Delta chi2, search']);
});
