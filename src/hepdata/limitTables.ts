/** HEPData tables of limits on |U|^2 mass by mass: one for each experiment. */
import { at } from '../at.js';
import type { LimitCurve, MassLimit, MassLimits } from '../limits/massLimits.js';
import { aboutLimits } from '../limits/table.js';
import { excludesZero, limitValue, lowerValue, statesOf } from '../limits/words.js';
import type { GridAttributes } from '../metadata/manifest.js';
import { percent } from '../words.js';
import type { HepdataColumn, HepdataTable, Qualifier, Resource } from './document.js';
import { fileName, headerOf, levelQualifiers, PHRASES, qualifiersOf, shortened, symbolOf } from './words.js';

/** The tables of a result; its grid has the attributes. */
export function limitTables(
  result: MassLimits,
  attributes: GridAttributes,
  resources: readonly Resource[],
): HepdataTable[] {
  const { x, y, fixed, reduced, confidenceLevel, degreesOfFreedom, level, isExpected } = result;
  const about = aboutLimits(result).filter((_, i) => i === 0 || i > result.curves.length);
  return result.curves.map((curve) => ({
    name: shortened(`Limit at ${percent(confidenceLevel)} CL, ${curve.name}`),
    file: fileName('limit', curve.name, String(confidenceLevel)),
    description: `${curve.title}: ${about.join('. ')}. A dash where there is none on the axis.`,
    independent: [{ ...headerOf(x), values: x.values }],
    dependent: dependentColumns(curve, symbolOf(y.name), isExpected, [
      ...levelQualifiers(confidenceLevel, level),
      { name: 'Degrees of freedom', value: degreesOfFreedom },
      ...qualifiersOf(curve.title, attributes, fixed, reduced),
    ]),
    keywords: {
      phrases: [...PHRASES, isExpected ? 'sensitivity' : 'exclusion'],
      observables: [symbolOf(y.name)],
    },
    resources,
  }));
}

/** Upper limits, observed and expected; lower ends where |U|^2 = 0 is excluded; and words where a number is missing or doubtful. */
function dependentColumns(
  { limits, expected }: LimitCurve,
  symbol: string,
  isExpected: boolean,
  qualifiers: readonly Qualifier[],
): HepdataColumn[] {
  const column = (
    name: string,
    of: readonly MassLimit[],
    value: (limit: MassLimit) => number | undefined,
  ) => ({
    name,
    qualifiers,
    values: of.map((limit) => value(limit) ?? null),
  });
  const ends = (kind: string, of: readonly MassLimit[]) => [
    column(`${kind} upper limit on ${symbol}`, of, limitValue),
    ...(of.some(excludesZero)
      ? [column(`${kind} lower end of the interval of ${symbol}`, of, lowerValue)]
      : []),
  ];
  const notes = limits.map((limit) => statesOf(limit).join('; '));
  return [
    ...ends(isExpected ? 'Expected' : 'Observed', limits),
    ...(expected === undefined ? [] : ends('Expected', expected)),
    ...(notes.some((note) => note !== '')
      ? [{ name: 'Note', qualifiers, values: limits.map((_, i) => at(notes, i) || null) }]
      : []),
  ];
}
