/** The statistics that there are. To add one is to add its file and its line here: all else follows from the list. */
import { cnp } from './cnp.js';
import { included } from './included.js';
import { neyman } from './neyman.js';
import { pearson } from './pearson.js';
import { poisson } from './poisson.js';
import type { Statistic } from './statistic.js';

/** All of them, in the order of docs and messages. */
export const STATISTICS = [cnp, neyman, pearson, poisson, included] as const satisfies readonly Statistic[];

type Listed = (typeof STATISTICS)[number];

/** Name of a statistic that a scan file may choose. */
export type StatisticChoice = Extract<Listed, { readonly isChoice: true }>['name'];

/** What a scan file has where it says nothing. */
export const DEFAULT_STATISTIC: StatisticChoice = 'cnp';

/** Those that a scan file may choose. */
export const STATISTIC_CHOICES: readonly StatisticChoice[] = STATISTICS.flatMap((statistic) =>
  statistic.isChoice ? [statistic.name] : [],
);

/** The statistic of a name. RangeError where there is none. */
export function statisticNamed(name: string): Statistic {
  const found = STATISTICS.find((statistic) => statistic.name === name);
  if (found === undefined) throw new RangeError(`there is no statistic ${name}`);
  return found;
}

/**
 * The statistic of an experiment for a scan's choice. One whose covariance holds the statistical errors already must not get them twice:
 * there `included` takes the place of any choice with a covariance.
 */
export function statisticFor(
  choice: StatisticChoice,
  { statisticsIncluded }: { readonly statisticsIncluded: boolean },
): Statistic {
  const chosen = statisticNamed(choice);
  return statisticsIncluded && chosen.correlations !== undefined ? included : chosen;
}
