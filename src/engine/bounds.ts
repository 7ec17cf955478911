/**
 * Proven upper bounds of an event's terms at a mass point: what the fixed-point sums are scaled by.
 *
 * A term is  flux/density x W/(D_lo D_hi) x ratio^2 F^2 z^k x B x decay,  factor by factor:
 * - flux/density is a quotient of two linear functions on each segment of the energy table, so the ends of any part of
 *   a segment bound it there;
 * - W/(D_lo D_hi) = 1/D_lo - 1/D_hi grows with E, because Q2min falls and the cut rises;
 * - ratio^2 and z grow with Q2; four-point interpolation of F stays within max|second difference|/8 of the chord
 *   between its two central nodes;
 * - B <= 1; a bin's probability is below the response's plateau;
 * - the pair-mass density is below max(lam) max(P); 1 + h A cos <= 2 and R <= 3 (MODEL section 3: numerator and
 *   denominator of R are sums whose terms have ratios below 3 and 1).
 */
import { ELECTRON_MASS_GEV, Z_MASS_GEV } from '../physics/constants.js';
import { kallenRoot } from '../physics/decay.js';
import type { EnergyTable } from '../physics/flux.js';
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
      const shape = propagatorRatioSquared(right, a, mZprime * mZprime) * largestOnInterval(table, i) ** 2;
      suprema[i] = Math.max(suprema[i + 1] ?? 0, shape ** power * z ** k);
    }
    return suprema;
  };
  return {
    signal: Array.from({ length: moments.signal }, (_, k) => above(1, k)),
    variance: Array.from({ length: moments.variance }, (_, k) => above(2, k)),
  };
}

/** Bound of the interpolated |F| between nodes i + 1 and i + 2 of the table (q from i h to (i + 1) h). */
function largestOnInterval(table: Float64Array, i: number): number {
  const [y0 = 0, y1 = 0, y2 = 0, y3 = 0] = table.subarray(i, i + 4);
  const bend = Math.max(Math.abs(y0 - 2 * y1 + y2), Math.abs(y1 - 2 * y2 + y3));
  return Math.max(Math.abs(y1), Math.abs(y2)) + bend / 8;
}

/** Parts into which a segment of the energy table is cut: near threshold F^2 changes a hundredfold within one. */
const PARTS = 16;

/** Bounds of the production side, which depend on (m, mZ') only. */
export function productionBounds(point: MassPoint, suprema: ShapeSuprema): Bounds {
  const signal = new Float64Array(suprema.signal.length);
  const variance = new Float64Array(suprema.variance.length);
  const { energies } = point;
  for (let part = 0; energies && part < (energies.energyGev.length - 1) * PARTS; part++) {
    const segment = Math.floor(part / PARTS);
    const from = (part % PARTS) / PARTS;
    const left = energies.energyGev[segment] ?? 0;
    const width = (energies.energyGev[segment + 1] ?? 0) - left;
    if (!(width > 0)) continue;
    const to = from + 1 / PARTS;
    const fluxRatio = Math.max(quotient(energies, segment, from), quotient(energies, segment, to));
    const [q2Min, q2Max] = q2Limits(left + to * width, point.m, point.M);
    const q2Cut = Math.min(q2Max, Q2_CUT_GEV2);
    if (!(q2Cut > q2Min)) continue;
    const density = 1 / (q2Min + point.q2Scale) - 1 / (q2Cut + point.q2Scale);
    // One interval lower, because a float32 Q2 may round into it.
    const interval = Math.floor((Math.sqrt(q2Min) / FORM_FACTOR_MAX_Q_GEV) * FORM_FACTOR_INTERVALS) - 1;
    const node = Math.min(Math.max(interval, 0), FORM_FACTOR_INTERVALS - 1);
    const scale = fluxRatio * density;
    suprema.signal.forEach((s, k) => {
      signal[k] = Math.max(signal[k] ?? 0, scale * (s[node] ?? 0));
    });
    suprema.variance.forEach((s, k) => {
      variance[k] = Math.max(variance[k] ?? 0, scale * scale * (s[node] ?? 0));
    });
  }
  return { signal, variance };
}

/** flux/density at a fraction of a segment; where both vanish at one end, the other end's holds inside. */
function quotient(energies: EnergyTable, segment: number, fraction: number): number {
  const at = (values: Float64Array) =>
    (values[segment] ?? 0) * (1 - fraction) + (values[segment + 1] ?? 0) * fraction;
  const density = at(energies.density);
  return density > 0 ? at(energies.flux) / density : 0;
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

/** Bounds of an event's terms in any bin at a mass point; `probability` bounds the response. */
export function eventBounds(production: Bounds, decay: number, probability: number): Bounds {
  const factor = decay * probability * ROUNDING;
  return {
    signal: production.signal.map((b) => b * factor),
    variance: production.variance.map((b) => b * factor * factor),
  };
}

/** z in GeV^2 that the moments are counted in at a mass point: their natural size. */
export function momentScale({ signal }: Bounds): number {
  const [zeroth = 1, first = 0] = signal;
  return first > 0 ? first / zeroth : 1;
}
