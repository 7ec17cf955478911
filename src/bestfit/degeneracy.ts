/** Directions in which chi2 hardly changes at a best fit, so that the data do not determine the parameters there by themselves. */
import { at } from '../at.js';
import { isLogarithmic } from '../contouring/interpolate.js';
import type { Axis } from '../tiles/axes.js';
import { fitQuadratic, principalDirections } from './quadratic.js';
import type { Landscape } from './search.js';

/** A change of one parameter: by a factor on a logarithmic axis, by an amount on another. */
export interface ParameterChange {
  readonly name: string;
  readonly by: { readonly factor: number } | { readonly amount: number };
}

/** A direction along which chi2 hardly changes. */
export interface Degeneracy {
  /** Changes from the best fit to one end; to the other they are the opposite, unless the range ends before. The parameter that changes most is first. */
  readonly changes: readonly ParameterChange[];
  /** chi2 at the two ends minus that of the best fit; undefined where there is none. */
  readonly deltaChi2: readonly (number | undefined)[];
  /** Exponents of a product of two parameters that stays the same; undefined where more change, or one is not on a logarithmic axis. */
  readonly product: readonly { readonly name: string; readonly exponent: number }[] | undefined;
}

/** The change of chi2 below which a direction is called degenerate: a tenth of what moves a parameter by its error. */
export const DEGENERATE = 0.1;
/** A change of chi2 by a quadratic form beyond which a direction is not evaluated. */
const FAR_TOO_STEEP = 10 * DEGENERATE;
/** How far is looked: a factor of 2 in the parameter that changes most, or a tenth of its range on a linear axis. */
const LOOK = { factor: 2, share: 0.1 } as const;
/** Components below this fraction of the largest one are left out. */
const LEAST_COMPONENT = 0.05;

/** Finds degenerate directions at a minimum of a landscape with these axes: from a quadratic form, then by evaluating at both ends. */
export async function findDegeneracies(
  landscape: Landscape,
  axes: readonly Axis[],
  { point, value }: { readonly point: readonly number[]; readonly value: number },
): Promise<Degeneracy[]> {
  const { ranges, steps, pieceOf } = landscape;
  const units = axes.map((axis, i) => {
    const [low, high] = at(ranges, i);
    return isLogarithmic(axis) ? Math.log(LOOK.factor) : LOOK.share * (high - low);
  });
  const lists = point.map((p, i) => {
    const [low, high] = at(ranges, i);
    // Small enough for a quadratic form, and large enough for a direction to be told from rounding.
    const step = Math.min(at(steps, i), at(units, i) / 3);
    const centre = Math.min(Math.max(p, low + step), high - step);
    return [...new Set([centre - step, centre, centre + step, p])].sort((a, b) => a - b);
  });
  const values = await landscape.evaluate(lists);
  const samples = combinations(lists).flatMap((one, k) => {
    const found = at(values, k);
    return Number.isFinite(found) && pieceOf(one) === pieceOf(point) ? [{ point: one, value: found }] : [];
  });
  const form = fitQuadratic(samples, point, units);
  if (form === undefined) return [];
  const found: Degeneracy[] = [];
  for (const { direction, curvature } of principalDirections(form.hessian)) {
    const largest = Math.max(...direction.map(Math.abs));
    // Where the form itself is far too steep nothing need be evaluated.
    if (curvature / largest ** 2 / 2 > FAR_TOO_STEEP) continue;
    const vector = direction.map((d) => (Math.abs(d) < LEAST_COMPONENT * largest ? 0 : d / largest));
    const ends = [1, -1].map((sign) => endAlong(point, vector, units, ranges, sign));
    const deltas: (number | undefined)[] = [];
    for (const end of ends)
      deltas.push(end === undefined ? undefined : await changeTo(landscape, end, value));
    const known = deltas.filter((delta) => delta !== undefined);
    if (known.length > 0 && known.every((delta) => Math.abs(delta) < DEGENERATE))
      found.push({ ...describe(axes, vector, units), deltaChi2: deltas });
  }
  return found;
}

async function changeTo(
  landscape: Landscape,
  end: readonly number[],
  value: number,
): Promise<number | undefined> {
  const found = await landscape.evaluate(end.map((p) => [p]));
  return Number.isFinite(at(found, 0)) ? at(found, 0) - value : undefined;
}

/** The point at one end of a direction; undefined where the range ends before half of the way. */
function endAlong(
  point: readonly number[],
  vector: readonly number[],
  units: readonly number[],
  ranges: Landscape['ranges'],
  sign: number,
): number[] | undefined {
  const share = vector.reduce((most, v, i) => {
    const step = sign * v * at(units, i);
    const [low, high] = at(ranges, i);
    const room = step > 0 ? high - at(point, i) : at(point, i) - low;
    return step === 0 ? most : Math.min(most, room / Math.abs(step));
  }, 1);
  if (share < 0.5) return undefined;
  return point.map((p, i) => p + share * sign * at(vector, i) * at(units, i));
}

/** Every combination of one number from each list, the last varying fastest. */
function combinations(lists: readonly (readonly number[])[]): number[][] {
  return lists.reduce<number[][]>((rows, list) => rows.flatMap((row) => list.map((p) => [...row, p])), [[]]);
}

function describe(
  axes: readonly Axis[],
  vector: readonly number[],
  units: readonly number[],
): Pick<Degeneracy, 'changes' | 'product'> {
  const moved = axes.flatMap((axis, i) => {
    const step = at(vector, i) * at(units, i);
    return step === 0 ? [] : [{ axis, step, isLog: isLogarithmic(axis) }];
  });
  const sorted = moved.toSorted((a, b) => Math.abs(b.step) - Math.abs(a.step));
  const lead = at(sorted, 0);
  // The first of them grows.
  const sign = Math.sign(lead.step);
  const changes = sorted.map(
    ({ axis: { name }, step, isLog }): ParameterChange => ({
      name,
      by: isLog ? { factor: Math.exp(sign * step) } : { amount: sign * step },
    }),
  );
  const [first, second, ...more] = sorted;
  const isProduct = second !== undefined && more.length === 0 && sorted.every(({ isLog }) => isLog);
  return {
    changes,
    // ln a changes by s and ln b by t: a b^(-s/t) stays.
    product: isProduct
      ? [
          { name: at(sorted, 0).axis.name, exponent: 1 },
          { name: second.axis.name, exponent: -(first?.step ?? 0) / second.step },
        ]
      : undefined,
  };
}
