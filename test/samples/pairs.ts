/**
 * Pairs of points A -> B, and what reweighting from A to B is to do: the cases that docs/physics.md, section 6, tells apart. Couplings are
 * chosen such that N flies about as far at B as at A, unless the lifetime is the matter: a larger step has a large variance.
 */
import type { ParameterPoint } from '../../src/model/point.js';
import type { DarkNewsPoint } from './darkNews.js';

/** A step from samples to a point. */
export interface SamplePair {
  readonly from: readonly [DarkNewsPoint, ...DarkNewsPoint[]];
  readonly to: DarkNewsPoint;
  /** Whether events of A may stand for those of B; otherwise B is to be flagged. */
  readonly overlaps: boolean;
}

const dual = (parameters: ParameterPoint, more: Partial<DarkNewsPoint> = {}): DarkNewsPoint => ({
  model: 'dual',
  parameters: { m4_gev: 0.1, m5_gev: 0.2, mZprime_gev: 1.25, epsilon: 8e-4, Umu5_sq: 1e-8, ...parameters },
  ...more,
});

const single = (parameters: ParameterPoint, more: Partial<DarkNewsPoint> = {}): DarkNewsPoint => ({
  model: 'single',
  parameters: { mZprime_gev: 0.03, epsilon: 8e-4, ...parameters },
  ...more,
});

/** c tau = 364 cm: N flies 17 m on average. */
const benchmark = dual({});
/** c tau = 5e-13 cm: N decays where it is born, to the last digit of its positions. */
const prompt = dual({ mZprime_gev: 0.03 }, { seed: 2 });

/** The pairs by name. c tau in cm. */
export const PAIRS = {
  /** Other masses, m - m' smaller than at A: 17.0 and 17.2. Few of the events of A are those of a much lighter N, hence its size. */
  heavyMasses: {
    from: [dual({ m5_gev: 0.3 }, { seed: 3, evaluations: 60_000 })],
    to: dual({ m5_gev: 0.28, epsilon: 1e-3 }, { seed: 4 }),
    overlaps: true,
  },
  /** Another virtual Z' at the same masses: 364 and 322. */
  virtualMediator: {
    from: [benchmark],
    to: dual({ mZprime_gev: 0.4, epsilon: 8.5e-5 }, { seed: 5 }),
    overlaps: true,
  },
  /** Other masses with the same real Z': 13.3 and 13.1. */
  realMediator: {
    from: [single({ m4_gev: 0.15, Umu4_sq: 1e-14 }, { seed: 6 })],
    to: single({ m4_gev: 0.14, Umu4_sq: 1.3e-14 }, { seed: 7 }),
    overlaps: true,
  },
  /** The same where N decays at once: positions say nothing, and their density has no ratio. */
  promptMediator: {
    from: [prompt],
    to: dual({ m5_gev: 0.19, mZprime_gev: 0.03 }, { seed: 8 }),
    overlaps: true,
  },
  /** c tau longer by 1.7, all else equal. */
  longerLifetime: {
    from: [benchmark],
    to: dual({ epsilon: 8e-4 / Math.sqrt(1.7) }, { seed: 9 }),
    overlaps: true,
  },
  /** c tau of 3.6, 58 and 1011 m for one of 215 m; half a percent of B decays in the TPC, hence its size. */
  lifetimes: {
    from: [benchmark, dual({ epsilon: 2e-4 }, { seed: 10 }), dual({ epsilon: 4.8e-5 }, { seed: 11 })],
    to: dual({ epsilon: 1.04e-4 }, { seed: 12, evaluations: 50_000 }),
    overlaps: true,
  },
  /** Another real Z': no pair of A has the mass of those of B. */
  otherRealMediator: {
    from: [prompt],
    to: dual({ mZprime_gev: 0.05 }, { seed: 13 }),
    overlaps: false,
  },
  /** m5 - m4 = 2 MeV, next to 2 m_e: A has next to no pairs as light as those of B. */
  nearThreshold: {
    from: [benchmark],
    to: dual({ m5_gev: 0.102 }, { seed: 14 }),
    overlaps: false,
  },
} as const satisfies Readonly<Record<string, SamplePair>>;

/** Every point of the pairs once, with its name: `heavyMasses A`, `lifetimes A2`. */
export function pointsOf(
  pairs: Readonly<Record<string, SamplePair>>,
): readonly (readonly [string, DarkNewsPoint])[] {
  const points = new Map<DarkNewsPoint, string>();
  for (const [name, { from, to }] of Object.entries(pairs)) {
    from.forEach((point, i) => {
      if (!points.has(point)) points.set(point, `${name} A${from.length > 1 ? i + 1 : ''}`);
    });
    points.set(to, `${name} B`);
  }
  return [...points].map(([point, name]) => [name, point]);
}
