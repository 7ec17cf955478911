/** The scan that a sample is reweighted for: a scan file's, or one that options alone make, with the sample as the source of its events. */
import { ConfigError } from '../../errors.js';
import { onlyRun, scanOfOptions } from '../../eventFiles/chosenScan.js';
import type { ExperimentScan } from '../../resolved/scan.js';
import { loadScanWith, resolveScanWith } from '../../settings/scanSet.js';
import type { EventSample, SampleModel } from '../eventSample.js';
import { sampleFaults } from '../sampleFaults.js';

/** Options that choose it. */
export interface SampleScanChoice {
  /** The scan file, if there is one; what its `signal` names is not read. */
  readonly file: string | undefined;
  readonly experiment: string | undefined;
  /** `KEY=VALUE` that change the scan file. */
  readonly changes: readonly string[];
}

/**
 * The scan of one experiment with the events of a sample. Without a scan file its model is that of the sample. ConfigError as of `chosenScan`, and where
 * the sample cannot stand for the experiment's events, as in a scan.
 */
export async function sampleScan(
  sample: EventSample,
  { file, experiment, changes }: SampleScanChoice,
): Promise<ExperimentScan> {
  const use = { hasSample: true };
  const scan =
    file === undefined
      ? await resolveScanWith(await scanOfOptions(modelOfSample(sample), experiment), changes, use)
      : await loadScanWith(file, changes, use);
  const run = onlyRun(scan, file === undefined ? undefined : experiment);
  const faults = sampleFaults(sample, run.experiment, run.production, run.model);
  if (faults.length > 0) throw new ConfigError(faults.map((what) => ({ file: sample.folder, what })));
  return { ...run, sample };
}

/** The model of a sample's first component as a scan file writes it; components of other models are told as a fault. */
function modelOfSample({ components: [first] }: EventSample) {
  if (!first) throw new RangeError('a sample has a component');
  const { decays, ...choices }: SampleModel = first.model;
  const open = Object.entries(decays).flatMap(([name, isOpen]) => (isOpen ? [name] : []));
  return { ...choices, decays: open };
}
