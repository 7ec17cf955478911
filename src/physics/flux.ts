/**
 * Neutrino energies (docs/physics.md, section 6). They are drawn from flux x cross section instead of the flux alone: for a heavy N the
 * form factor suppresses all but the tail of the flux, where few events of a sample drawn from the flux would lie.
 */
import { at } from '../at.js';

/** A piecewise-linear flux with integral one over its range. */
export interface FluxNodes {
  /** Shape [n], GeV, strictly increasing; the ends are the limits of the range. */
  readonly energyGev: Float64Array;
  /** Normalised flux at the nodes, per GeV, shape [n]. */
  readonly flux: Float64Array;
  /** Integral over the range in the flux's unit (per cm2 and POT). */
  readonly integral: number;
}

/** Restricts a piecewise-linear flux to [min, max] and normalises it; it is zero outside the given nodes. */
export function tabulateFlux(
  energiesGev: readonly number[],
  flux: readonly number[],
  minGev: number,
  maxGev: number,
): FluxNodes {
  const inside = energiesGev.filter((e) => e > minGev && e < maxGev);
  const energyGev = Float64Array.from([minGev, ...inside, maxGev]);
  const values = energyGev.map((e) => interpolateLinear(energiesGev, flux, e));
  const integral = at(survivalOf(energyGev, values), 0);
  return { energyGev, flux: values.map((v) => v / integral), integral };
}

/** A density to draw energies from: piecewise linear in E, with the flux at the same nodes. */
export interface EnergyTable {
  /** Shape [n], GeV, non-decreasing: nodes below the lowest energy are moved onto it. */
  readonly energyGev: Float64Array;
  /** Normalised sampling density, per GeV, shape [n]. */
  readonly density: Float64Array;
  /** Normalised flux, per GeV, shape [n]. */
  readonly flux: Float64Array;
  /** Integral of the density from each node upward, shape [n]: 1 at the first node, 0 at the last. */
  readonly survival: Float64Array;
}

/** The density flux x importance on [minEnergy, end of the flux]; undefined if that range is empty or its integral is zero. */
export function energyTable(
  nodes: FluxNodes,
  minEnergy: number,
  importance: (energyGev: number) => number,
): EnergyTable | undefined {
  if (at(nodes.energyGev, nodes.energyGev.length - 1) <= minEnergy) return undefined;
  const energyGev = nodes.energyGev.map((e) => Math.max(e, minEnergy));
  const fluxAtMin = interpolateLinear(nodes.energyGev, nodes.flux, minEnergy);
  const densityAtMin = fluxAtMin * importance(minEnergy);
  const moved = nodes.energyGev.filter((e) => e <= minEnergy).length;
  const flux = nodes.flux.map((phi, i) => (i < moved ? fluxAtMin : phi));
  const density = energyGev.map((e, i) => (i < moved ? densityAtMin : at(flux, i) * importance(e)));
  const survival = survivalOf(energyGev, density);
  const total = at(survival, 0);
  if (!(total > 0)) return undefined;
  return {
    energyGev,
    density: density.map((d) => d / total),
    flux,
    survival: survival.map((s) => s / total),
  };
}

/** Trapezoidal integral from each node to the last. */
function survivalOf(xs: Float64Array, ys: Float64Array): Float64Array {
  const survival = new Float64Array(xs.length);
  for (let i = xs.length - 2; i >= 0; i--) {
    const width = at(xs, i + 1) - at(xs, i);
    survival[i] = at(survival, i + 1) + 0.5 * width * (at(ys, i) + at(ys, i + 1));
  }
  return survival;
}

/** An array of either kind. */
type Nodes = readonly number[] | Float64Array;

/** Linear interpolation of values ys at increasing nodes xs; 0 outside the nodes. */
export function interpolateLinear(xs: Nodes, ys: Nodes, x: number): number {
  const right = xs.findIndex((node) => node >= x);
  if (right < 0) return 0;
  const x1 = at(xs, right);
  if (right === 0) return x1 === x ? at(ys, 0) : 0;
  const x0 = at(xs, right - 1);
  const f = (x - x0) / (x1 - x0);
  return (1 - f) * at(ys, right - 1) + f * at(ys, right);
}

/** Distance in GeV below the right edge of a segment at which the linear density has integral `above`; free of cancellation. */
export function depthInSegment(
  above: number,
  width: number,
  densityLeft: number,
  densityRight: number,
): number {
  const slope = (densityLeft - densityRight) / width;
  const root = Math.sqrt(Math.max(densityRight * densityRight + 2 * slope * above, 0));
  return Math.min((2 * above) / (densityRight + root), width);
}

/** Neutrino energy in GeV at u in (0, 1), and flux/density there: the event's weight. */
export function neutrinoEnergy(table: EnergyTable, u: number): [number, number] {
  const s = 1 - u;
  let low = 0;
  let high = table.survival.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((table.survival[middle] ?? 0) >= s) low = middle;
    else high = middle;
  }
  const right = table.energyGev[high] ?? 0;
  const width = right - (table.energyGev[low] ?? 0);
  const dLeft = table.density[low] ?? 0;
  const dRight = table.density[high] ?? 0;
  const depth = depthInSegment(s - (table.survival[high] ?? 0), width, dLeft, dRight);
  const f = depth / width;
  const flux = (table.flux[high] ?? 0) * (1 - f) + (table.flux[low] ?? 0) * f;
  return [right - depth, flux / (dRight * (1 - f) + dLeft * f)];
}
