/** Response pipelines from files: what a good one is, and one line for everything that can be wrong. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputDataError } from '../../src/errors.js';
import { DATA_DIR } from '../../src/input/inputFiles.js';
import { parseYaml } from '../../src/input/yaml.js';
import { ELECTRON_MASS_GEV } from '../../src/physics/constants.js';
import { compileResponse } from '../../src/response/compile.js';
import { loadPipeline } from '../../src/response/loadPipeline.js';

/** A response with every step. */
const RESPONSE = `kind: pipeline
label: all steps
source: ASSUMPTION, for a test
smearing:
  energy: { of: total, combine: quadrature, stochastic: 0.12, constant: 0.03, source: ASSUMPTION }
  angle: { kind: planar, offset_deg: 4, source: ASSUMPTION }
threshold: { kinetic_gev: 0.01, leptons: one, source: ASSUMPTION }
cuts:
  - { quantity: asymmetry, keep: below, limit: 0.9, source: ASSUMPTION }
  - quantity: ring_distance
    keep: below
    file: cut.csv
    axes: [{ quantity: e_ee_gev, lookup: linear }]
    source: ASSUMPTION
efficiency:
  factors:
    - { divide_by: 0.5, source: ASSUMPTION }
  pair: { plateau: 0.4, energy_scale_gev: 0.12, angle_scale_deg: 75, source: ASSUMPTION }
  tables:
    - file: efficiency.csv
      axes: [{ quantity: e_vis_gev, lookup: nearest }, { quantity: theta_ee_deg, lookup: linear }]
      source: ASSUMPTION
topology:
  kind: tables
  tables:
    - { name: one, file: one.csv, axes: [{ quantity: opening_deg, lookup: linear }], source: ASSUMPTION }
    - { name: two, file: two.csv, axes: [{ quantity: opening_deg, lookup: linear }], source: ASSUMPTION }
observables:
  - { quantity: cos_theta, edges: [-1, 0.5, 1.01], source: ASSUMPTION }
migration: { file: migration.csv, source: ASSUMPTION }
`;

const TABLES = {
  'cut.csv': `# bins that touch
e_ee_gev_low,e_ee_gev_high,limit
0.1,0.2,0.5
0.2,0.4,0.3
`,
  'efficiency.csv': `e_vis_gev,theta_ee_deg,efficiency,error
0.1,0,0.1,0.01
0.1,90,0.2,0.01
0.3,0,0.9,0.01
0.3,90,0.5,0.01
`,
  'one.csv': `opening_deg,probability
0,1
100,0.1
`,
  'two.csv': `opening_deg,probability
0,0
100,0.8
`,
  'migration.csv': `0.9,0.1,0,0
0.1,0.9,0,0
0,0,0.7,0
0,0,0.1,1
`,
};

type File = keyof typeof TABLES | 'response.yaml';

/** Loads the response, with a text replaced in one of its files. */
function load(file: File = 'response.yaml', from: string | RegExp = '', to = '') {
  const files: Record<string, string> = { 'response.yaml': RESPONSE, ...TABLES };
  const before = files[file] ?? '';
  const after = before.replace(from, to);
  if (from !== '' && after === before) throw new Error(`${file} does not hold ${from}`);
  files[file] = after;
  const yaml = parseYaml(files['response.yaml'] ?? '', 'some/response.yaml', InputDataError);
  return loadPipeline(yaml, async (name) => {
    const text = files[name];
    if (text === undefined) throw new InputDataError(`${name}: no such file`);
    return text;
  });
}

