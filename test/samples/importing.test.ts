import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fileWriter, parquetWrite } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { FIELDS } from '../../src/samples/fields.js';
import { doubtsOf } from '../../src/samples/importing/doubts.js';
import { requestOfFile } from '../../src/samples/importing/fromFile.js';
import { type ImportOptions, requestOfOptions } from '../../src/samples/importing/fromOptions.js';
import { type ImportedSample, importSample } from '../../src/samples/importing/importSample.js';
import { describeSample } from '../../src/samples/importing/report.js';
import { targetName } from '../../src/samples/importing/targets.js';
import { readSample } from '../../src/samples/readSample.js';
import { writeSample } from '../../src/samples/writeSample.js';
import { type MadeColumns, madeColumns, madeEvents, withoutProduced } from './madeEvents.js';

const DATA = fileURLToPath(new URL('data', import.meta.url));
const DARKNEWS = join(DATA, '3plus2/m5_0.2_m4_0.1_mzprime_1.25_dirac');

const scratch = () => mkdtemp(join(tmpdir(), 'dualnu-import-'));

const NONE: ImportOptions = {
  tree: undefined,
  model: undefined,
  nature: undefined,
  set: [],
  pot: undefined,
  'target-tonnes': undefined,
  generated: undefined,
  decays: undefined,
  rate: undefined,
  'energy-unit': undefined,
  'length-unit': undefined,
  origin: undefined,
  column: [],
  observable: [],
};

const POINT = ['m5_gev=0.2', 'm4_gev=0.1', 'mZprime_gev=1.25', 'Umu5_sq=1e-8'];
const GIVEN = { set: POINT, pot: '1e20' };

const importFiles = (
  files: readonly string[],
  options: Partial<ImportOptions> = GIVEN,
): Promise<ImportedSample> =>
  importSample({ name: 'mine', components: [requestOfOptions(files, { ...NONE, ...options })] });

const refused = (what: RegExp) => ({ tag: 'InputDataError', message: expect.stringMatching(what) });

/** Made columns as CSV under names that `nameOf` gives, with columns beside them. */
async function csvOf(
  columns: MadeColumns,
  nameOf: (field: string) => string,
  rest: Record<string, readonly unknown[]> = {},
  head = '',
) {
  const all: [string, readonly unknown[]][] = [
    ...Object.entries(columns).map(([name, v]): [string, unknown[]] => [nameOf(name), v]),
    ...Object.entries(rest),
  ];
  const lines = [
    all.map(([name]) => name).join(','),
    ...(columns.e_nu ?? []).map((_, row) => all.map(([, v]) => v[row]).join(',')),
  ];
  const path = join(await scratch(), 'events.csv');
  await writeFile(path, `${head}${lines.join('\n')}\n`);
  return path;
}

async function parquetOf(
  columns: MadeColumns,
  rest: Record<string, number[]> = {},
  metadata: Record<string, string> = {},
) {
  const path = join(await scratch(), 'events.parquet');
  const named = FIELDS.map(({ name, column }) => [column, columns[name] ?? []] as const);
  await parquetWrite({
    writer: fileWriter(path),
    columnData: [...named, ...Object.entries(rest)].map(([name, data]) => ({
      name,
      data: Float64Array.from(data),
      type: 'DOUBLE',
    })),
    kvMetadata: Object.entries(metadata).map(([key, value]) => ({ key, value })),
  });
  return path;
}

const COUNT = 30;
const UNITS: Readonly<Record<string, string>> = Object.fromEntries(
  FIELDS.map(({ name, column }) => [name, column]),
);
const canonical = (field: string) => UNITS[field] ?? field;

