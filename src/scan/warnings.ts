/** Warnings about a scan before it is run, one line each. */

import { experimentWarnings } from '../inspection/plausibility.js';
import { soilWarnings } from '../inspection/soilWarnings.js';
import { countsOf, statisticOf } from '../prediction/comparedCounts.js';
import { experimentScans, type ResolvedScan } from '../resolved/scan.js';
import { countEvents } from '../samples/counting.js';
import { sum } from '../sum.js';

/** All warnings about a scan, which `scan` and `scan --dry-run` print and `scan --strict` turns into errors. */
export function warningsOf(scan: ResolvedScan): string[] {
  return [
    ...folderWarnings(scan),
    ...statisticWarnings(scan),
    ...changedSoilWarnings(scan),
    ...sampleWarnings(scan),
  ];
}

/** The warnings of `experiment check` for each experiment; a scan of Asimov data does not use the counts. */
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

/** Events of samples that are left out because of where they are born. */
function sampleWarnings({ runs }: ResolvedScan): string[] {
  return runs.flatMap(({ experiment, sample }) => {
    if (sample === undefined) return [];
    const { components } = countEvents(sample, experiment);
    const born = sum(components.map(({ uncounted }) => uncounted.born));
    if (born === 0) return [];
    const [outside, all] = [born, sample.count].map((n) => n.toLocaleString('en-US'));
    const what = `${outside} of the ${all} events of ${sample.name} are left out: their N are born outside of the active volume, and only births in it are spread evenly along a flight`;
    return [`${experiment.name}: signal: ${what}`];
  });
}
