/** The sample of events that a scan file names for an experiment, and whether the scan can be made of it. */
import { dirname, resolve } from 'node:path';
import { attemptAsync } from '../errors.js';
import { partOf } from '../input/schemaWalk.js';
import { type KeyPath, mistakeAt } from '../input/yaml.js';
import type { ExperimentRun } from '../resolved/scan.js';
import type { EventSample } from '../samples/eventSample.js';
import { generatedFault, sampleFaults } from '../samples/sampleFaults.js';
import type { ScanReading } from './runs.js';

const PREFIX = 'sample:';

/** Whether any experiment of a scan file has the events of a sample; undefined where that is not known, because of a mistake. */
export function namesSample({ data, isSound }: ScanReading['scan']): boolean | undefined {
  if (!isSound(['signal']) || !isSound(['experiments'])) return undefined;
  const ofEntry = (entry: (typeof data.experiments)[number]) =>
    (typeof entry === 'string' ? undefined : entry.signal) ?? data.signal;
  return data.experiments.some((entry) => ofEntry(entry).startsWith(PREFIX));
}

/** Refuses events that are raised where an experiment has those of a sample: nothing can raise their number. */
export function refuseRaising({ yaml, scan, found }: ScanReading): void {
  if (typeof scan.data.events === 'number' || !scan.isSound(['events']) || !namesSample(scan)) return;
  const what =
    'a sample has the events that it has, and nothing raises their number; write a number: so many are generated at each mass point to see how much of it the sample covers';
  found.push(mistakeAt(yaml, ['events'], what));
}

/**
 * The sample that an experiment's entry names, or else the file; undefined where events are generated, or where the sample has mistakes. A sample
 * that cannot stand for this scan is a mistake of the scan file, and so are generated events for a response of reconstructed quantities.
 */
export async function sampleOf(
  { yaml, scan, found, foundElsewhere, hasSample }: ScanReading,
  ofEntry: string | undefined,
  entryPath: KeyPath,
  run: Pick<ExperimentRun, 'experiment' | 'production'>,
): Promise<EventSample | undefined> {
  const path = ofEntry === undefined ? ['signal'] : [...entryPath, 'signal'];
  const signal = ofEntry ?? scan.data.signal;
  if (hasSample || !scan.isSound(path) || signal === undefined) return undefined;
  if (!signal.startsWith(PREFIX)) {
    const fault = generatedFault(run.experiment);
    const isWritten = ofEntry !== undefined || partOf(yaml.value, 'signal') !== undefined;
    const isMisspelt = scan.wasMeant([], 'signal') || scan.wasMeant(entryPath, 'signal');
    if (fault !== undefined && !isMisspelt) found.push(mistakeAt(yaml, isWritten ? path : entryPath, fault));
    return undefined;
  }
  const folder = resolve(dirname(yaml.file), signal.slice(PREFIX.length));
  // Only scans of samples read them: loading Parquet takes time.
  const { readSample } = await import('../samples/readSample.js');
  const sample = await attemptAsync(foundElsewhere, () => readSample(folder));
  if (sample === undefined) return undefined;
  const model = scan.isSound(['model']) ? scan.data.model : undefined;
  const faults = sampleFaults(sample, run.experiment, run.production, model);
  found.push(...faults.map((what) => mistakeAt(yaml, path, what)));
  return faults.length === 0 ? sample : undefined;
}
