/** From a pair to cells, with numbers that can be worked out by hand. GeV and degrees. */
import { describe, expect, it } from 'vitest';
import { type Vec3d, vec3d } from 'wgpu-matrix';
import { ELECTRON_MASS_GEV as M, NEUTRON_MASS_GEV, PROTON_MASS_GEV } from '../../src/physics/constants.js';
import { pairObservables } from '../../src/physics/kinematics.js';
import * as quantities from '../../src/physics/quantities.js';
import {
  invariantMass,
  pairQuantities,
  QUANTITIES,
  quasiElasticEnergy,
  ringDistance,
} from '../../src/physics/quantities.js';
import { cellProbabilities } from '../../src/physics/reconstruction.js';
import { pairEfficiency, topologyProbabilities } from '../../src/physics/response.js';
import * as at from '../../src/physics/responseLayout.js';
import { compilePairTopology, compileResponse } from '../../src/response/compile.js';
import type { PipelineResponse } from '../../src/response/pipeline.js';
import { onsetShare } from '../../src/response/plateau.js';
import type { Table } from '../../src/response/tableTypes.js';
import { Draw } from '../twins/draws.js';
import { curve, pipeline } from './pipelines.js';

const UNUSED = [0.5, 0.5, 0.5, 0.5, 0.5, 0.5];

/** A lepton of a total energy at a polar angle in the plane y = 0. */
function lepton(energy: number, degrees: number): { p: Vec3d; energy: number } {
  const size = Math.sqrt(energy * energy - M * M);
  const theta = (degrees * Math.PI) / 180;
  return { p: vec3d.create(size * Math.sin(theta), 0, size * Math.cos(theta)), energy };
}

/** Cells of a response for leptons of energies e1, e2 at angles a1, a2 to the beam. */
function cells(response: PipelineResponse, e1: number, a1: number, e2: number, a2: number): number[] {
  const [minus, plus] = [lepton(e1, a1), lepton(e2, a2)];
  const { data } = compileResponse(response);
  return Array.from(cellProbabilities(data, UNUSED, minus.p, minus.energy, plus.p, plus.energy));
}

describe('quantities', () => {
  it('of the analytic response are those of their names', () => {
    const codes = [
      quantities.QUANTITY_ENERGY,
      quantities.QUANTITY_MIN_ENERGY,
      quantities.QUANTITY_THETA,
      quantities.QUANTITY_OPENING,
    ];
    expect(codes.map((code) => QUANTITIES[code])).toEqual([
      'e_ee_gev',
      'e_min_gev',
      'theta_ee_deg',
      'opening_deg',
    ]);
    expect(at.TABLE_SIZE).toBe(at.TABLE_AXES + at.MAX_RANK * at.AXIS_SIZE);
    expect(at.CUT_SIZE).toBe(at.CUT_LIMIT + at.TABLE_SIZE);
  });

  it('of 0.3 GeV along the beam and 0.1 GeV across', () => {
    const [minus, plus] = [lepton(0.3, 0), lepton(0.1, 90)];
    const q = pairQuantities(minus.p, minus.energy, plus.p, plus.energy);
    const named = Object.fromEntries(QUANTITIES.map((name, i) => [name, q[i]]));
    expect(named.e_ee_gev).toBeCloseTo(0.4, 14);
    expect(named.e_vis_gev).toBeCloseTo(0.4 - 2 * M, 14);
    expect([named.e_min_gev, named.e_max_gev]).toEqual([0.1, 0.3]);
    expect(named.opening_deg).toBeCloseTo(90, 12);
    expect(named.asymmetry).toBeCloseTo(0.5, 14);
    const tangent = Math.sqrt(0.01 - M * M) / Math.sqrt(0.09 - M * M);
    expect(named.theta_ee_deg).toBeCloseTo((Math.atan(tangent) * 180) / Math.PI, 12);
    expect(named.cos_theta).toBeCloseTo(1 / Math.sqrt(1 + tangent * tangent), 14);
    // (1 - cos 90)/2 = 1/2 and 1 - 0.3/0.4 = 1/4.
    expect(named.ring_distance).toBeCloseTo(Math.hypot(0.5, 0.25), 14);
  });

  it('E_QE: an electron straight on has a little more than its energy, one backwards much more', () => {
    const shift = NEUTRON_MASS_GEV ** 2 + M ** 2 - PROTON_MASS_GEV ** 2;
    const p = Math.sqrt(0.5 ** 2 - M ** 2);
    const by = (cosine: number) =>
      (2 * NEUTRON_MASS_GEV * 0.5 - shift) / (2 * (NEUTRON_MASS_GEV - 0.5 + p * cosine));
    expect(quasiElasticEnergy(0.5, 1)).toBeCloseTo(by(1), 13);
    expect(quasiElasticEnergy(0.5, 1)).toBeCloseTo(0.49871, 4);
    expect(quasiElasticEnergy(0.5, 0.3)).toBeCloseTo(by(0.3), 13);
    // No quasi-elastic neutrino makes an electron of 1 GeV backwards.
    expect(quasiElasticEnergy(1, -1)).toBeGreaterThan(1e5);
  });

  it('invariant mass: that of the sum of momenta, and 2 m_e of parallel leptons of one energy', () => {
    const [minus, plus] = [lepton(0.3, 10), lepton(0.1, 70)];
    const total = vec3d.add(minus.p, plus.p);
    const mass = Math.sqrt(0.4 ** 2 - vec3d.dot(total, total));
    expect(invariantMass(0.3, 0.1, 60)).toBeCloseTo(mass, 13);
    const q = pairQuantities(minus.p, minus.energy, plus.p, plus.energy);
    expect(q[QUANTITIES.indexOf('m_ee_gev')]).toBeCloseTo(mass, 13);
    expect(invariantMass(3, 3, 0)).toBeCloseTo(2 * M, 15);
    expect(invariantMass(M, M, 0)).toBeCloseTo(2 * M, 15);
    // Back to back at one energy all of it is mass.
    expect(invariantMass(0.2, 0.2, 180)).toBeCloseTo(0.4, 14);
  });

  it('ring distance: 0 where one lepton has all the energy or two are parallel with none in the other', () => {
    expect(ringDistance(0, 0)).toBe(0);
    expect(ringDistance(180, 0)).toBeCloseTo(1, 14);
    expect(ringDistance(60, 0.5)).toBeCloseTo(Math.hypot(0.25, 0.5), 14);
  });
});

