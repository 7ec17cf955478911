/** Axes of a grid that a plane neither shows nor fixes: profiled, or marginalised with a prior. */
import { at } from '../at.js';
import { isLogarithmic } from '../contouring/interpolate.js';
import { ConfigError } from '../errors.js';
import type { Axis, GridAxis } from '../tiles/axes.js';

/** The priors of `--marginalise`: a constant density in the axis' value (`flat`), or in its logarithm (`log`). */
export const PRIORS = ['flat', 'log'] as const;

/** A prior density on an axis. */
export type Prior = (typeof PRIORS)[number];

/** An axis over which chi2 is minimised. */
export interface ProfiledAxis {
  readonly how: 'profile';
  readonly axis: GridAxis;
}

/** An axis over which the likelihood exp(-chi2/2) is averaged. */
export interface MarginalisedAxis {
  readonly how: 'marginal';
  readonly axis: GridAxis;
  readonly prior: Prior;
}

/** An axis that a plane is reduced over. */
export type ReducedAxis = ProfiledAxis | MarginalisedAxis;

/** What to reduce, as the options have it. */
export interface ReductionRequest {
  /** Names of axes. */
  readonly profile?: readonly string[] | undefined;
  /** Names of axes, each with `:flat` or `:log` after it, or nothing: then the prior is flat on the axis' own scale. */
  readonly marginalise?: readonly string[] | undefined;
}

/**
 * The reduced axes, in the order of `axes`. `findAxis` finds an axis by its name, or throws. ConfigError for an axis that is named twice, an
 * unknown prior, and a logarithmic prior on an axis that is not positive.
 */
export function readReductions(
  axes: readonly GridAxis[],
  findAxis: (name: string) => GridAxis,
  { profile = [], marginalise = [] }: ReductionRequest,
): ReducedAxis[] {
  const reduced = [
    ...profile.map((name): ReducedAxis => ({ how: 'profile', axis: findAxis(name) })),
    ...marginalise.map((text) => readMarginal(text, findAxis)),
  ];
  const names = reduced.map(({ axis }) => axis.name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined)
    throw new ConfigError(
      `${twice} is profiled or marginalised twice; name it once, in one of the two options`,
    );
  return axes.flatMap(({ name }) => reduced.filter(({ axis }) => axis.name === name));
}

function readMarginal(text: string, findAxis: (name: string) => GridAxis): MarginalisedAxis {
  const [name = '', given, ...rest] = text.split(':');
  const axis = findAxis(name);
  const prior = given === undefined ? ownPrior(axis) : PRIORS.find((known) => known === given);
  if (prior === undefined || rest.length > 0)
    throw new ConfigError(
      `--marginalise ${text}: no such prior; write ${PRIORS.map((known) => `${name}:${known}`).join(' or ')}`,
    );
  if (prior === 'log' && at(axis.values, 0) <= 0)
    throw new ConfigError(
      `--marginalise ${text}: the axis begins at ${at(axis.values, 0)}, which has no logarithm; write ${name}:flat`,
    );
  return { how: 'marginal', axis, prior };
}

const ownPrior = (axis: Axis): Prior => (isLogarithmic(axis) ? 'log' : 'flat');

/**
 * Weights of an axis' points for the mean under a prior, shape [n], sum 1: those of the trapezoidal rule in the value (`flat`) or in its
 * logarithm (`log`). The prior ends with the axis.
 */
export function priorWeights({ axis, prior }: Pick<MarginalisedAxis, 'axis' | 'prior'>): Float64Array {
  const places = Float64Array.from(axis.values, prior === 'log' ? Math.log : Number);
  const n = places.length;
  if (n === 1) return Float64Array.of(1);
  const length = at(places, n - 1) - at(places, 0);
  return places.map((_, i) => {
    const [low, high] = [at(places, Math.max(i - 1, 0)), at(places, Math.min(i + 1, n - 1))];
    return (high - low) / (2 * length);
  });
}

/** Whether any axis is marginalised. */
export const isMarginal = (reduced: readonly ReducedAxis[]): boolean =>
  reduced.some(({ how }) => how === 'marginal');

/** The profiled axes among the reduced ones. */
export function profiledAxes(reduced: readonly ReducedAxis[]): GridAxis[] {
  return reduced.flatMap(({ how, axis }) => (how === 'profile' ? [axis] : []));
}

/** The marginalised axes among the reduced ones. */
export function marginalisedAxes(reduced: readonly ReducedAxis[]): MarginalisedAxis[] {
  return reduced.flatMap((axis) => (axis.how === 'marginal' ? [axis] : []));
}