describe('a pipeline', () => {
  it('is what its files say', async () => {
    const r = await load();
    expect(r.label).toBe('all steps');
    expect(r.energySmearing).toEqual({
      of: 'total',
      combine: 'quadrature',
      stochastic: 0.12,
      noiseGev: 0,
      constant: 0.03,
      belowZero: 'one-ring',
    });
    expect(r.angleSmearing).toEqual({ kind: 'planar', offsetDeg: 4, logDeg: 0 });
    expect(r.threshold).toEqual({ minEnergyGev: 0.01 + ELECTRON_MASS_GEV, leptons: 1 });
    expect(r.efficiency.factor).toBe(2);
    expect(r.efficiency.pair).toEqual({ efficiency: 0.4, energyScaleGev: 0.12, angleScaleDeg: 75 });
    expect(r.migration?.matrix[3]).toEqual([0, 0, 0.1, 1]);
  });

  it('reads bins linearly between their centres, and points by the nearest', async () => {
    const { cuts, efficiency } = await load();
    expect(cuts[0]).toEqual({ quantity: 'asymmetry', keep: 'below', limit: { axes: [], values: [0.9] } });
    const [axis] = cuts[1]?.limit.axes ?? [];
    expect(axis?.stepped).toBe(false);
    expect(axis?.nodes.map((node) => Number(node.toFixed(12)))).toEqual([0.15, 0.3]);
    expect(efficiency.tables[0]).toEqual({
      axes: [
        { quantity: 'e_vis_gev', stepped: true, nodes: [0.1, 0.2] },
        { quantity: 'theta_ee_deg', stepped: false, nodes: [0, 90] },
      ],
      values: [0.1, 0.2, 0.9, 0.5],
    });
  });

  it('reads the bin that a value is in, where a nearest axis has bins', async () => {
    const { cuts } = await load('response.yaml', 'e_ee_gev, lookup: linear', 'e_ee_gev, lookup: nearest');
    expect(cuts[1]?.limit.axes).toEqual([{ quantity: 'e_ee_gev', stepped: true, nodes: [0.1, 0.2] }]);
  });

  it('reads its values from the column that is named, so that a file can hold several tables', async () => {
    const { efficiency } = await load(
      'response.yaml',
      'file: efficiency.csv',
      'file: efficiency.csv\n      column: error',
    );
    expect(efficiency.tables[0]?.values).toEqual([0.01, 0.01, 0.01, 0.01]);
    const { topology } = await load(
      'response.yaml',
      'file: two.csv,',
      'file: one.csv, column: opening_deg,',
    ).catch(
      // A probability of 100 is none.
      ({ message }: Error) => ({ topology: message }),
    );
    expect(topology).toMatch(/^some\/one\.csv:3: opening_deg: 100 is above 1; correct it$/);
    const { cuts } = await load('response.yaml', 'file: cut.csv', 'file: cut.csv\n    column: e_ee_gev_high');
    expect(cuts[1]?.limit.values).toEqual([0.2, 0.4]);
  });

  it('compiles: cells, plateau and smearing', async () => {
    const { cellLabels, cellCount, plateau, smears, data } = compileResponse(await load());
    expect(cellLabels).toEqual([
      'cos_theta -1 to 0.5, one',
      'cos_theta -1 to 0.5, two',
      'cos_theta 0.5 to 1.01, one',
      'cos_theta 0.5 to 1.01, two',
    ]);
    expect([cellCount, smears]).toEqual([4, true]);
    // Factor 2, analytic plateau 0.4, table 0.9; topologies add up to 1, columns to 1.
    expect(plateau).toBeCloseTo(2 * 0.4 * 0.9, 14);
    expect(data.every(Number.isFinite)).toBe(true);
  });

  it('needs no step but its label', async () => {
    const yaml = parseYaml('kind: pipeline\nlabel: none\nsource: ASSUMPTION\n', 'r.yaml', InputDataError);
    const response = await loadPipeline(yaml, () => Promise.reject(new Error('no table')));
    expect(compileResponse(response)).toMatchObject({ cellLabels: ['all'], plateau: 1, smears: false });
  });
});

