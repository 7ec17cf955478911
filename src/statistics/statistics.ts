/** The list of statistics. To add one, add its file and a line here; everything else follows from the list. */
import { cnp } from './cnp.js';
import { included } from './included.js';
import { neyman } from './neyman.js';
import { pearson } from './pearson.js';
import { poisson } from './poisson.js';
import type { Statistic } from './statistic.js';

/** All statistics, in the order of documentation and messages. */
export const STATISTICS = [cnp, neyman, pearson, poisson, included] as const satisfies readonly Statistic[];

type Listed = (typeof STATISTICS)[number];

/** Name of a statistic that a scan file may choose. */
export type StatisticChoice = Extract<Listed, { readonly isChoice: true }>['name'];

/** Used where a scan file names none. */
export const DEFAULT_STATISTIC: StatisticChoice = 'cnp';

/** Statistics that a scan file may choose. */
export const STATISTIC_CHOICES: readonly StatisticChoice[] = STATISTICS.flatMap((statistic) =>
  statistic.isChoice ? [statistic.name] : [],
);

/** The statistic with this name. Throws RangeError if there is none. */
export function statisticNamed(name: string): Statistic {
  const found = STATISTICS.find((statistic) => statistic.name === name);
  if (found === undefined) throw new RangeError(`there is no statistic ${name}`);
  return found;
}

/**
 * The statistic of an experiment for a scan's choice. If its covariance already includes the statistical errors, they must not be counted
 * twice: `included` then replaces any choice with a covariance.
 */
export function statisticFor(
  choice: StatisticChoice,
  { statisticsIncluded }: { readonly statisticsIncluded: boolean },
): Statistic {
  const chosen = statisticNamed(choice);
  return statisticsIncluded && chosen.correlations !== undefined ? included : chosen;
}
