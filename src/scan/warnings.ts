/** What is doubtful about a scan, before it is run: each doubt in one line. */
import type { ResolvedScan } from '../config/types.js';
import { densityDoubts, doubts } from '../inspection/plausibility.js';

/** All warnings about a scan: what `scan` and `scan --dry-run` tell, and what `scan --strict` takes for errors. */
export function warningsOf(scan: ResolvedScan): string[] {
  return [...experimentWarnings(scan), ...soilWarnings(scan)];
}

/** What `experiment check` says of each experiment; its counts have no part in a scan of Asimov data. */
function experimentWarnings({ runs, statistic }: ResolvedScan): string[] {
  const asks = { counts: statistic.data === 'observed' };
  return runs.flatMap(({ experiment }) =>
    doubts(experiment, undefined, asks).map((doubt) => `${experiment.name}: ${doubt}`),
  );
}

/** Soil that a scan has made so dense or so thin as none is. */
function soilWarnings({ runs }: ResolvedScan): string[] {
  return runs.flatMap(({ experiment, production: { dirt } }) =>
    dirt?.changes === undefined
      ? []
      : densityDoubts(dirt, 'production.dirt').map((doubt) => `${experiment.name}: ${doubt}`),
  );
}
