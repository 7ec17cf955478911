/**
 * `npm run bench -- --gate`: what a release must not lose, as limits on what the benchmark measures. They are of ratios, which travel
 * between machines, and of times that a person waits for. `npm test` reads no clock, so they stand here and nowhere else.
 */
import type { Report } from './report.js';

/** Most that a quantity of the report may be, and least. */
interface Gate {
  readonly name: string;
  readonly value: number;
  readonly least?: number;
  readonly most: number;
}

/** The limits, as docs/performance.md has them under its goals. */
function gatesOf({ costs, endToEnd, startUp }: Report): Gate[] {
  const ofCosts = Object.entries(costs).map(([name, value]) => ({
    name,
    value,
    // Coupling axes leave the events as they are; what is doubled costs twice as much, and a little for luck.
    most: name === 'template time of 4 x epsilon' ? 1.3 : 2.1,
  }));
  return [
    ...ofCosts,
    { name: 'time that --dry-run estimates, over it', value: endToEnd.estimateRatio, least: 0.5, most: 2 },
    { name: 'seconds of a scan of one point', value: startUp.onePoint, most: 1 },
    { name: 'seconds of a scan of a hundred points', value: startUp.hundredPoints, most: 2 },
  ];
}

/** One line for each limit that is not kept; a quantity that could not be measured keeps none. */
export function missedGates(report: Report): string[] {
  return gatesOf(report)
    .filter(({ value, least = 0, most }) => !(value >= least && value <= most))
    .map(({ name, value, least, most }) => {
      const limit = least === undefined ? `at most ${most}` : `${least} to ${most}`;
      return `${name}: ${value.toFixed(2)}, where ${limit} is the limit`;
    });
}