describe('cuts', () => {
  const limit = curve('e_ee_gev', [0.2, 0.4], [0.6, 0.4]);
  const ring = pipeline({ cuts: [{ quantity: 'ring_distance', keep: 'below', limit }] });

  it('interpolate their table and keep it beyond its ends', () => {
    // At 0.3 GeV the limit is 0.5. Shares of the energy of 0.49 and 0.51 at parallel leptons:
    expect(cells(ring, 0.153, 0, 0.147, 0)).toEqual([1]);
    const parallel = ringDistance(0, 0.5);
    expect(parallel).toBe(0.5);
    // Opening by 60 degrees adds 0.25 in quadrature: 0.2 of 0.3 GeV, r = sqrt(1/16 + 1/9) = 0.417.
    expect(cells(ring, 0.2, 0, 0.1, 60)).toEqual([1]);
    // By 90 degrees 0.5: r = sqrt(1/4 + 1/9) = 0.601.
    expect(cells(ring, 0.2, 0, 0.1, 90)).toEqual([0]);
    // Beyond: the limit is 0.4 at 1 GeV and 0.6 at 0.1 GeV.
    expect(cells(ring, 0.62, 0, 0.38, 0)).toEqual([1]);
    expect(cells(ring, 0.58, 0, 0.42, 0)).toEqual([0]);
    expect(cells(ring, 0.05, 0, 0.05, 30)).toEqual([1]);
  });

  it('keep the limit itself with those above', () => {
    const at = { axes: [], values: [0.1] };
    const above = pipeline({ cuts: [{ quantity: 'e_min_gev', keep: 'above', limit: at }] });
    const below = pipeline({ cuts: [{ quantity: 'e_min_gev', keep: 'below', limit: at }] });
    expect([cells(above, 0.1, 0, 0.3, 0), cells(below, 0.1, 0, 0.3, 0)]).toEqual([[1], [0]]);
    expect([cells(above, 0.09, 0, 0.3, 0), cells(below, 0.09, 0, 0.3, 0)]).toEqual([[0], [1]]);
  });
});

