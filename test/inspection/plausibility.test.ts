/** Doubts about an experiment, each by a number that nobody means; and the numbers of the summary by hand. */
import { beforeAll, describe, expect, it } from 'vitest';
import { loadExperiment } from '../../src/experiment/load.js';
import type { Beam, Bin, Experiment } from '../../src/experiment/types.js';
import { experimentWarnings } from '../../src/inspection/plausibility.js';
import { beamSummary, errorOf, summarise } from '../../src/inspection/summary.js';
import { loadResponse } from '../../src/response/load.js';
import { unitWarnings } from '../../src/response/units.js';

let good: Experiment;
let combined: Experiment;
beforeAll(async () => {
  good = await loadExperiment('microboone-2025');
  combined = await loadExperiment('miniboone-2020:combined');
});

const withBeam = (change: (beam: Beam) => Partial<Beam>): Experiment => ({
  ...good,
  beams: good.beams.map((beam) => ({ ...beam, ...change(beam) })),
});
const withFlux = (change: (flux: Beam['flux']) => Partial<Beam['flux']>) =>
  withBeam(({ flux }) => ({ flux: { ...flux, ...change(flux) } }));
const withBins = (change: (bin: Bin, i: number) => Partial<Bin>): Experiment => ({
  ...good,
  bins: good.bins.map((bin, i) => ({ ...bin, ...change(bin, i) })),
});
const withCovariance = (factor: number): Experiment => ({
  ...good,
  systematics: {
    ...good.systematics,
    background: good.systematics.background.map((row) => row.map((c) => factor * c)),
  },
});

