/** Samples of events from our own generator, in memory: what an import would read. */
import { vec3d } from 'wgpu-matrix';
import { at } from '../../src/at.js';
import { drawEvents, placeOf } from '../../src/generator/sample.js';
import { couplingsAt, massesAt, mixingFactorAt, valuesOfPoint } from '../../src/model/models.js';
import type { ParameterPoint } from '../../src/model/point.js';
import { decayProbability } from '../../src/physics/laplace.js';
import { birthplace } from '../../src/physics/way.js';
import { massPointOf } from '../../src/prediction/channelPoints.js';
import { competingDecays, lifetimeOf } from '../../src/prediction/lifetime.js';
import { setUpPhysics } from '../../src/prediction/physicsSetup.js';
import type { ExperimentScan } from '../../src/resolved/scan.js';
import type { DecayWeighting, EventSample } from '../../src/samples/eventSample.js';

/** What a component of such a sample is generated with. */
export interface OwnComponent {
  readonly parameters: ParameterPoint;
  readonly events: number;
  readonly seed: number;
  readonly decays: DecayWeighting;
}

/** A number in (0, 1) from two: the fractional part of a multiple, well mixed. */
function uniform(seed: number, i: number): number {
  let h = Math.imul(i + 1, 0x9e3779b1) ^ Math.imul(seed + 1, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32 + 2 ** -33;
}

/** A sample of events on argon in the active volume; each component with its seed. */
export function ownSample(base: ExperimentScan, components: readonly OwnComponent[]): EventSample {
  const rows: number[][] = [];
  components.forEach(({ parameters, events, seed, decays }, component) => {
    const scan = { ...base, fixed: parameters, axes: [], eventsPerMassPoint: events, seed };
    const setup = setUpPhysics(scan as ExperimentScan);
    const channel = at(setup.channels, 0);
    const given = valuesOfPoint(scan.model, parameters);
    const point = massPointOf(setup, massesAt(scan.model, given), channel);
    const lifetime = lifetimeOf(
      setup.scan,
      point,
      competingDecays(setup.scan, point),
      couplingsAt(scan.model, given),
    );
    const mixing = lifetime.mixing * mixingFactorAt(scan.model, given);
    const { at0, slope } = channel.interference(point.mX);
    const place = placeOf(setup, channel);
    drawEvents(setup, channel, point, ({ energyGev, event, vertex, weight: w }) => {
      const birth = birthplace(vertex, event.way, place);
      const { momentum, energy } = event.production;
      const flight =
        decays === 'sampled'
          ? -Math.log(uniform(seed, rows.length)) * lifetime.ctauCm * (momentum / point.m)
          : 0;
      const end = vec3d.addScaled(birth, event.way.flight, flight);
      const amplitude = lifetime.strength + at0 + slope * event.z;
      const p = decays === 'integrated' ? decayProbability(event.xCm, 1 / lifetime.ctauCm) : 1;
      const n = vec3d.scale(event.way.flight, momentum);
      rows.push([
        component,
        w * amplitude ** 2 * lifetime.branching * mixing * p,
        energyGev,
        event.eMinus,
        ...event.minus,
        event.ePlus,
        ...event.plus,
        ...birth,
        ...end,
        energy,
        ...n,
      ]);
    });
  });
  const column = (k: number) => Float64Array.from(rows, (row) => at(row, k));
  const four = (k: number) => ({ e: column(k), px: column(k + 1), py: column(k + 2), pz: column(k + 3) });
  const three = (k: number) => ({ x: column(k), y: column(k + 1), z: column(k + 2) });
  const [beam] = base.experiment.beams;
  return {
    name: 'own',
    folder: 'own',
    count: rows.length,
    components: components.map(({ parameters, events, decays }, k) => ({
      name: `component ${k}`,
      model: base.model,
      parameters,
      pot: beam?.pot ?? 0,
      generated: events,
      decays,
    })),
    component: Int32Array.from(rows, (row) => at(row, 0)),
    weight: column(1),
    energyGev: column(2),
    minus: four(3),
    plus: four(7),
    scatter: three(11),
    decay: three(14),
    produced: four(17),
    target: ['Ar40'],
    targetOf: undefined,
    observables: {},
    files: {},
  };
}
