/** Whether a sample can stand for the events of an experiment. */
import type { Dirt, Experiment } from '../experiment/types.js';
import { columnsInWords } from '../response/evaluated.js';
import { listInWords } from '../words.js';
import { countEvents, emptyFaults } from './counting.js';
import type { EventSample, SampleComponent, SampleModel } from './eventSample.js';
import { observableFaults } from './observedCells.js';

/** What of a scan's production the events of a sample must agree with. */
interface Production {
  readonly dirt: Dirt | undefined;
  readonly protonElastic: boolean;
}

/** Why generated events cannot stand for those of an experiment; undefined where they can. */
export function generatedFault({ name, response }: Experiment): string | undefined {
  return response.reconstructed
    ? `${name} counts ${columnsInWords(response.reconstructed)}, which generated events do not have; write signal: sample:FOLDER, with a sample that has them`
    : undefined;
}

/** Why a sample cannot stand for the events of an experiment in a model (undefined where that is not known); empty where it can. */
export function sampleFaults(
  sample: EventSample,
  experiment: Experiment,
  production: Production,
  model: Pick<SampleModel, 'kind' | 'nature'> | undefined,
): string[] {
  const { name, components, target, targetOf } = sample;
  const ofColumns = observableFaults(experiment.response, sample);
  const faults = [...ofColumns];
  if (experiment.beams.length > 1) {
    const beams = experiment.beams.map((beam) => beam.name).join(', ');
    faults.push(
      `a sample is of one beam, and ${experiment.name} has ${beams}; name a variant with one of them`,
    );
  }
  if (production.dirt) {
    faults.push(
      `a sample has its own events from the dirt, or none; leave dirt: ${production.dirt.preset} out`,
    );
  }
  const nuclei = experiment.target.composition.flatMap(({ nucleus }) =>
    nucleus.density ? [nucleus.name] : [],
  );
  const known = [...nuclei, ...(production.protonElastic ? ['proton'] : [])];
  const unknown = target.filter((of) => !known.includes(of));
  if (unknown.length > 0) {
    const hint = unknown.includes('proton') ? '; protons need protonElastic: true' : '';
    faults.push(
      `the sample has events on ${unknown.join(', ')}, and the scan only on ${known.join(', ')}${hint}`,
    );
  }
  if (ofColumns.length === 0 && unknown.length === 0)
    faults.push(...countingFaults(sample, experiment, known));
  if (targetOf === undefined && known.length > 1) {
    faults.push(
      `the sample does not say on what neutrinos scatter, which may be ${known.join(', ')}; import it with a column target`,
    );
  }
  const other = model && components.find((component) => !isOfModel(component, model));
  if (other) {
    const { kind, nature } = other.model;
    faults.push(
      `component ${other.name} of ${name} is of the ${kind} model with ${nature} neutrinos; write the same under model`,
    );
  }
  return faults;
}

/** Components that stand for nothing, and targets of the scan that none of the events is on. */
function countingFaults(sample: EventSample, experiment: Experiment, known: readonly string[]): string[] {
  const counted = countEvents(sample, experiment);
  const faults = emptyFaults(sample, counted);
  const absent = known.filter((target) => !counted.targets.has(target));
  if (faults.length > 0 || sample.targetOf === undefined || absent.length === 0) return faults;
  const hint = absent.includes('proton')
    ? '; write protonElastic: false under production, or import'
    : '; import';
  return [
    `none of the sample's events that count is on ${listInWords(absent, 'or')}, where the scan expects some${hint} a sample that has them`,
  ];
}

function isOfModel(
  { model }: SampleComponent,
  { kind, nature }: Pick<SampleModel, 'kind' | 'nature'>,
): boolean {
  return model.kind === kind && model.nature === nature;
}