describe('efficiency', () => {
  const centres = curve('e_vis_gev', [0.05, 0.1, 0.2], [0, 0.089, 0.135], true);

  it('of the nearest bin, over the factor 0.55', () => {
    const response = pipeline({ efficiency: { factor: 1 / 0.55, pair: undefined, tables: [centres] } });
    const at = (visible: number) => cells(response, visible / 2 + M, 0, visible / 2 + M, 0)[0];
    expect(at(0.02)).toBe(0);
    expect(at(0.0999)).toBe(0);
    expect(at(0.1001)).toBeCloseTo(0.089 / 0.55, 15);
    expect(at(0.1999)).toBeCloseTo(0.089 / 0.55, 15);
    expect(at(0.2001)).toBeCloseTo(0.135 / 0.55, 15);
    expect(at(3)).toBeCloseTo(0.135 / 0.55, 15);
  });

  it('multiplies tables', () => {
    const opening = curve('opening_deg', [0, 90], [1, 0]);
    const response = pipeline({ efficiency: { factor: 0.5, pair: undefined, tables: [centres, opening] } });
    expect(cells(response, 0.3, 0, 0.3, 30)[0]).toBeCloseTo(0.5 * 0.135 * (2 / 3), 14);
    expect(cells(response, 0.3, 0, 0.3, 120)).toEqual([0]);
  });

  it('in four dimensions is multilinear: exact for a product of linear functions', () => {
    const axes = [
      { quantity: 'e_ee_gev', stepped: false, nodes: [0.2, 0.5, 1] },
      { quantity: 'theta_ee_deg', stepped: false, nodes: [0, 90] },
      { quantity: 'opening_deg', stepped: false, nodes: [0, 10, 40, 180] },
      { quantity: 'asymmetry', stepped: false, nodes: [0, 1] },
    ] as const;
    const f = (e: number, theta: number, opening: number, a: number) =>
      (0.1 + 0.4 * e) * (1 - theta / 180) * (0.2 + opening / 400) * (1 - 0.5 * a);
    const [es, thetas, openings, as] = axes.map(({ nodes }): readonly number[] => nodes);
    const values = (es ?? []).flatMap((e) =>
      (thetas ?? []).flatMap((t) => (openings ?? []).flatMap((o) => (as ?? []).map((a) => f(e, t, o, a)))),
    );
    const response = pipeline({ efficiency: { factor: 1, pair: undefined, tables: [{ axes, values }] } });
    for (const [e1, a1, e2, a2] of [
      [0.3, 10, 0.15, -25],
      [0.5, 0, 0.4, 20],
      [0.2, 80, 0.2, 60],
    ] as const) {
      const [minus, plus] = [lepton(e1, a1), lepton(e2, a2)];
      const pair = pairObservables(minus.p, e1, plus.p, e2);
      expect(cells(response, e1, a1, e2, a2)[0]).toBeCloseTo(
        f(pair.energyGev, pair.thetaDeg, pair.openingDeg, pair.asymmetry),
        13,
      );
    }
    // Beyond the first axis: as at its end.
    expect(cells(response, 1.5, 0, 1.5, 0)[0]).toBeCloseTo(f(1, 0, 0, 0), 14);
  });
});