describe('events under names of any kind', () => {
  it("dualnu's own need no options but the point and the protons", async () => {
    const columns = madeColumns(COUNT);
    const { events, document } = await importFiles([await csvOf(columns, canonical)]);
    expect([...events.energyGev]).toEqual(columns.e_nu);
    expect([...(events.produced?.pz ?? [])]).toEqual(columns.n_pz);
    expect(document.components).toMatchObject([
      { pot: 1e20, generated: COUNT, events: COUNT, decays: 'sampled' },
    ]);
    expect(document.components[0]?.rate).toBeCloseTo(
      (columns.weight ?? []).reduce((a, b) => a + b, 0),
      12,
    );
  });

  it('others are named by --column, in the units that are said, around the origin that is said', async () => {
    const columns = madeColumns(COUNT);
    const other = Object.fromEntries(
      Object.entries(columns).map(([name, values]) => {
        if (/^(scatter|decay)_/.test(name))
          return [`${name}`, values.map((v) => 10 * v + (name.endsWith('z') ? 5000 : 0))];
        return [name, name === 'weight' || name === 'e_nu' ? values : values.map((v) => 1e3 * v)];
      }),
    );
    const path = await csvOf(other, (field) => `my.${field}`);
    const column = FIELDS.map(({ name }) => (name === 'e_nu' ? 'e_nu=my.e_nu:GeV' : `${name}=my.${name}`));
    const options = {
      ...GIVEN,
      column,
      'energy-unit': 'MeV',
      'length-unit': 'mm',
      origin: '0,0,5000',
    } as const;
    const { events, document } = await importFiles([path], options);
    for (const [i, z] of (columns.decay_z ?? []).entries()) expect(events.decay.z[i]).toBeCloseTo(z, 9);
    for (const [i, e] of (columns.eminus_e ?? []).entries()) expect(events.minus.e[i]).toBeCloseTo(e, 12);
    expect([...events.energyGev]).toEqual(columns.e_nu);
    expect(document.components[0]?.sources[0]).toMatchObject({ length_unit: 'mm', origin_cm: [0, 0, 500] });
    // The unit that is not the file's stands with the column.
    expect(document.components[0]?.sources[0]?.columns.eminus_e).toBe('my.eminus_e in MeV');
  });

  it('a name with a unit and an option with another contradict each other', async () => {
    const path = await csvOf(madeColumns(COUNT), canonical);
    const options = { ...GIVEN, 'energy-unit': 'MeV' } as const;
    await expect(importFiles([path], options)).rejects.toMatchObject(
      refused(/--column e_nu: its name e_nu_gev says GeV, where the request says MeV/),
    );
  });

  it("DarkNews' files need neither columns, units nor masses, and give the same events", async () => {
    const options = { set: ['Umu5_sq=1e-8'], pot: '6.8e20' };
    const [parquet, csv, array, hepevt] = await Promise.all(
      ['pandas_df.parquet', 'pandas.csv', 'ndarray.npy', 'HEPevt_legacy.dat'].map((file) =>
        importFiles([join(DARKNEWS, file)], options),
      ),
    );
    expect(parquet?.document.components[0]).toMatchObject({
      model: { kind: 'dual', nature: 'dirac' },
      parameters: { m5_gev: 0.2, m4_gev: 0.1, mZprime_gev: 1.25, Umu5_sq: 1e-8 },
    });
    for (const other of [csv, array]) {
      expect(other?.events).toEqual(parquet?.events);
      expect(other?.document.components[0]?.parameters).toEqual(parquet?.document.components[0]?.parameters);
    }
    expect(hepevt?.events.target).toEqual(parquet?.events.target);
    expect(parquet?.events.target.every((name) => ['Ar40', 'proton'].includes(name))).toBe(true);
    for (const [i, e] of (parquet?.events.minus.e ?? []).entries())
      expect(hepevt?.events.minus.e[i]).toBeCloseTo(e, 7);
  });

  it("what dualnu's own exports say of themselves need not be given", async () => {
    const component = {
      name: 'bnb',
      model: {
        kind: 'dual',
        nature: 'majorana',
        smZ: false,
        charge: 'alpha0',
        zpSpin: 'exact',
        decays: { muons: false, hadrons: true, dark: false },
      },
      parameters: {
        m5_gev: 0.2,
        m4_gev: 0.1,
        delta: 1,
        mZprime_gev: 1.25,
        Umu5_sq: 1e-8,
        epsilon: 1e-3,
        gD: 1,
        V54: 0.3,
        kappa: 1,
        V44: 0,
      },
      pot: 2e20,
      generated: 100,
      decays: 'sampled',
    };
    const text = JSON.stringify({
      format: 'dualnu events 1',
      components: [component, { ...component, name: 'numi', pot: 3e20 }],
    });
    const rows = { component: Array.from({ length: COUNT }, (_, i) => (i < 10 ? 1 : 0)) };
    const fromParquet = await importFiles(
      [await parquetOf(madeColumns(COUNT), rows, { dualnu_events: text })],
      {},
    );
    expect(fromParquet.document.components).toMatchObject([
      {
        name: 'bnb',
        pot: 2e20,
        generated: 100,
        events: 20,
        model: { nature: 'majorana', smZ: false, decays: ['hadrons'] },
      },
      { name: 'numi', pot: 3e20, generated: 100, events: 10 },
    ]);
    expect(fromParquet.document.components[0]?.parameters.gD).toBe(1);
    const fromCsv = await importFiles(
      [await csvOf(madeColumns(COUNT), canonical, rows, `# made\n# dualnu_events: ${text}\n`)],
      {},
    );
    expect(fromCsv.document.components.map(({ events }) => events)).toEqual([20, 10]);
    // What is given counts more than what the file says.
    const other = await importFiles(
      [
        await parquetOf(
          madeColumns(COUNT),
          {},
          { dualnu_events: JSON.stringify({ components: [component] }) },
        ),
      ],
      { pot: '7' },
    );
    expect(other.document.components[0]?.pot).toBe(7);
  });

  it('a ROOT tree, whose arrays give the momenta', async () => {
    const options = {
      ...GIVEN,
      tree: 'events',
      column: ['e_nu=x', 'eminus_e=p', 'eplus_e=p[3]', 'eplus_px=q[0]'],
    };
    const failing = importFiles([join(DATA, 'two.root')], options);
    await expect(failing).rejects.toMatchObject(
      refused(
        /--column eminus_e: the column p of .*two.root is an array; name one of its elements, such as p\[0\]/,
      ),
    );
    await expect(failing).rejects.toMatchObject(
      refused(/--column eplus_px: .*two.root has no column q\[0\]/),
    );
    await expect(failing).rejects.toMatchObject(
      refused(
        /no column is known for weight, eminus_px, .* and \d+ more; name each by --column weight=COLUMN/,
      ),
    );
  });
});

