/**
 * Proven upper bounds of an event's terms at a mass point, which scale the fixed-point sums (docs/numerics.md, "Scaled terms").
 *
 * A term is  flux/density x W/(D_lo D_hi) x ratio^2 F^2 z^k x B x decay.  Its factors are bounded one by one:
 * - flux/density is a quotient of two linear functions on each segment of the energy table, so it is monotonic there, and the ends of
 *   any part of a segment bound it in that part;
 * - W/(D_lo D_hi) = 1/D_lo - 1/D_hi grows with E, because Q2min falls and the cut rises;
 * - ratio^2 and z grow with Q2; four-point interpolation of F stays within max|second difference|/8 of the chord
 *   between its two central nodes; the mediator provides a bound of B;
 * - a bin's probability is below the plateau of the response, times the share of it that is reached at the energies of the mass point
 *   (`largestPairEnergy`, `onsetShare`);
 * - the mediator provides bounds of the decay's spectrum over mX^2 - q2 and of the weight of its directions;
 * - in a shell around a sphere, ln(b/a) is at most the logarithm of the longest way over the shortest that counts;
 * - upstream, the bound is the logarithm of the longest way over the shortest, times the largest (L/D)^2/cos(psi) (`upstreamBound`); in the
 *   detector, it is (L/D)^2 at the upstream face.
 */
import { at } from '../at.js';
import { Z_MASS_GEV } from '../physics/constants.js';
import type { EnergyTable } from '../physics/flux.js';
import { type Detector, SHORTEST_WAY_CM } from '../physics/geometry.js';
import type { MassPoint } from '../physics/massPoint.js';
import type { Mediator } from '../physics/mediator.js';
import { FORM_FACTOR_INTERVALS, FORM_FACTOR_MAX_Q_GEV } from '../physics/nucleus.js';
import { propagatorRatioSquared, q2Limits, q2MapScale } from '../physics/upscattering.js';

/** Headroom for float32 rounding of the terms. */
const ROUNDING = 1.001;

/** Numbers of moments in z: of the amplitude squared for the signal, and to the fourth power for the variance. */
export interface MomentCounts {
  readonly signal: number;
  readonly variance: number;
}

/** Bounds of weight z^k, shape [signal moments], and of weight^2 z^k, shape [variance moments]; weight in GeV^-2, z in GeV^2. */
export interface Bounds {
  readonly signal: Float64Array;
  readonly variance: Float64Array;
}

/** For one mass of the mediator: suprema of ratio^2 F^2 B z^k and of (ratio^2 F^2 B)^2 z^k over all Q2 above each of equidistant nodes in q. */
export interface ShapeSuprema {
  /** Distance of the nodes, GeV. */
  readonly step: number;
  /** Shape [moments][nodes]. */
  readonly signal: readonly Float64Array[];
  readonly variance: readonly Float64Array[];
}

/** Last node of the suprema on a proton, GeV: above the largest momentum transfer of a 20 GeV neutrino. */
const PROTON_MAX_Q_GEV = 6.5;
const PROTON_INTERVALS = 1024;

/** Suprema for a mass of the mediator (GeV), on the nucleus of a form-factor table or, without one, on a proton; Q2 up to `cap`, GeV^2. */
export function shapeSuprema(
  { bounds }: Mediator,
  table: Float64Array | undefined,
  mX: number,
  moments: MomentCounts,
  cap: number = Number.POSITIVE_INFINITY,
): ShapeSuprema {
  const n = table ? FORM_FACTOR_INTERVALS : PROTON_INTERVALS;
  const step = (table ? FORM_FACTOR_MAX_Q_GEV : PROTON_MAX_Q_GEV) / n;
  const kind = table ? 'nucleus' : 'proton';
  const a = q2MapScale(mX * mX, kind);
  const shapes = new Float64Array(n);
  const zs = new Float64Array(n);
  for (let i = 0; i < n && (i * step) ** 2 <= cap; i++) {
    const right = ((i + 1) * step) ** 2;
    const factor = bounds.factor((i * step) ** 2, kind) * (table ? largestOnInterval(table, i) ** 2 : 1);
    shapes[i] = propagatorRatioSquared(right, a, mX * mX) * factor;
    zs[i] = right / (1 + right / Z_MASS_GEV ** 2);
  }
  const above = (power: number, k: number): Float64Array => {
    const suprema = new Float64Array(n + 1);
    for (let i = n - 1; i >= 0; i--) {
      suprema[i] = Math.max(suprema[i + 1] ?? 0, (shapes[i] ?? 0) ** power * (zs[i] ?? 0) ** k);
    }
    return suprema;
  };
  return {
    step,
    signal: Array.from({ length: moments.signal }, (_, k) => above(1, k)),
    variance: Array.from({ length: moments.variance }, (_, k) => above(2, k)),
  };
}

/** Bound of the interpolated |F| between nodes i + 1 and i + 2 of the table (q from i h to (i + 1) h). */
function largestOnInterval(table: Float64Array, i: number): number {
  const [y0, y1, y2, y3] = [at(table, i), at(table, i + 1), at(table, i + 2), at(table, i + 3)];
  const bend = Math.max(Math.abs(y0 - 2 * y1 + y2), Math.abs(y1 - 2 * y2 + y3));
  return Math.max(Math.abs(y1), Math.abs(y2)) + bend / 8;
}

