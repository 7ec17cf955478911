/** Whether a sample can stand for the events of an experiment. */
import type { Dirt, Experiment } from '../experiment/types.js';
import { columnsInWords } from '../response/evaluated.js';
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
  const faults = observableFaults(experiment.response, sample);
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

function isOfModel(
  { model }: SampleComponent,
  { kind, nature }: Pick<SampleModel, 'kind' | 'nature'>,
): boolean {
  return model.kind === kind && model.nature === nature;
}
