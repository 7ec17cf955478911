/** Warnings about a scan before it is run, one line each. */

import { densityWarnings, experimentWarnings } from '../inspection/plausibility.js';
import type { ResolvedScan } from '../resolved/scan.js';

/** All warnings about a scan, which `scan` and `scan --dry-run` print and `scan --strict` turns into errors. */
export function warningsOf(scan: ResolvedScan): string[] {
  return [...folderWarnings(scan), ...soilWarnings(scan)];
}

/** The warnings of `experiment check` for each experiment; a scan of Asimov data does not use the counts. */
function folderWarnings({ runs, statistic }: ResolvedScan): string[] {
  const asks = { counts: statistic.data === 'observed' };
  return runs.flatMap(({ experiment }) =>
    experimentWarnings(experiment, undefined, asks).map((warning) => `${experiment.name}: ${warning}`),
  );
}

/** Warnings about soil whose density a scan has changed to an implausible value. */
function soilWarnings({ runs }: ResolvedScan): string[] {
  return runs.flatMap(({ experiment, production: { dirt } }) =>
    dirt?.changes === undefined
      ? []
      : densityWarnings(dirt, 'production.dirt').map((warning) => `${experiment.name}: ${warning}`),
  );
}