describe('miniboone-2020', () => {
  it('has the published selection, efficiency and bins', async () => {
    const dir = join(DATA_DIR, 'experiments', 'miniboone-2020');
    const text = (file: string) => readFile(join(dir, file), 'utf8');
    const yaml = parseYaml(await text('response.yaml'), 'response.yaml', InputDataError);
    const r = await loadPipeline(yaml, text);
    expect(r.energySmearing).toMatchObject({
      of: 'kinetic',
      combine: 'linear',
      stochastic: 0.12,
      noiseGev: 0.01,
    });
    expect(r.angleSmearing).toEqual({ kind: 'polar', offsetDeg: 2.7, logDeg: 1 });
    const limit = r.cuts[0]?.limit;
    expect(limit?.values).toHaveLength(57);
    expect([limit?.values[0], limit?.values.at(-1)]).toEqual([0.541, 0.274]);
    expect(limit?.axes[0]?.nodes[0]).toBeCloseTo(0.15, 12);
    expect(limit?.axes[0]?.nodes.at(-1)).toBeCloseTo(1.27, 12);
    const [efficiency] = r.efficiency.tables;
    expect(efficiency?.axes[0]?.nodes.slice(0, 3)).toEqual([0.05, 0.1, 0.2]);
    expect(efficiency?.values.slice(0, 4)).toEqual([0, 0.089, 0.135, 0.139]);
    expect(r.efficiency.factor).toBe(1 / 0.55);
    const compiled = compileResponse(r);
    expect(compiled.cellCount).toBe(11);
    expect(compiled.cellLabels[0]).toBe('e_qe_gev 0.2 to 0.3');
    expect(compiled.plateau).toBeCloseTo(0.139 / 0.55, 14);
  });
});