describe('cells', () => {
  const topology: PipelineResponse['topology'] = {
    kind: 'tables',
    tables: [
      { name: 'one', ...curve('opening_deg', [0, 100], [1, 0]) },
      { name: 'two', ...curve('opening_deg', [0, 100], [0, 0.8]) },
    ],
  };
  const observables = [
    { quantity: 'e_ee_gev', edges: [0.1, 0.3, 1] },
    { quantity: 'cos_theta', edges: [0, 0.9, 1.01] },
  ] as const;

  it('are observables x topologies in C order, with a name each', () => {
    const response = pipeline({ topology, observables });
    expect(compileResponse(response).cellLabels).toEqual([
      'e_ee_gev 0.1 to 0.3, cos_theta 0 to 0.9, one',
      'e_ee_gev 0.1 to 0.3, cos_theta 0 to 0.9, two',
      'e_ee_gev 0.1 to 0.3, cos_theta 0.9 to 1.01, one',
      'e_ee_gev 0.1 to 0.3, cos_theta 0.9 to 1.01, two',
      'e_ee_gev 0.3 to 1, cos_theta 0 to 0.9, one',
      'e_ee_gev 0.3 to 1, cos_theta 0 to 0.9, two',
      'e_ee_gev 0.3 to 1, cos_theta 0.9 to 1.01, one',
      'e_ee_gev 0.3 to 1, cos_theta 0.9 to 1.01, two',
    ]);
    // Opening 30 degrees: 0.7 and 0.24. 0.4 GeV, forward: cells 6 and 7.
    const found = cells(response, 0.2, 15, 0.2, -15);
    expect(found[6]).toBeCloseTo(0.7, 13);
    expect(found[7]).toBeCloseTo(0.24, 13);
    expect(found.filter((p) => p > 0)).toHaveLength(2);
    // 0.2 GeV at 60 degrees: cells 0 and 1.
    expect(cells(response, 0.1, 45, 0.1, 75).map((p) => Math.round(1e6 * p) / 1e6)).toEqual([
      0.7, 0.24, 0, 0, 0, 0, 0, 0,
    ]);
  });

  it('lose what is outside of the edges; the lower edge is inside', () => {
    const response = pipeline({ observables: [{ quantity: 'e_max_gev', edges: [0.1, 0.2, 0.3] }] });
    expect(cells(response, 0.1, 0, 0.05, 0)).toEqual([1, 0]);
    expect(cells(response, 0.2, 0, 0.05, 0)).toEqual([0, 1]);
    expect(cells(response, 0.3, 0, 0.05, 0)).toEqual([0, 0]);
    expect(cells(response, 0.09, 0, 0.05, 0)).toEqual([0, 0]);
  });

  it('migrate by the columns of the matrix', () => {
    const matrix = [
      [0.8, 0.1, 0, 0.3],
      [0.2, 0.6, 0.5, 0.3],
      [0, 0.2, 0.5, 0.1],
    ];
    const response = pipeline({
      topology,
      observables: [{ quantity: 'e_ee_gev', edges: [0.1, 0.3, 1] }],
      migration: { matrix, labels: ['a', 'b', 'c'] },
      efficiency: { factor: 0.5, pair: undefined, tables: [] },
    });
    expect(compileResponse(response).cellLabels).toEqual(['a', 'b', 'c']);
    // 0.2 GeV, opening 50 degrees: true cells 0 and 1 with 0.5 and 0.4.
    const found = cells(response, 0.1, 25, 0.1, -25);
    const expected = [0.5 * 0.8 + 0.4 * 0.1, 0.5 * 0.2 + 0.4 * 0.6, 0.4 * 0.2].map((p) => 0.5 * p);
    expected.forEach((p, i) => {
      expect(found[i]).toBeCloseTo(p, 13);
    });
  });

  it('are all of it without any step', () => {
    expect(cells(pipeline(), 0.01, 170, 3, 20)).toEqual([1]);
    expect(compileResponse(pipeline()).cellLabels).toEqual(['all']);
  });

  it('need both leptons above a threshold, or one', () => {
    const both = pipeline({ threshold: { minEnergyGev: 0.05, leptons: 2 } });
    const one = pipeline({
      threshold: { minEnergyGev: 0.05, leptons: 1 },
      observables: [{ quantity: 'e_vis_gev', edges: [0.1, 0.2, 0.3] }],
    });
    expect([cells(both, 0.2, 0, 0.04, 0), cells(both, 0.2, 0, 0.06, 0)]).toEqual([[0], [1]]);
    // The lost lepton shows nothing: 0.2 GeV less one mass.
    expect(cells(one, 0.2, 0, 0.04, 0)).toEqual([1, 0]);
    expect(cells(one, 0.2, 0, 0.06, 0)).toEqual([0, 1]);
    expect(cells(one, 0.04, 0, 0.04, 0)).toEqual([0, 0]);
  });
});

/** Two leptons from 1 MeV to 5 GeV in any direction, half of them close. */
function drawPair(row: number) {
  const d = new Draw(row);
  const first = d.direction();
  const tilt = d.log(1e-3, 3);
  const second = vec3d.normalize(d.direction().map((n, i) => tilt * n + (first[i] ?? 0)));
  const one = (direction: ArrayLike<number>) => {
    const energy = d.log(1e-3, 5);
    const p = vec3d.scale(Float64Array.from(direction), Math.sqrt(energy * energy - M * M));
    return { p, energy };
  };
  return { minus: one(first), plus: one(second), u: d.cubes(6) };
}

describe('pair topology in the common layout', () => {
  const response = {
    kind: 'pair-topology',
    label: 'toy',
    efficiency: 0.38,
    energyScaleGev: 0.12,
    angleScaleDeg: 75,
    separation: { openingDeg: 15, openingWidthDeg: 4, minEnergyGev: 0.02, minEnergyWidthGev: 0.006 },
    secondShower: { energyGev: 0.05, energyWidthGev: 0.015 },
  } as const;

  it('is pairEfficiency times topologyProbabilities to the last bit', () => {
    const compiled = compilePairTopology(response);
    expect(compiled.cellLabels).toEqual(['one-shower', 'one-shower-one-track', 'two-showers']);
    expect([compiled.plateau, compiled.smears, compiled.cellCount]).toEqual([0.38, false, 3]);
    // 1 - exp(-(E/E0)^2) at the next of the energies that shares are known at.
    expect(onsetShare(compiled.onset, 0.03)).toBe(-Math.expm1(-((0.032 / 0.12) ** 2)));
    const flat = {
      efficiency: 0.38,
      energyScaleGev: 0.12,
      angleScaleDeg: 75,
      openingDeg: 15,
      openingWidthDeg: 4,
      separationEnergyGev: 0.02,
      separationEnergyWidthGev: 0.006,
      showerEnergyGev: 0.05,
      showerEnergyWidthGev: 0.015,
    };
    for (let row = 0; row < 2000; row++) {
      const { minus, plus, u } = drawPair(row);
      const pair = pairObservables(minus.p, minus.energy, plus.p, plus.energy);
      const efficiency = pairEfficiency(flat, pair.energyGev, pair.thetaDeg);
      const expected = topologyProbabilities(flat, pair.openingDeg, pair.minEnergyGev).map(
        (p) => efficiency * p,
      );
      const found = cellProbabilities(compiled.data, u, minus.p, minus.energy, plus.p, plus.energy);
      expect(Array.from(found)).toEqual(expected);
    }
  });
});

