/** Computes a point of a grid again, by any engine. */
import { at } from '../../../at.js';
import type { Engine, ExperimentResult } from '../../../engine/engine.js';
import { joinExperiments } from '../../../engine/joinExperiments.js';
import { datasetOf, type Spectra } from '../../../engine/spectra.js';
import { chi2 } from '../../../outputs/chi2.js';
import { ctau } from '../../../outputs/ctau.js';
import { flags } from '../../../outputs/flags.js';
import { nEff } from '../../../outputs/nEff.js';
import { OUTPUTS } from '../../../outputs/outputs.js';
import { signal } from '../../../outputs/signal.js';
import { spectrum } from '../../../outputs/spectrum.js';
import { groupNames } from '../../../prediction/channels.js';
import { type ExperimentScan, experimentScans, type ResolvedScan } from '../../../resolved/scan.js';
import { tileOfPoint } from '../../../upkeep/pointScan.js';
import type { RecomputeTask } from '../../recomputeTask.js';
import type { ComputedPoint } from './compareWithGrid.js';

/** Outputs that are shown of every point, beside those of the grid. */
const SHOWN: readonly string[] = [chi2, signal, ctau, nEff, flags, spectrum].map(({ name }) => name);

/** Opens the engine of a scan. */
export type OpenEngine = (scan: ResolvedScan) => Promise<Engine>;

/** Computes the point of a task; `tell` gets the engine at work and the fraction that it has done. Errors are those of the engine. */
export async function computePoint(
  task: Pick<RecomputeTask, 'scan' | 'events'>,
  open: OpenEngine,
  tell: (engine: Engine, fraction: number) => void,
): Promise<ComputedPoint> {
  const outputs = OUTPUTS.map(({ name }) => name).filter(
    (name) => SHOWN.includes(name) || task.scan.outputs.includes(name),
  );
  const scan = { ...task.scan, outputs };
  const results: ExperimentResult[] = [];
  const background: number[] = [];
  for (const events of new Set(task.events)) {
    const ofCount = { ...scan, eventsPerMassPoint: events };
    await using engine = await open(ofCount);
    tell(engine, 0);
    const { experiments } = await engine.evaluateTile(tileOfPoint(scan.axes), (fraction) =>
      tell(engine, fraction),
    );
    for (const [e, one] of experimentScans(ofCount).entries()) {
      if (at(task.events, e) !== events) continue;
      results[e] = at(experiments, e);
      background[e] = await backgroundChi2(engine, one, e);
    }
  }
  return { scan, result: joinExperiments(results, scan.runs), background };
}

/** chi2 of an experiment without a signal, by the same kernel. */
async function backgroundChi2(engine: Engine, scan: ExperimentScan, e: number): Promise<number> {
  const bins = scan.experiment.bins.length;
  const groups = groupNames(scan).length;
  const none: Spectra = {
    signal: new Float32Array(bins),
    relativeError: new Float32Array(bins),
    groups: groups > 1 ? Array.from({ length: groups }, () => new Float32Array(bins)) : [],
  };
  const [found] = await engine.compare(tileOfPoint(scan.axes), e, none, [datasetOf(scan)]);
  return at(found ?? [], 0);
}