describe('doubts', () => {
  it('are none about the experiments of the program', async () => {
    for (const name of ['microboone-2025', 'microboone-2025:total', 'miniboone-2020', 'miniboone-2020:rhc']) {
      expect(experimentWarnings(await loadExperiment(name))).toEqual([]);
    }
  });

  it('are none about bins of a flux that grow wider, nor about a gap beyond the range in use', () => {
    const energiesGev = [0, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 10];
    const fluxOf = (energies: readonly number[]) => energies.map(() => 1e-10);
    const wider = { energiesGev, mainPerCm2PotGev: fluxOf(energiesGev), wrongSignPerCm2PotGev: undefined };
    expect(experimentWarnings(withFlux(() => ({ ...wider, minEnergyGev: 0.05, maxEnergyGev: 10 })))).toEqual(
      [],
    );
    const gap = good.beams[0]?.flux.energiesGev.map((e) => (e > 3 ? e + 1 : e)) ?? [];
    expect(experimentWarnings(withFlux(() => ({ energiesGev: gap, maxEnergyGev: 2.9 })))).toEqual([]);
  });

  const cases: [what: string, spoilt: () => Experiment, found: RegExp[]][] = [
    [
      'an exposure without its power',
      () => withBeam(() => ({ pot: 6.87 })),
      [/^beams\.bnb\.pot: 6\.87 is outside/],
    ],
    [
      'rows of a flux that are missing',
      () =>
        withFlux(({ energiesGev, mainPerCm2PotGev, wrongSignPerCm2PotGev }) => {
          const kept = <T>(rows: readonly T[] | undefined) => rows?.filter((_, i) => i < 20 || i >= 25) ?? [];
          return {
            energiesGev: kept(energiesGev),
            mainPerCm2PotGev: kept(mainPerCm2PotGev),
            wrongSignPerCm2PotGev: kept(wrongSignPerCm2PotGev),
          };
        }),
      [
        /^beams\.bnb\.flux: nothing between 0\.975 and 1\.275 GeV, with steps of 0\.05 and 0\.05 GeV beside it; are rows/,
      ],
    ],
    [
      'an exposure of too many',
      () => withBeam(() => ({ pot: 6.87e23 })),
      [/^beams\.bnb\.pot: 6\.87e23 is outside/],
    ],
    [
      'a flux per m2',
      () => withFlux(({ mainPerCm2PotGev: phi }) => ({ mainPerCm2PotGev: phi.map((f) => 1e4 * f) })),
      [
        /^beams\.bnb\.flux: its integral, 7\.334e-6, is outside of 1e-12 to 1e-7 per cm2 and POT; is it per m2\?$/,
      ],
    ],
    [
      'energies in MeV',
      () =>
        withFlux((flux) => ({
          energiesGev: flux.energiesGev.map((e) => 1000 * e),
          mainPerCm2PotGev: flux.mainPerCm2PotGev.map((f) => f / 1000),
          wrongSignPerCm2PotGev: undefined,
          minEnergyGev: 50,
          maxEnergyGev: 7475,
        })),
      [/^beams\.bnb\.flux: the mean energy, 827\.8 GeV, is outside .* are energies in GeV\?/],
    ],
    [
      'a flux for all of its protons',
      () => withFlux(({ mainPerCm2PotGev: phi }) => ({ mainPerCm2PotGev: phi.map((f) => 6.87e20 * f) })),
      [/^beams\.bnb\.flux: its integral, 5\.038e11, .*; is it for 1e20 POT, or for all of them\?$/],
    ],
    [
      'a flux per MeV',
      () =>
        withFlux(({ mainPerCm2PotGev: phi }) => ({
          mainPerCm2PotGev: phi.map((f) => f / 1000),
          wrongSignPerCm2PotGev: undefined,
        })),
      [/^beams\.bnb\.flux: its integral, 7\.334e-13, .*; is it per MeV\?$/],
    ],
    [
      'kinds the wrong way round',
      () =>
        withFlux(({ mainPerCm2PotGev, wrongSignPerCm2PotGev }) => ({
          mainPerCm2PotGev: wrongSignPerCm2PotGev ?? [],
          wrongSignPerCm2PotGev: mainPerCm2PotGev,
        })),
      [/^beams\.bnb\.flux\.main: the other kind is 94\.64 % of the flux/],
    ],
    [
      'a mass in kg',
      () => ({ ...good, target: { ...good.target, massTonnes: 85000 } }),
      [/^target\.mass_tonnes: 85000 t in this geometry are 1376 g\/cm3/],
    ],
    [
      'dirt in kg/m3',
      () => ({
        ...good,
        dirt: Object.fromEntries(
          Object.entries(good.dirt).map(([name, d]) => [
            name,
            {
              ...d,
              bodies: d.bodies.map((b) => ({
                ...b,
                densityGPerCm3: 1000 * b.densityGPerCm3,
                massTonnes: undefined,
              })),
            },
          ]),
        ),
      }),
      [
        /^dirt\.presets\.cylinder\.density_g_cm3: 2250 is outside/,
        /^dirt\.presets\.dn-cone\.density_g_cm3: 2150/,
        /^dirt\.presets\.uboone-gdml\.bodies\.soil\.density_g_cm3: 1700/,
        /^dirt\.presets\.uboone-gdml\.bodies\.concrete\.density_g_cm3: 2300/,
      ],
    ],
    [
      'an efficiency of 0',
      () => ({ ...good, response: { ...good.response, plateau: 0 } }),
      [/^response: the efficiency is 0 everywhere/],
    ],
    [
      'an efficiency above 1',
      () => ({ ...good, response: { ...good.response, plateau: 1.2 } }),
      [/^response: the efficiency may reach 1\.2, above 1$/],
    ],
    ['no signal anywhere', () => withBins(() => ({ cells: [] })), [/^observation\.bins: no bin has a cell/]],
    [
      'a cell that no bin holds',
      () => withBins((bin, i) => (i === 2 ? { cells: [] } : bin)),
      [/^observation\.bins: no bin of beam bnb holds the signal of: two-showers$/],
    ],
    [
      'a beam without a signal',
      () => ({ ...good, beams: [...good.beams, ...good.beams.map((beam) => ({ ...beam, name: 'numi' }))] }),
      [/^observation\.bins: no bin of beam numi has a cell of the response$/],
    ],
    [
      'data over no background',
      () => withBins((bin, i) => (i === 1 ? { background: 0, data: 3 } : bin)),
      [/^observation\.bins\[1\] \(1 shower \+ 1 track\): 3 events over a background of 0$/],
    ],
    [
      'half an event',
      () => withBins((bin, i) => (i === 0 ? { data: 52.5 } : bin)),
      [/^observation\.bins\[0\] \(1 shower\)\.data: 52\.5 is no whole number of events$/],
    ],
    [
      'errors beyond the background',
      () => withCovariance(1000),
      [
        /\(1 shower\): the error, 370, is 775\.7 % of the background; is the covariance in events\^2\?/,
        /./,
        /./,
      ],
    ],
    ['a fractional covariance', () => withCovariance(1e-8), [/the error, 0\.00117,/, /./, /./]],
    [
      'data far from the background',
      () => withBins(() => ({ data: 5000 })),
      [/^observation\.bins: the background alone has chi2 = \S+ in 3 bins; check counts and covariance$/],
    ],
  ];
  it.each(cases)('about %s', (_what, spoilt, found) => {
    const all = experimentWarnings(spoilt());
    expect(all).toHaveLength(found.length);
    for (const [i, pattern] of found.entries()) expect(all[i]).toMatch(pattern);
  });

  it('about a fractional covariance that only its background keeps definite', () => {
    expect(experimentWarnings(combined)).toEqual([
      expect.stringMatching(/^covariance\.fractional: .* \(fails at the signal of nu_e-like \d+-\d+ MeV\)/),
    ]);
  });
});