describe('what is missing is asked for by name', () => {
  it('parameters and protons', async () => {
    const path = await csvOf(madeColumns(COUNT), canonical);
    const failing = importFiles([path], { set: ['m5_gev=0.2'] });
    for (const what of [
      /--set mZprime_gev: missing/,
      /--set Umu5_sq: missing/,
      /--set m4_gev: missing.*or delta/,
      /--pot: missing: for how many protons on target/,
    ]) {
      await expect(failing).rejects.toMatchObject(refused(what));
    }
  });

  it.each([
    [
      'an unknown parameter',
      [...POINT, 'm6_gev=1'],
      /--set m6_gev: no parameter of the dual model; did you mean m\d_gev\?/,
    ],
    [
      'a mass in MeV',
      ['m5_gev=200', 'm4_gev=0.1', 'mZprime_gev=1.25', 'Umu5_sq=1e-8'],
      /--set m5_gev: 200 GeV is outside of .* did you mean 0.2 GeV/,
    ],
    ['both of two that follow from each other', [...POINT, 'delta=1'], /--set delta: m4_gev is given too/],
    [
      'masses that cannot decay',
      ['m5_gev=0.1', 'm4_gev=0.1', 'mZprime_gev=1.25', 'Umu5_sq=1e-8'],
      /no N can decay to e\+e-/,
    ],
    [
      'a mass that the events do not have',
      ['m5_gev=0.3', 'm4_gev=0.1', 'mZprime_gev=1.25', 'Umu5_sq=1e-8'],
      /events.csv:2: n_e_gev: N has a mass of 0.2 GeV, where m5_gev = 0.3 is given/,
    ],
  ])('%s is refused', async (_, set, expected) => {
    const path = await csvOf(madeColumns(COUNT), canonical);
    await expect(importFiles([path], { set, pot: '1e20' })).rejects.toMatchObject(refused(expected));
  });

  it('weights, unless the events expected in all are said', async () => {
    const columns = madeColumns(COUNT);
    const { weight: _, ...rest } = columns;
    const path = await csvOf(rest, canonical);
    await expect(importFiles([path])).rejects.toMatchObject(
      refused(/no column is known for weight.*events of equal weight need --rate instead/),
    );
    const { events } = await importFiles([path], { ...GIVEN, rate: '12' });
    expect([...new Set(events.weight)]).toEqual([12 / COUNT]);
    const scaled = await importFiles([await csvOf(columns, canonical)], { ...GIVEN, rate: '12' });
    expect(scaled.document.components[0]?.rate).toBeCloseTo(12, 12);
  });

  it('what the report says of it', async () => {
    const columns = Object.fromEntries(
      Object.entries(madeColumns(COUNT)).filter(([name]) => !name.startsWith('n_')),
    );
    const { events, document, notes } = await importFiles([await csvOf(columns, canonical)]);
    const page = describeSample('samples/mine', document, events, notes);
    expect(page).toMatch(/the momentum of N: no exact ratio of densities/);
    expect(page).toMatch(/observables: bins are filled by the experiment's response/);
    expect(page).toMatch(/the defaults of dualnu: gD = 2, V54 = 0.5, epsilon = 0.0008/);
    expect(page).toMatch(
      /events.csv \(CSV\): 30 events; energies in GeV, lengths in cm; columns as of dualnu/,
    );
  });
});

describe('bad events are refused with file, place and column', () => {
  it.each([
    ['NaN', 'eminus_px', 'nan', /events.csv:5: eminus_px_gev: missing or not a number/],
    ['a word', 'eminus_px', 'abc', /events.csv:5: eminus_px_gev: "abc" is not a finite number/],
    ['a negative energy', 'e_nu', '-1', /events.csv:5: e_nu_gev: -1 GeV is negative/],
    ['a negative weight', 'weight', '-1e-3', /events.csv:5: weight: the weight -0.001 is negative/],
  ])('%s', async (_, field, value, expected) => {
    const columns = madeColumns(COUNT) as Record<string, (number | string)[]>;
    (columns[field] ?? [])[3] = value;
    await expect(importFiles([await csvOf(columns as MadeColumns, canonical)])).rejects.toMatchObject(
      refused(expected),
    );
  });

  it('weights of which all are 0', async () => {
    const columns = madeColumns(COUNT);
    columns.weight = columns.weight?.map(() => 0) ?? [];
    await expect(importFiles([await parquetOf(columns)])).rejects.toMatchObject(
      refused(/events.parquet: weight: all weights are 0/),
    );
  });

  it('fewer generated than read', async () => {
    const path = await parquetOf(madeColumns(COUNT));
    await expect(importFiles([path], { ...GIVEN, generated: '5' })).rejects.toMatchObject(
      refused(/--generated: 5 events cannot have been generated where 30 are read/),
    );
  });
});

describe('observables', () => {
  const score = Array.from({ length: COUNT }, (_, i) => (i === 0 ? '' : i / COUNT));
  const topology = Array.from({ length: COUNT }, (_, i) => (i % 2 === 0 ? '1 shower' : '2 showers'));

  it('numbers with a unit, holes, and words', async () => {
    const path = await csvOf(madeColumns(COUNT), canonical, { bdt: score, reco_e: score, topology });
    const { events, document, notes } = await importFiles([path], {
      ...GIVEN,
      observable: ['score=bdt', 'reco_e:GeV', 'topology'],
    });
    expect(events.observables.score).toMatchObject({ unit: '' });
    expect(events.observables.reco_e).toMatchObject({ unit: 'GeV' });
    expect(events.observables.topology).toMatchObject({ categories: ['1 shower', '2 showers'] });
    const page = describeSample('f', document, events, notes);
    expect(page).toMatch(/score: 0.03333 to 0.9667; 1 event without it/);
    expect(page).toMatch(/topology: 1 shower 15, 2 showers 15/);
    expect(page).not.toMatch(/missing.*observables/);
  });

  it('must be in all components', async () => {
    const folder = await scratch();
    await writeFile(
      join(folder, 'a.csv'),
      await readFile(await csvOf(madeColumns(COUNT), canonical, { score })),
    );
    await writeFile(join(folder, 'b.csv'), await readFile(await csvOf(madeColumns(COUNT), canonical)));
    const components = ['a', 'b'].map((name) => ({
      ...requestOfOptions([join(folder, `${name}.csv`)], {
        ...NONE,
        ...GIVEN,
        observable: name === 'a' ? ['score'] : [],
      }),
      name,
    }));
    await expect(importSample({ name: 'x', components })).rejects.toMatchObject(
      refused(/b.csv: score: the observable is in numbers in a and missing in b/),
    );
  });
});

describe('several components', () => {
  const described = async (text: string) => {
    const folder = await scratch();
    await writeFile(join(folder, 'a.csv'), await readFile(await csvOf(madeColumns(COUNT, 1), canonical)));
    await writeFile(join(folder, 'b.csv'), await readFile(await csvOf(madeColumns(10, 2), canonical)));
    await writeFile(join(folder, 'mixture.yaml'), text);
    return join(folder, 'mixture.yaml');
  };
  const SHARED = 'model: { parameters: { m5_gev: 0.2, m4_gev: 0.1, mZprime_gev: 1.25 } }\n';

  it('by a file, with what they share above them', async () => {
    const path = await described(
      `${SHARED}pot: 1.0e+20\ncomponents:\n  - files: [a.csv]\n    model: { parameters: { Umu5_sq: 1.0e-8 } }\n    generated: 100\n  - name: second\n    files: [b.csv]\n    model: { parameters: { Umu5_sq: 1.0e-7 } }\n    decays: integrated\n    pot: 2.0e+20\n`,
    );
    const { events, document } = await importSample(await requestOfFile(path));
    expect(document).toMatchObject({
      name: 'mixture',
      components: [
        {
          name: 'a',
          pot: 1e20,
          generated: 100,
          decays: 'sampled',
          parameters: { Umu5_sq: 1e-8, m5_gev: 0.2 },
        },
        { name: 'second', pot: 2e20, generated: 10, decays: 'integrated', parameters: { Umu5_sq: 1e-7 } },
      ],
    });
    expect([...events.component]).toEqual([...new Array(COUNT).fill(0), ...new Array(10).fill(1)]);
  });

  it('mistakes in the file have their lines', async () => {
    const path = await described(
      `${SHARED}pot: 1.0e+20\ncomponents:\n  - files: [a.csv]\n    columns: { e_n: e_nu_gev }\n`,
    );
    const failing = importSample(await requestOfFile(path));
    await expect(failing).rejects.toMatchObject(
      refused(/mixture.yaml:4:5: components\[0\].model.parameters.Umu5_sq: missing/),
    );
    await expect(failing).rejects.toMatchObject(
      refused(/mixture.yaml:5:21: components\[0\].columns.e_n: no such field; did you mean e_nu\?/),
    );
    const wrong = await described(`pots: 1\ncomponents:\n  - file: a.csv\n`);
    await expect(requestOfFile(wrong)).rejects.toMatchObject(
      refused(/mixture.yaml:1:1: pots: unknown key; did you mean pot\?/),
    );
  });

  it('samples that were imported before join, with all that was known of them', async () => {
    const folder = await scratch();
    for (const [name, seed] of [
      ['one', 1],
      ['two', 2],
    ] as const) {
      const { events, document } = await importFiles([await parquetOf(madeColumns(COUNT, seed))], {
        ...GIVEN,
        pot: `${seed}e20`,
      });
      await writeSample(join(folder, name), events, { ...document, name, program: 'dualnu 0.1.0' });
    }
    const joined = await importFiles([join(folder, 'one'), join(folder, 'two')], {});
    await writeSample(join(folder, 'both'), joined.events, { ...joined.document, program: 'dualnu 0.1.0' });
    const both = await readSample(join(folder, 'both'));
    const [one, two] = [await readSample(join(folder, 'one')), await readSample(join(folder, 'two'))];
    expect([...both.decay.y]).toEqual([...one.decay.y, ...two.decay.y]);
    expect(both.components.map(({ name, pot }) => [name, pot])).toEqual([
      ['events', 1e20],
      ['events-2', 2e20],
    ]);
  });

  it('files whose folders of DarkNews name other masses are other components', async () => {
    const folder = await scratch();
    const other = join(folder, 'm5_0.2_m4_0.1_mzprime_2_dirac');
    await mkdir(other);
    await writeFile(join(other, 'pandas_df.parquet'), await readFile(join(DARKNEWS, 'pandas_df.parquet')));
    const files = [join(DARKNEWS, 'pandas_df.parquet'), join(other, 'pandas_df.parquet')];
    const { document } = await importFiles(files, { set: ['Umu5_sq=1e-8'], pot: '1e20' });
    expect(document.components.map(({ parameters }) => parameters.mZprime_gev)).toEqual([1.25, 2]);
  });
});

describe("frames that are not the experiment's", () => {
  /** The made events with vectors of some names turned around y by an angle in degrees. */
  const turned = (names: RegExp, degrees: number) =>
    madeEvents(2000, 1, (columns) => {
      const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
      for (const name of ['eminus_p', 'eplus_p', 'n_p', 'scatter_', 'decay_'].filter((each) =>
        names.test(each),
      )) {
        const [xs, zs] = [columns[`${name}x`] ?? [], columns[`${name}z`] ?? []];
        for (const [i, x] of xs.entries()) {
          const z = zs[i] ?? 0;
          xs[i] = cos * x + sin * z;
          zs[i] = cos * z - sin * x;
        }
      }
    });

  it('raise no doubt where they are', () => {
    expect(doubtsOf(madeEvents(2000))).toEqual([]);
    expect(doubtsOf(withoutProduced(madeEvents(5)))).toEqual([]);
  });

  it('are told where the beam is at an angle', () => {
    expect(doubtsOf(turned(/./, 8))).toEqual([
      expect.stringMatching(/^pairs fly on average at [78](\.\d+)? degrees to \+z/),
    ]);
  });

  it('are told where only momenta were turned', () => {
    expect(doubtsOf(turned(/_p$/, 3))).toEqual([expect.stringMatching(/^in 100 % of the events N flies/)]);
  });
});

it('targets by PDG codes and names', () => {
  const names = {
    '1000180400': 'Ar40',
    '1000060120': 'C12',
    '2212': 'proton',
    proton_in_Ar40: 'proton',
    H1: 'proton',
    '1000010010': 'proton',
    Fe56: 'Fe56',
  };
  for (const [written, name] of Object.entries(names)) expect(targetName(written)).toBe(name);
});
