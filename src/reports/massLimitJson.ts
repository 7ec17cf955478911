/** Limits mass by mass as plain data. */
import { reductionsToJson } from '../planes/reductionWords.js';
import type { MassLimits } from '../results/massLimits.js';

/** Limits as plain data, for `--json`. */
export function massLimitsToJson({
  x,
  y,
  fixed,
  reduced,
  confidenceLevel,
  level,
  isExpected,
  curves,
  warnings,
}: MassLimits) {
  return {
    x: x.name,
    y: y.name,
    values: x.values,
    fixed: Object.fromEntries(
      fixed.map(({ name, requested, value }) => [name, { requested: requested ?? null, value }]),
    ),
    reduced: reductionsToJson(reduced),
    cl: confidenceLevel,
    delta_chi2: level,
    degrees_of_freedom: 2,
    expected: isExpected,
    experiments: curves.map(({ name, limits }) => ({
      name,
      limits: limits.map(({ limit }) => (limit.kind === 'limit' ? limit.value : null)),
      // Where there is no number: whether the limit is below or above the axis, or chi2 is missing.
      beyond: limits.map(({ limit }) => (limit.kind === 'limit' ? null : limit.kind)),
      wants_signal: limits.map(({ wantsSignal }) => wantsSignal),
    })),
    warnings,
  };
}