/** What is wrong, file, text replaced, text instead, and what the one-line error says. */
const BAD: [name: string, file: File, from: string | RegExp, to: string, error: RegExp][] = [
  [
    'an unknown quantity',
    'response.yaml',
    'quantity: asymmetry',
    'quantity: asymetry',
    /^some\/response\.yaml:9:17: cuts\[0\]\.quantity: "asymetry" is not one of .*; did you mean asymmetry\?$/,
  ],
  [
    'an unknown key',
    'response.yaml',
    'observables:',
    'observable:',
    /^some\/response\.yaml:\d+:1: observable: unknown key; did you mean observables\?$/,
  ],
  [
    'a missing citation of a step',
    'response.yaml',
    'limit: 0.9, source: ASSUMPTION',
    'limit: 0.9',
    /^some\/response\.yaml:9:5: cuts\[0\]\.source: missing citation; name the paper/,
  ],
  [
    'a missing citation of the whole',
    'response.yaml',
    'source: ASSUMPTION, for a test\n',
    '',
    /^some\/response\.yaml:1:1: source: missing citation/,
  ],
  [
    'an empty citation',
    'response.yaml',
    'leptons: one, source: ASSUMPTION',
    "leptons: one, source: ' '",
    /threshold\.source: missing citation/,
  ],
  [
    'edges that fall',
    'response.yaml',
    'edges: [-1, 0.5, 1.01]',
    'edges: [-1, 0.5, 0.4]',
    /^some\/response\.yaml:29:45: observables\[0\]\.edges\[2\]: 0\.4 after 0\.5; edges must increase strictly$/,
  ],
  [
    'one edge',
    'response.yaml',
    'edges: [-1, 0.5, 1.01]',
    'edges: [-1]',
    /edges: a list of at least 2 expected/,
  ],
  [
    'a NaN in the file',
    'response.yaml',
    'stochastic: 0.12',
    'stochastic: .nan',
    /smearing\.energy\.stochastic: expected a finite number, found NaN/,
  ],
  [
    'a negative width',
    'response.yaml',
    'offset_deg: 4',
    'offset_deg: -4',
    /smearing\.angle\.offset_deg: -4 is out of range: at least 0 expected/,
  ],
  [
    'two thresholds',
    'response.yaml',
    'kinetic_gev: 0.01',
    'kinetic_gev: 0.01, total_gev: 0.01',
    /threshold: give exactly one of kinetic_gev and total_gev/,
  ],
  [
    'a cut without a limit',
    'response.yaml',
    'limit: 0.9, ',
    '',
    /^some\/response\.yaml:9:5: cuts\[0\]: give either limit, or file and axes$/,
  ],
  [
    'a factor both ways',
    'response.yaml',
    'divide_by: 0.5',
    'divide_by: 0.5, multiply_by: 2',
    /efficiency\.factors\[0\]: give exactly one of multiply_by and divide_by/,
  ],
  [
    'factors beyond 1',
    'response.yaml',
    'divide_by: 0.5',
    'divide_by: 0.3',
    /efficiency\.factors: factors and tables make an efficiency of up to 1\.2, above 1/,
  ],
  [
    'an axis twice',
    'response.yaml',
    '{ quantity: theta_ee_deg, lookup: linear }',
    '{ quantity: e_vis_gev, lookup: linear }',
    /efficiency\.tables\[0\]\.axes\[1\]\.quantity: e_vis_gev is an axis already; remove one/,
  ],
  [
    'an observable twice',
    'response.yaml',
    'observables:\n',
    'observables:\n  - { quantity: cos_theta, edges: [-1, 1], source: ASSUMPTION }\n',
    /observables\[1\]\.quantity: cos_theta is an observable already/,
  ],
  [
    'a topology twice',
    'response.yaml',
    'name: two',
    'name: one',
    /topology\.tables\[1\]\.name: one names two topologies/,
  ],
  [
    'an unknown kind of topology',
    'response.yaml',
    'kind: tables',
    'kind: table',
    /^some\/response\.yaml:\d+:\d+: topology\.kind: missing or unknown; one of: pair, tables$/,
  ],
  ['a table that is not there', 'response.yaml', 'cut.csv', 'cuts.csv', /^cuts\.csv: no such file$/],
  [
    'a negative efficiency',
    'efficiency.csv',
    '0.1,90,0.2',
    '0.1,90,-0.2',
    /^some\/efficiency\.csv:3: efficiency: -0\.2 is negative; correct it$/,
  ],
  [
    'a NaN in a table',
    'efficiency.csv',
    '0.1,90,0.2',
    '0.1,90,NaN',
    /^some\/efficiency\.csv:3: efficiency: "NaN" is not a finite number; correct the cell$/,
  ],
  [
    'a short row',
    'efficiency.csv',
    '0.3,0,0.9,0.01',
    '0.3,0,0.9',
    /^some\/efficiency\.csv:4: 3 cells where 4 are expected/,
  ],
  [
    'a missing column',
    'efficiency.csv',
    'e_vis_gev,',
    'e_visible,',
    /^some\/efficiency\.csv:1: no column e_vis_gev \(nor e_vis_gev_low and e_vis_gev_high\); did you mean e_visible\?$/,
  ],
  [
    'no column of values',
    'efficiency.csv',
    'efficiency,error',
    'efficency,error',
    /^some\/efficiency\.csv:1: no column efficiency; did you mean efficency\?$/,
  ],
  [
    'points that fall',
    'one.csv',
    '100,0.1',
    '-1,0.1',
    /^some\/one\.csv:3: opening_deg: -1 after 0; the values of an axis must increase strictly$/,
  ],
  [
    'a node twice',
    'efficiency.csv',
    '0.1,90,0.2',
    '0.1,0,0.2',
    /^some\/efficiency\.csv:3: e_vis_gev 0\.1, theta_ee_deg 0: given twice, or out of order/,
  ],
  [
    'a node missing',
    'efficiency.csv',
    '0.3,90,0.5,0.01\n',
    '',
    /^some\/efficiency\.csv:4: e_vis_gev 0\.3, theta_ee_deg 90: missing after this row/,
  ],
  [
    'a node missing in the middle',
    'efficiency.csv',
    '0.1,90,0.2,0.01\n',
    '',
    /^some\/efficiency\.csv:3: e_vis_gev 0\.3, theta_ee_deg 0: found where e_vis_gev 0\.1, theta_ee_deg 90 is expected/,
  ],
  [
    'bins with a gap',
    'cut.csv',
    '0.2,0.4,0.3',
    '0.25,0.4,0.3',
    /^some\/cut\.csv:4: e_ee_gev: the bin begins at 0\.25, the one before ends at 0\.2; they must touch$/,
  ],
  [
    'a bin inside out',
    'cut.csv',
    '0.2,0.4,0.3',
    '0.2,0.2,0.3',
    /^some\/cut\.csv:4: e_ee_gev: the bin ends at 0\.2, where it begins or before$/,
  ],
  [
    'a probability above 1',
    'two.csv',
    '100,0.8',
    '100,1.8',
    /^some\/two\.csv:3: probability: 1\.8 is above 1; correct it$/,
  ],
  [
    'a column that is not there',
    'response.yaml',
    'file: two.csv,',
    'file: two.csv, column: probabilty,',
    /^some\/two\.csv:1: no column probabilty; did you mean probability\?$/,
  ],
  [
    'a column of a constant cut',
    'response.yaml',
    'limit: 0.9,',
    'limit: 0.9, column: limit,',
    /cuts\[0\]: give either limit, or file and axes$/,
  ],
  [
    'topologies that add up to more than 1',
    'two.csv',
    '0,0\n',
    '0,0.1\n',
    /topology\.tables: the probabilities of the topologies add up to 1\.1 at a node, above 1/,
  ],
  [
    'a migration matrix of another width',
    'migration.csv',
    /^.*$/s,
    '0.9,0.1\n0.1,0.9\n',
    /^some\/migration\.csv:1: 2 cells where the response has 4: one for every true cell$/,
  ],
  [
    'a migration matrix without names for its rows',
    'migration.csv',
    '0,0,0.1,1\n',
    '',
    /migration\.labels: no labels for the 3 rows of migration\.csv; name every row/,
  ],
  [
    'a negative migration',
    'migration.csv',
    '0,0,0.7,0',
    '0,0,0.7,-0.1',
    /^some\/migration\.csv:3: column 4: -0\.1 is negative/,
  ],
  [
    'a migration that makes events',
    'migration.csv',
    '0.1,0.9,0,0',
    '0.2,0.9,0,0',
    /^some\/migration\.csv:2: column 1: the column adds up to 1\.1, above 1/,
  ],
];