describe('a summary', () => {
  it('integrates a flux that is linear between its nodes, within its range', () => {
    const flux = {
      energiesGev: [0, 1, 3],
      mainPerCm2PotGev: [0, 2, 0],
      wrongSignPerCm2PotGev: [1, 1, 1],
      minEnergyGev: 0.5,
      maxEnergyGev: 2,
    };
    const summary = beamSummary({ name: 'b', pot: 1e20, flux });
    // (1 + 2)/2 x 0.5 + (2 + 1)/2 x 1, and 1.5.
    expect(summary.flux_per_cm2_pot).toBeCloseTo(2.25, 14);
    expect(summary.wrong_sign_fraction).toBeCloseTo(1.5 / 3.75, 14);
    // Integral of E 2E over [0.5, 1] is 7/12, of E (3 - E) over [1, 2] 13/6.
    expect(summary.mean_energy_gev).toBeCloseTo((7 / 12 + 13 / 6) / 2.25, 14);
  });

  it('counts nuclei, volumes and the total over the signal bins', () => {
    const { target, geometry, total } = summarise(combined);
    // 818 t of oil at 14.027 g per mole of CH2, as the file's mass fractions 6/7 and 1/7 have it to 0.3 %.
    const molecules = (818e6 / 14.027) * 6.02214e23;
    expect((target.nuclei.C12 ?? 0) / molecules).toBeCloseTo(1, 2);
    expect((target.nuclei.H1 ?? 0) / (2 * molecules)).toBeCloseTo(1, 1);
    expect(geometry.volume_cm3).toBeCloseTo((4 / 3) * Math.PI * 574.6 ** 3, 3);
    expect(total.data).toBe(3202 + 551);
  });

  it('adds up correlated errors', () => {
    expect(
      errorOf(
        [
          [4, 3],
          [3, 9],
        ],
        [0, 1],
      ),
    ).toBeCloseTo(Math.sqrt(19), 14);
    expect(
      errorOf(
        [
          [4, 3],
          [3, 9],
        ],
        [1],
      ),
    ).toBe(3);
  });
});

describe('units of a response', () => {
  const response = async (edit: (text: string) => string) => {
    const text = `kind: pipeline
label: units
source: x
cuts:
  - { quantity: e_min_gev, keep: above, limit: 0.02, source: x }
  - { quantity: opening_deg, keep: below, file: cut.csv, axes: [{ quantity: e_ee_gev, lookup: linear }], source: x }
efficiency:
  tables:
    - { file: efficiency.csv, axes: [{ quantity: e_vis_gev, lookup: linear }, { quantity: theta_ee_deg, lookup: nearest }], source: x }
observables:
  - { quantity: e_qe_gev, edges: [0.2, 0.3, 3], source: x }
`;
    const tables: Readonly<Record<string, string>> = {
      'cut.csv': 'e_ee_gev,limit\n0.1,50\n3,20\n',
      'efficiency.csv': 'e_vis_gev,theta_ee_deg,efficiency\n0,0,0.1\n0,180,0.1\n3,0,0.5\n3,180,0.5\n',
    };
    return loadResponse(edit(text), 'response.yaml', async (file) => edit(tables[file] ?? ''));
  };

  it('are not doubted where they are right', async () => {
    expect(unitWarnings(await response((text) => text))).toEqual([]);
    for (const name of ['microboone-2025', 'miniboone-2020:combined']) {
      expect(unitWarnings((await loadExperiment(name)).response)).toEqual([]);
    }
  });

  it.each([
    ['edges in MeV', '[0.2, 0.3, 3]', '[200, 300, 3000]', 'e_qe_gev reaches 3000; are energies in GeV?'],
    [
      'an efficiency in MeV',
      '3,0,0.5\n3,180,',
      '3000,0,0.5\n3000,180,',
      'e_vis_gev reaches 3000; are energies in GeV?',
    ],
    ['a cut in keV', 'limit: 0.02', 'limit: 20000', 'e_min_gev reaches 20000; are energies in GeV?'],
    ['the axis of a cut in MeV', '\n3,20', '\n3000,20', 'e_ee_gev reaches 3000; are energies in GeV?'],
    // At the nearest point a table changes half-way between two.
    ['angles in radians', /180/g, '3.14159', 'theta_ee_deg ends at 1.571; are angles in degrees?'],
  ])('are doubted: %s', async (_, from, to, doubt) => {
    expect(unitWarnings(await response((text) => text.replace(from, to)))).toEqual([`response: ${doubt}`]);
  });
});
