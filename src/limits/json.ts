/** Limits mass by mass as plain data. */
import { reductionsToJson } from '../planes/reductionWords.js';
import type { MassLimit, MassLimits } from './massLimits.js';
import { coverageInWords, excludesZero, levelInWords, limitValue, lowerValue } from './words.js';

/** Limits as plain data, for `--json`. */
export function massLimitsToJson(result: MassLimits) {
  const { x, y, fixed, reduced, confidenceLevel, level, degreesOfFreedom, isExpected, curves } = result;
  return {
    x: x.name,
    y: y.name,
    values: x.values,
    fixed: Object.fromEntries(
      fixed.map(({ name, requested, value }) => [name, { requested: requested ?? null, value }]),
    ),
    reduced: reductionsToJson(reduced),
    cl: confidenceLevel,
    method: 'raster',
    delta_chi2: level,
    degrees_of_freedom: degreesOfFreedom,
    level: `${levelInWords(result)}; ${coverageInWords(result)}`,
    // Between two values of x; limits on its two sides are not to be joined.
    thresholds: result.thresholds.map(({ at, below, above }) => ({ at, below, above })),
    expected: isExpected,
    expected_from: result.expectedFrom ?? null,
    experiments: curves.map(({ name, limits, expected }) => ({
      name,
      ...limitsToJson(limits),
      expected: expected === undefined ? null : limitsToJson(expected),
    })),
    warnings: result.warnings,
  };
}

function limitsToJson(limits: readonly MassLimit[]) {
  return {
    limits: limits.map((limit) => limitValue(limit) ?? null),
    // Where there is no number: whether the limit is below or above the axis, no signal is possible, or chi2 is missing.
    beyond: limits.map(({ isClosed, interval: { upper } }) =>
      upper.kind === 'limit' ? null : isClosed ? 'closed' : upper.kind,
    ),
    // Where |U|^2 = 0 is excluded, limits are upper ends of intervals with these lower ends.
    zero_excluded: limits.map(excludesZero),
    lower_limits: limits.map((limit) => lowerValue(limit) ?? null),
    lower_beyond: limits.map(({ interval: { lower } }) =>
      lower.kind === 'limit' || lower.kind === 'zero' ? null : lower.kind,
    ),
    gaps: limits.map(({ interval }) => interval.gaps),
    flags: limits.map(({ flags }) => flags),
  };
}
