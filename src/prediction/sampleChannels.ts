/** The channels of a scan whose events come from a sample of someone else's. */
import { ConfigError } from '../errors.js';
import { couplingsAt, massesAt, valuesOfPoint } from '../model/models.js';
import type { ExperimentScan } from '../resolved/scan.js';
import type { EventSample, SampleComponent } from '../samples/eventSample.js';
import { decaySideOf } from './channelPoints.js';
import { competingDecays, lifetimeOf } from './lifetime.js';

/**
 * Longest mean flight of an N that counts as prompt, cm: below what detectors resolve. The distance between two positions of some metres says
 * nothing about a much shorter c tau, so that the decays of prompt N are integrated over.
 */
export const PROMPT_CM = 0.1;

/**
 * Whether the events of a sample have decay positions of their own. Where all N are prompt they have not, because every N that is born in the
 * detector decays in it. ConfigError for a mixture of components that have and have not.
 */
export function hasDecayPositions(scan: ExperimentScan, { name, components }: EventSample): boolean {
  const have = components.map(
    (component) => component.decays === 'sampled' && longestFlight(scan, component) > PROMPT_CM,
  );
  const [first = false] = have;
  const other = have.indexOf(!first);
  if (other >= 0) {
    const [a, b] = [components[0]?.name, components[other]?.name];
    throw new ConfigError(
      `sample ${name}: ${first ? a : b} has decay positions and ${first ? b : a} has none (prompt decays, or decays: integrated); import them as two samples`,
    );
  }
  return first;
}

/** Mean flight of the fastest N of a component, cm. */
function longestFlight(scan: ExperimentScan, { model, parameters }: SampleComponent): number {
  const ofComponent = { ...scan, model };
  const given = valuesOfPoint(model, parameters);
  const side = decaySideOf(ofComponent, massesAt(model, given));
  const { ctauCm } = lifetimeOf(
    ofComponent,
    side,
    competingDecays(ofComponent, side),
    couplingsAt(model, given),
  );
  const energy = Math.max(...scan.experiment.beams.map(({ flux }) => flux.maxEnergyGev));
  return (ctauCm * energy) / side.m;
}
