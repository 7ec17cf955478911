/** HEPData tables of upper limits on |U|^2 mass by mass: one for each experiment. */
import type { GridAttributes } from '../metadata/manifest.js';
import type { MassLimits } from '../results/massLimits.js';
import { aboutLimits, massLimitTable } from '../results/massLimits.js';
import { percent } from '../words.js';
import { fileName, shortened } from './contourTables.js';
import type { HepdataTable, Resource } from './document.js';
import { headerOf, PHRASES, qualifiersOf, symbolOf } from './words.js';

/** The tables of a result; its grid has the attributes. */
export function limitTables(
  result: MassLimits,
  attributes: GridAttributes,
  resources: readonly Resource[],
): HepdataTable[] {
  const { x, y, fixed, reduced, confidenceLevel, level, isExpected } = result;
  const { rows } = massLimitTable(result);
  return result.curves.map(({ name, title }, i) => ({
    name: shortened(`Upper limit at ${percent(confidenceLevel)} CL, ${name}`),
    file: fileName('limit', name, String(confidenceLevel)),
    description: `${isExpected ? 'Expected upper' : 'Upper'} limit on ${symbolOf(y.name)} at ${percent(confidenceLevel)} CL against ${symbolOf(x.name)}, ${title}. ${aboutLimits(
      result,
    )
      .slice(1 + result.curves.length)
      .join('. ')}. A dash where there is none on the axis.`,
    independent: [{ ...headerOf(x), values: x.values }],
    dependent: [
      {
        ...headerOf(y),
        qualifiers: [
          { name: 'Confidence level', value: Number((100 * confidenceLevel).toPrecision(12)), units: '%' },
          { name: '$\\Delta\\chi^2$', value: level },
          ...qualifiersOf(title, attributes, fixed, reduced),
        ],
        values: rows.map((row) => row[i + 1] ?? null),
      },
    ],
    keywords: {
      phrases: [...PHRASES, isExpected ? 'sensitivity' : 'exclusion'],
      observables: [symbolOf(y.name)],
    },
    resources,
  }));
}
