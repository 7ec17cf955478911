/**
 * Proven upper bounds of an event's terms at a mass point: what the fixed-point sums are scaled by.
 *
 * A term is  flux/density x W/(D_lo D_hi) x ratio^2 F^2 z^k x B x decay,  factor by factor:
 * - flux/density is a quotient of two linear functions on each segment of the energy table, so its ends bound it;
 * - W/(D_lo D_hi) = 1/D_lo - 1/D_hi grows with E, because Q2min falls and the cut rises;
 * - ratio^2 and z grow with Q2, and |F| on a table interval is below 1.25 (the Lebesgue constant of four-point
 *   interpolation) times the largest of its four nodes;
 * - B <= 1; the pair-mass density is below max(lam) max(P); 1 + h A cos <= 2 and R <= 3 (MODEL section 3: numerator and
 *   denominator of R are sums whose terms have ratios below 3 and 1).
 */
import { ELECTRON_MASS_GEV, Z_MASS_GEV } from '../physics/constants.js';
import { kallenRoot } from '../physics/decay.js';
import type { MassPoint } from '../physics/massPoint.js';
import { FORM_FACTOR_INTERVALS, FORM_FACTOR_MAX_Q_GEV } from '../physics/nucleus.js';
import { propagatorRatioSquared, Q2_CUT_GEV2, q2Limits, q2MapScale } from '../physics/upscattering.js';

/** Head room for float32 rounding of the terms themselves. */
const ROUNDING = 1.001;

/** Moments of the amplitude squared and to the fourth: powers of z that are summed. */
export interface MomentCounts {
  readonly signal: number;
  readonly variance: number;
}

/** Bounds of weight z^k, k < signal, and of weight^2 z^k, k < variance; weight in GeV^-2, z in GeV^2. */
export interface Bounds {
  readonly signal: Float64Array;
  readonly variance: Float64Array;
}

/** Suprema of ratio^2 F^2 z^k and of its square over Q2 above each table node, for one Z' mass. */
export interface ShapeSuprema {
  /** Shape [moments][nodes]. */
  readonly signal: readonly Float64Array[];
  readonly variance: readonly Float64Array[];
}

/** Suprema for a form-factor table and a Z' mass. */
export function shapeSuprema(table: Float64Array, mZprime: number, moments: MomentCounts): ShapeSuprema {
  const n = FORM_FACTOR_INTERVALS;
  const h = FORM_FACTOR_MAX_Q_GEV / n;
  const a = q2MapScale(mZprime * mZprime);
  const above = (power: number, k: number): Float64Array => {
    const suprema = new Float64Array(n + 1);
    for (let i = n - 1; i >= 0; i--) {
      const right = ((i + 1) * h) ** 2;
      const z = right / (1 + right / Z_MASS_GEV ** 2);
      const largest = Math.max(...table.subarray(i, i + 4).map(Math.abs));
      const shape = propagatorRatioSquared(right, a, mZprime * mZprime) * (1.25 * largest) ** 2;
      suprema[i] = Math.max(suprema[i + 1] ?? 0, shape ** power * z ** k);
    }
    return suprema;
  };
  return {
    signal: Array.from({ length: moments.signal }, (_, k) => above(1, k)),
    variance: Array.from({ length: moments.variance }, (_, k) => above(2, k)),
  };
}

/** Bounds of the production side, which depend on (m, mZ') only. */
export function productionBounds(point: MassPoint, suprema: ShapeSuprema): Bounds {
  const signal = new Float64Array(suprema.signal.length);
  const variance = new Float64Array(suprema.variance.length);
  const { energies } = point;
  for (let j = 0; energies && j + 1 < energies.energyGev.length; j++) {
    const right = energies.energyGev[j + 1] ?? 0;
    if (!(right > (energies.energyGev[j] ?? 0))) continue;
    const fluxRatio = Math.max(quotient(energies, j), quotient(energies, j + 1));
    const [q2Min, q2Max] = q2Limits(right, point.m, point.M);
    const q2Cut = Math.min(q2Max, Q2_CUT_GEV2);
    if (!(q2Cut > q2Min)) continue;
    const density = 1 / (q2Min + point.q2Scale) - 1 / (q2Cut + point.q2Scale);
    // One interval lower, because a float32 Q2 may round into it.
    const interval = Math.floor((Math.sqrt(q2Min) / FORM_FACTOR_MAX_Q_GEV) * FORM_FACTOR_INTERVALS) - 1;
    const node = Math.min(Math.max(interval, 0), FORM_FACTOR_INTERVALS - 1);
    const scale = fluxRatio * density;
    for (const [k, s] of suprema.signal.entries()) {
      signal[k] = Math.max(signal[k] ?? 0, scale * (s[node] ?? 0));
    }
    for (const [k, s] of suprema.variance.entries()) {
      variance[k] = Math.max(variance[k] ?? 0, scale * scale * (s[node] ?? 0));
    }
  }
  return { signal, variance };
}

function quotient(energies: { density: Float64Array; flux: Float64Array }, i: number): number {
  const density = energies.density[i] ?? 0;
  // Where both vanish, the quotient inside the segment is that of its other end.
  return density > 0 ? (energies.flux[i] ?? 0) / density : 0;
}

/** Bound of the decay's weight: 2 for a real Z', else 6 max(lam) max(P) times its normalisation. */
export function decayBound(point: MassPoint): number {
  if (point.mode !== 'offshell') return 2;
  const { m, mPrime } = point;
  const lowest = 4 * ELECTRON_MASS_GEV ** 2;
  const highest = (m - mPrime) ** 2;
  // P(q2) = (m^2-m'^2)^2 + q2 (m^2+m'^2) - 2 q2^2 is a parabola with its top at (m^2+m'^2)/4.
  const top = Math.min(Math.max((m * m + mPrime * mPrime) / 4, lowest), highest);
  const polynomial = point.massSqDifference ** 2 + top * (m * m + mPrime * mPrime) - 2 * top * top;
  return 6 * point.pairNorm * kallenRoot(highest - lowest, m, mPrime) * polynomial;
}

/** Bounds of an event's terms at a mass point. */
export function eventBounds(production: Bounds, decay: number): Bounds {
  return {
    signal: production.signal.map((b) => b * decay * ROUNDING),
    variance: production.variance.map((b) => b * decay * decay * ROUNDING * ROUNDING),
  };
}
