/** A sample of our own generator that went through a detector of which everything is known: its efficiency, its topologies and its smearing. */
import { vec3d } from 'wgpu-matrix';
import { at } from '../../../src/at.js';
import type { ParameterPoint } from '../../../src/model/point.js';
import { pairObservables } from '../../../src/physics/kinematics.js';
import type { Reconstructed } from '../../../src/response/types.js';
import type { EventSample } from '../../../src/samples/eventSample.js';
import { quickstart, randomStream } from '../../scans.js';
import { type OwnComponent, ownSample } from '../ownSample.js';

/** The point of the sample. */
export const POINT: ParameterPoint = {
  ...{ mZprime_gev: 1.25, gD: 2, V54: 0.5, kappa: 1, V44: 0, epsilon: 8e-4, Umu5_sq: 1e-5 },
  m4_gev: 0.1,
  m5_gev: 0.3,
};

/** Bins in which the detector's efficiency and topologies are constant. */
export const TRUE_EDGES = {
  e_ee_gev: [0, 0.2, 0.4, 0.7, 1.2, 6],
  theta_ee_deg: [0, 15, 40, 180],
  opening_deg: [0, 20, 50, 180],
} as const;

/** Efficiency by energy and angle, and share of one shower by opening angle. */
const EFFICIENCY = [
  [0.1, 0.06, 0.02],
  [0.4, 0.3, 0.1],
  [0.6, 0.5, 0.3],
  [0.7, 0.55, 0.35],
  [0.8, 0.6, 0.4],
];
const ONE_SHOWER = [0.9, 0.5, 0.15];

/** Relative width of the reconstructed energy, by topology. */
export const RESOLUTION = [0.15, 0.3] as const;

/** What is counted: the reconstructed energy by topology; all that is selected is in a cell. */
export const COUNTED: Reconstructed = {
  columns: [
    { column: 'e_reco', unit: 'GeV', edges: [0, 0.25, 0.5, 0.9, 50] },
    { column: 'topology', categories: ['one-shower', 'two-showers'] },
  ],
};

const binIn = (edges: readonly number[], value: number) =>
  edges.slice(1, -1).filter((edge) => value >= edge).length;

/** Probabilities of a true pair: to be selected, and to have one shower if it is. */
export function truthOf(energyGev: number, thetaDeg: number, openingDeg: number) {
  const { e_ee_gev: energies, theta_ee_deg: angles, opening_deg: openings } = TRUE_EDGES;
  return {
    efficiency: at(at(EFFICIENCY, binIn(energies, energyGev)), binIn(angles, thetaDeg)),
    oneShower: at(ONE_SHOWER, binIn(openings, openingDeg)),
  };
}

/** True pairs of a sample. */
export function pairsOf({ minus, plus, count }: EventSample) {
  return Array.from({ length: count }, (_, i) =>
    pairObservables(
      vec3d.create(at(minus.px, i), at(minus.py, i), at(minus.pz, i)),
      at(minus.e, i),
      vec3d.create(at(plus.px, i), at(plus.py, i), at(plus.pz, i)),
      at(plus.e, i),
    ),
  );
}

/** Events of components through that detector, with random numbers of a seed. */
export function detectedSample(components: readonly OwnComponent[], seed: number): EventSample {
  const sample = ownSample(quickstart, components);
  const random = randomStream(seed);
  const gaussian = () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
  const found = pairsOf(sample).map(({ energyGev, thetaDeg, openingDeg }) => {
    const { efficiency, oneShower } = truthOf(energyGev, thetaDeg, openingDeg);
    const [u, v, g] = [random(), random(), gaussian()];
    if (u >= efficiency) return { energy: Number.NaN, topology: 2 };
    const topology = v < oneShower ? 0 : 1;
    return { energy: Math.max(energyGev * (1 + at(RESOLUTION, topology) * g), 1e-3), topology };
  });
  return {
    ...sample,
    observables: {
      e_reco: { unit: 'GeV', values: Float64Array.from(found, ({ energy }) => energy) },
      topology: {
        categories: ['one-shower', 'two-showers', 'none'],
        codes: Int32Array.from(found, ({ topology }) => topology),
      },
    },
  };
}
