/** Samples with components that were generated as `sample advise` says: what `dualnu events --unweighted` writes, imported and joined. */
import { at } from '../../../src/at.js';
import { overrideParameters } from '../../../src/config/override.js';
import { pointEvents, type WeightedEvent } from '../../../src/eventFiles/pointEvents.js';
import type { ExperimentScan } from '../../../src/resolved/scan.js';
import type { ProposedComponent } from '../../../src/samples/advising/advice.js';
import type { EventColumns, EventSample } from '../../../src/samples/eventSample.js';
import { joinEvents } from '../../../src/samples/joinEvents.js';

/** A sample with such components besides its own. */
export function withComponents(
  scan: ExperimentScan,
  sample: EventSample,
  proposals: readonly ProposedComponent[],
): EventSample {
  const { sample: _, ...generated } = scan;
  const [beam] = scan.experiment.beams;
  const added = proposals.map(({ at: values, events }, k) => {
    const parameters = overrideParameters(scan, values as Record<string, number>);
    const found = pointEvents({ ...generated, seed: scan.seed + 1 + k } as ExperimentScan, parameters, {
      unweighted: events,
    });
    const component = {
      name: `added ${k}`,
      model: scan.model,
      parameters,
      pot: beam?.pot ?? 0,
      generated: found.generated,
      decays: 'integrated' as const,
    };
    return { component, columns: columnsOf([...found.blocks()].flat()) };
  });
  return {
    ...sample,
    ...joinEvents([sample, ...added.map(({ columns }) => ({ ...columns, observables: {} }))]),
    components: [...sample.components, ...added.map(({ component }) => component)],
    component: Int32Array.from([
      ...sample.component,
      ...added.flatMap(({ columns }, k) => Array(columns.count).fill(sample.components.length + k)),
    ]),
  };
}

function columnsOf(events: readonly WeightedEvent[]): EventColumns {
  const numbers = (of: (event: WeightedEvent) => number) => Float64Array.from(events, of);
  const four = (of: (event: WeightedEvent) => WeightedEvent['plus']) => ({
    e: numbers((event) => of(event).e),
    px: numbers((event) => at(of(event).p, 0)),
    py: numbers((event) => at(of(event).p, 1)),
    pz: numbers((event) => at(of(event).p, 2)),
  });
  const three = (of: (event: WeightedEvent) => WeightedEvent['decay']) => ({
    x: numbers((event) => at(of(event), 0)),
    y: numbers((event) => at(of(event), 1)),
    z: numbers((event) => at(of(event), 2)),
  });
  const target = [...new Set(events.map((event) => event.target.name))];
  return {
    count: events.length,
    component: new Int32Array(events.length),
    weight: numbers(({ weight }) => weight),
    energyGev: numbers(({ neutrino }) => neutrino.e),
    minus: four(({ minus }) => minus),
    plus: four(({ plus }) => plus),
    scatter: three(({ scatter }) => scatter),
    decay: three(({ decay }) => decay),
    produced: four(({ produced }) => produced),
    target,
    targetOf: Int32Array.from(events, (event) => target.indexOf(event.target.name)),
    observables: {},
  };
}