describe('plateau', () => {
  const table = (seed: number): Table => {
    const d = new Draw(seed);
    return {
      axes: [
        { quantity: 'e_ee_gev', stepped: false, nodes: [0.1, 0.5, 2] },
        { quantity: 'opening_deg', stepped: seed % 2 === 0, nodes: [0, 20, 60, 120] },
      ],
      values: Array.from({ length: 12 }, () => d.unit()),
    };
  };
  const topologies = (seed: number) =>
    ({
      kind: 'tables',
      tables: [0, 1, 2].map((i) => ({ name: `${i}`, ...table(seed + 2 * i) })),
    }) as const;
  const pair = {
    kind: 'pair',
    separation: { openingDeg: 15, openingWidthDeg: 4, minEnergyGev: 0.02, minEnergyWidthGev: 0.006 },
    secondShower: { energyGev: 0.05, energyWidthGev: 0.015 },
  } as const;
  const analytic = { efficiency: 0.38, energyScaleGev: 0.12, angleScaleDeg: 75 };
  const observables = [{ quantity: 'e_ee_gev', edges: [0, 0.5, 20] }] as const;
  const matrix = (rows: number, columns: number) =>
    Array.from({ length: rows }, (_, i) =>
      Array.from({ length: columns }, (_, j) => (1 + ((i * j) % 3)) / 12),
    );

  it.each<[string, PipelineResponse]>([
    ['nothing', pipeline()],
    ['tables', pipeline({ efficiency: { factor: 1.7, pair: undefined, tables: [table(1), table(2)] } })],
    [
      'the analytic efficiency',
      pipeline({ efficiency: { factor: 0.9, pair: analytic, tables: [table(3)] } }),
    ],
    [
      'analytic topologies',
      pipeline({ topology: pair, efficiency: { factor: 1, pair: analytic, tables: [] } }),
    ],
    ['topologies on the same axes', pipeline({ topology: topologies(5) })],
    [
      'topologies on other axes',
      pipeline({
        topology: {
          kind: 'tables',
          tables: [
            { name: 'a', ...table(7) },
            { name: 'b', ...table(8) },
          ],
        },
      }),
    ],
    [
      'migration and smearing',
      pipeline({
        energySmearing: {
          of: 'kinetic',
          combine: 'linear',
          stochastic: 0.3,
          noiseGev: 0.1,
          constant: 0,
          belowZero: 'one-ring',
        },
        angleSmearing: { kind: 'planar', offsetDeg: 30, logDeg: 1 },
        topology: topologies(11),
        observables,
        migration: { matrix: matrix(4, 6), labels: ['a', 'b', 'c', 'd'] },
      }),
    ],
  ])('bounds every cell and their sum, and is not far off: %s', (_, response) => {
    const { data, plateau, onset } = compileResponse(response);
    let most = 0;
    // Of the plateau's share at the pair's energy.
    let mostAtEnergy = 0;
    for (let row = 0; row < 20_000; row++) {
      const { minus, plus, u } = drawPair(row);
      const found = cellProbabilities(data, u, minus.p, minus.energy, plus.p, plus.energy);
      const sum = found.reduce((total, p) => total + p, 0);
      most = Math.max(most, sum);
      mostAtEnergy = Math.max(mostAtEnergy, sum / onsetShare(onset, minus.energy + plus.energy));
    }
    expect(mostAtEnergy).toBeLessThanOrEqual(plateau * (1 + 1e-14));
    expect(most).toBeLessThanOrEqual(plateau * (1 + 1e-14));
    expect(most).toBeGreaterThan(0.3 * plateau);
  });
});