/** Parts into which a segment of the energy table is cut, because near threshold F^2 falls steeply within one segment. */
const PARTS = 16;

/** Bounds of the production terms, which depend on (m, mX) only. */
export function productionBounds(point: MassPoint, suprema: ShapeSuprema): Bounds {
  const signal = new Float64Array(suprema.signal.length);
  const variance = new Float64Array(suprema.variance.length);
  const { energies } = point;
  const lastNode = at(suprema.signal, 0).length - 2;
  // Neighbouring parts often share a node: then the largest of their scales bounds all of them.
  let node = -1;
  let largest = 0;
  const raiseAll = () => {
    raise(signal, suprema.signal, node, largest);
    raise(variance, suprema.variance, node, largest * largest);
  };
  for (let segment = 0; energies && segment < energies.energyGev.length - 1; segment++) {
    const left = energies.energyGev[segment] ?? 0;
    const width = (energies.energyGev[segment + 1] ?? 0) - left;
    if (!(width > 0)) continue;
    let ratioBefore = quotient(energies, segment, 0);
    for (let part = 1; part <= PARTS; part++) {
      const to = part / PARTS;
      const ratio = quotient(energies, segment, to);
      const fluxRatio = Math.max(ratioBefore, ratio);
      ratioBefore = ratio;
      const [q2Min, q2Max] = q2Limits(left + to * width, point.m, point.M);
      const cut = Math.min(q2Max, point.q2Cap);
      if (!(cut > q2Min)) continue;
      const density = 1 / (q2Min + point.q2Scale) - 1 / (cut + point.q2Scale);
      // One interval lower, because Q2 may round down into it in float32.
      const interval = Math.floor(Math.sqrt(q2Min) / suprema.step) - 1;
      const nodeOfPart = Math.min(Math.max(interval, 0), lastNode);
      if (nodeOfPart !== node) {
        raiseAll();
        node = nodeOfPart;
        largest = 0;
      }
      largest = Math.max(largest, fluxRatio * density);
    }
  }
  raiseAll();
  return { signal, variance };
}

/** Raises bounds to the suprema at a node times a scale, where those are higher; before the first node (-1) they are zero. */
function raise(bounds: Float64Array, suprema: readonly Float64Array[], node: number, scale: number): void {
  for (let k = 0; k < bounds.length; k++) {
    bounds[k] = Math.max(bounds[k] ?? 0, scale * (suprema[k]?.[node] ?? 0));
  }
}

/** flux/density at a fraction of a segment. Where both vanish at an end, the quotient at the other end holds in the whole segment. */
function quotient({ density, flux }: EnergyTable, segment: number, fraction: number): number {
  const below = between(density, segment, fraction);
  return below > 0 ? between(flux, segment, fraction) / below : 0;
}

function between(values: Float64Array, segment: number, fraction: number): number {
  return (values[segment] ?? 0) * (1 - fraction) + (values[segment + 1] ?? 0) * fraction;
}

/**
 * Largest energy of a pair at a mass point, GeV. In the rest frame of N, N' keeps at least E*' - p*' = m'^2/(E*' + p*') > m'^2/m, so the
 * pair has at most (m^2 - m'^2)/m^2 of the energy of N, which is below that of the neutrino. 0 below threshold.
 */
export function largestPairEnergy({ energies, massSqDifference, m }: MassPoint): number {
  return (ROUNDING * (energies?.energyGev[energies.energyGev.length - 1] ?? 0) * massSqDifference) / (m * m);
}

/** Bound of the decay's weight. */
export function decayBound({ mediator, m, mPrime, mX, nature, oriented, mode, pairNorm }: MassPoint): number {
  const directions = mediator.bounds.directions(nature, oriented);
  if (mode !== 'offshell') return directions;
  return directions * pairNorm * mediator.bounds.perDistance(m, mPrime, mX, nature);
}

/** Bound of the weight of `shellBirth`: the logarithm of the longest possible way over the shortest that counts. */
export function shellBound({ shell, radius }: Detector): number {
  return Math.log((shell + radius) / SHORTEST_WAY_CM);
}

/** Bounds of an event's terms in any bin at a mass point; `decay` and `probability` bound all factors but production. */
export function eventBounds(production: Bounds, decay: number, probability: number): Bounds {
  const factor = decay * probability * ROUNDING;
  const signal = new Float64Array(production.signal.length);
  for (let k = 0; k < signal.length; k++) signal[k] = (production.signal[k] ?? 0) * factor;
  const variance = new Float64Array(production.variance.length);
  for (let k = 0; k < variance.length; k++) variance[k] = (production.variance[k] ?? 0) * factor * factor;
  return { signal, variance };
}

/** Unit of z at a mass point, GeV^2, in which all moments are of the same order; 1 if there is only the zeroth. */
export function momentScale({ signal }: Bounds): number {
  const first = signal[1] ?? 0;
  return first > 0 ? first / at(signal, 0) : 1;
}

/** Powers of `momentScale`, from the zeroth on, for every moment of the bounds. */
export function momentScales(bounds: Bounds): Float64Array {
  const scale = momentScale(bounds);
  const powers = new Float64Array(Math.max(bounds.signal.length, bounds.variance.length));
  for (let k = 0; k < powers.length; k++) powers[k] = scale ** k;
  return powers;
}