describe('a wrong pipeline', () => {
  it.each(BAD)('%s', async (_, file, from, to, error) => {
    const failure = await load(file, from, to).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(failure).toBeInstanceOf(InputDataError);
    const { message } = failure as InputDataError;
    expect(message).toMatch(error);
    expect(message).not.toContain('\n');
  });

  it('an efficiency above 1 that no factor explains', async () => {
    const without = RESPONSE.replace('  factors:\n    - { divide_by: 0.5, source: ASSUMPTION }\n', '');
    const yaml = parseYaml(without, 'some/response.yaml', InputDataError);
    const tables: Record<string, string> = {
      ...TABLES,
      'efficiency.csv': TABLES['efficiency.csv'].replace('0.3,90,0.5', '0.3,90,1.5'),
    };
    await expect(loadPipeline(yaml, async (name) => tables[name] ?? '')).rejects.toThrow(
      /^some\/efficiency\.csv:5: efficiency: 1\.5 is above 1; correct it, or tell the factor that explains it/,
    );
    // With the factor 1/2 it is a number of some other unit: 0.75 x 0.4 in all.
    const halved = parseYaml(
      RESPONSE.replace('divide_by: 0.5', 'multiply_by: 0.5'),
      'some/response.yaml',
      InputDataError,
    );
    const response = await loadPipeline(halved, async (name) => tables[name] ?? '');
    expect(compileResponse(response).plateau).toBeCloseTo(0.3, 14);
  });
});
