/** What is doubtful about a scan, before it is run: each warning in one line. */

import { experimentWarnings, soilWarnings } from '../inspection/plausibility.js';
import { countsOf, statisticOf } from '../prediction/physicsSetup.js';
import { experimentScans, type ResolvedScan } from '../resolved/scan.js';

/** All warnings about a scan: what `scan` and `scan --dry-run` tell, and what `scan --strict` takes for errors. */
export function warningsOf(scan: ResolvedScan): string[] {
  return [...folderWarnings(scan), ...statisticWarnings(scan), ...changedSoilWarnings(scan)];
}

/** What `experiment check` says of each experiment; its counts have no part in a scan of Asimov data. */
function folderWarnings({ runs, statistic }: ResolvedScan): string[] {
  const asks = { counts: statistic.data === 'observed' };
  return runs.flatMap(({ experiment }) =>
    experimentWarnings(experiment, undefined, asks).map((warning) => `${experiment.name}: ${warning}`),
  );
}

/** Soil that a scan has made as no soil is. */
function changedSoilWarnings({ runs }: ResolvedScan): string[] {
  return runs.flatMap(({ experiment, production: { dirt } }) =>
    dirt?.changes === undefined
      ? []
      : soilWarnings(dirt, experiment.sourceZCm, 'production.dirt').map(
          (warning) => `${experiment.name}: ${warning}`,
        ),
  );
}

/** What the statistic that a scan chooses leaves out of an experiment. */
function statisticWarnings(scan: ResolvedScan): string[] {
  return experimentScans(scan).flatMap((one) => {
    const { name, caveat } = statisticOf(one);
    const warning = caveat?.(countsOf(one));
    return warning === undefined ? [] : [`${one.experiment.name}: statistic: ${name} ${warning}`];
  });
}
