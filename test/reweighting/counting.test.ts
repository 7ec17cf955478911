/** Events of a sample that cannot count: they neither take weight from others nor cover anything, and a component of nothing else is refused. */
import { describe, expect, it } from 'vitest';
import { at } from '../../src/at.js';
import { evaluatePoint } from '../../src/detail/point.js';
import { sumTemplate } from '../../src/generator/sample.js';
import { massesAt, valuesOfPoint } from '../../src/model/models.js';
import type { ParameterPoint } from '../../src/model/point.js';
import { decaySideOf, massPointOf } from '../../src/prediction/channelPoints.js';
import { setUpPhysics } from '../../src/prediction/physicsSetup.js';
import type { ExperimentScan } from '../../src/resolved/scan.js';
import { generatedTotal, uncoveredShare } from '../../src/reweighting/coverage.js';
import { hasPhaseSpaceOf } from '../../src/reweighting/mixture.js';
import { pointDensity } from '../../src/reweighting/pointDensity.js';
import { createReweighting } from '../../src/reweighting/reweighting.js';
import type { EventSample, PositionColumns } from '../../src/samples/eventSample.js';
import { sampleFaults } from '../../src/samples/sampleFaults.js';
import { type OwnComponent, ownSample } from '../samples/ownSample.js';
import { firstChannel, quickstart, scanOf } from '../scans.js';

const pointAt = (m5_gev: number): ParameterPoint => ({
  ...{ mZprime_gev: 1.25, gD: 2, V54: 0.5, kappa: 1, V44: 0, epsilon: 8e-4, Umu5_sq: 1e-8 },
  m4_gev: 0.1,
  m5_gev,
});
const component = (m5_gev: number, events: number): OwnComponent => ({
  parameters: pointAt(m5_gev),
  events,
  seed: 5,
  decays: 'integrated',
});
const TO = pointAt(0.28);

const scanWith = (sample: EventSample, to = TO) =>
  ({ ...scanOf([], { eventsPerMassPoint: 1024 }), fixed: to, sample }) as ExperimentScan;

/** The sample with the events of a component moved 50 m upstream, out of the active volume. */
function movedAway(sample: EventSample, moved: number): EventSample {
  const away = (of: PositionColumns) => ({
    ...of,
    z: of.z.map((z, i) => (at(sample.component, i) === moved ? z - 5000 : z)),
  });
  return { ...sample, scatter: away(sample.scatter), decay: away(sample.decay) };
}

function reweightedTo(to: ParameterPoint, sample: EventSample) {
  const setup = setUpPhysics(scanWith(sample, to));
  const channel = firstChannel(setup);
  const point = massPointOf(setup, massesAt(setup.scan.model, valuesOfPoint(setup.scan.model, to)), channel);
  const records = createReweighting(setup, sample).at(channel, point);
  const lifetime = { gammaGev: 1, ctauCm: 1, branching: 1, strength: 1, mixing: 1, nearThreshold: false };
  const { signal } = sumTemplate(setup, [records], lifetime);
  return { signal, uncovered: records.uncovered, ratio: records.ratio };
}

const fine = component(0.3, 4096);
const production = { dirt: undefined, protonElastic: false };
const faultsOf = (sample: EventSample, changes: Partial<typeof quickstart.experiment> = {}) =>
  sampleFaults(sample, { ...quickstart.experiment, ...changes }, production, quickstart.model);

describe('a component none of whose events count', () => {
  it.each([
    ['reached by densities of what is seen', component(0.32, 8192), 'seen'],
    // The masses of the point itself.
    ['that would be exact', component(0.28, 8192), 'seen'],
  ])('stands for nothing in a mixture: %s', (_, other, ratio) => {
    const alone = reweightedTo(TO, ownSample(quickstart, [fine]));
    expect(alone.uncovered).toBeGreaterThan(0);
    const mixed = reweightedTo(TO, movedAway(ownSample(quickstart, [fine, other]), 1));
    expect(mixed).toEqual({ ...alone, ratio });
    // In the active volume it would make another mixture.
    expect(reweightedTo(TO, ownSample(quickstart, [fine, other])).uncovered).toBeLessThan(alone.uncovered);
  });

  it('leaves a mass point without an answer where it is alone', () => {
    const sample = movedAway(ownSample(quickstart, [component(0.28, 512)]), 0);
    const { flags, signal } = evaluatePoint(scanWith(sample), TO);
    expect(flags).toContain('sample_uncovered');
    expect(signal).toBeNaN();
  });

  it('is refused, with what its events are', () => {
    const sample = ownSample(quickstart, [fine, component(0.32, 512)]);
    expect(faultsOf(sample)).toEqual([]);
    const all = sample.component.filter((k) => k === 1).length;
    expect(faultsOf(movedAway(sample, 1))).toEqual([
      `component component 1 of own stands for nothing: none of its ${all} events counts (${all} born outside of the active volume); import the sample without it, or correct it`,
    ]);
    const weightless = {
      ...sample,
      weight: sample.weight.map((w, i) => (sample.component[i] === 1 ? 0 : w)),
    };
    expect(faultsOf(weightless)[0]).toContain(`none of its ${all} events counts (${all} of weight 0)`);
    const empty = { ...sample, components: [...sample.components, at(sample.components, 0)] };
    expect(faultsOf(empty)).toEqual([
      'component component 0 of own stands for nothing: it has no events; import the sample without it, or correct it',
    ]);
  });

  it('is refused where all decays are elsewhere, and where its events are reconstructed in no bin', () => {
    const sample = ownSample(quickstart, [{ ...fine, events: 256, decays: 'sampled' }]);
    const far = { ...sample, decay: { ...sample.decay, x: sample.decay.x.map(() => 1e4) } };
    expect(faultsOf(far)).toEqual([
      `component component 0 of own stands for nothing: none of its ${sample.count} events counts (${sample.count} decaying outside of it); correct it and import it anew`,
    ]);
    const two = ownSample(quickstart, [fine, component(0.32, 512)]);
    const score = { unit: '', values: Float64Array.from(two.component, (k) => (k === 1 ? Number.NaN : 0.5)) };
    const columns = [{ column: 'score', unit: undefined, edges: [0, 1, 2] }];
    const response = { ...quickstart.experiment.response, reconstructed: { columns } };
    const [bin] = quickstart.experiment.bins;
    const of = (cell: number) => ({ response, bins: bin ? [{ ...bin, cells: [cell] }] : [] });
    const scored = { ...two, observables: { score } };
    expect(faultsOf(scored, of(0))[0]).toMatch(/^component component 1 .*\(\d+ reconstructed in no bin\)/);
    // A cell that no bin holds does not count either.
    expect(faultsOf(scored, of(1))).toHaveLength(2);
  });

  it('is refused, with the target, where a target of the scan has no events', () => {
    const sample = ownSample(quickstart, [{ ...fine, events: 256 }]);
    const onArgon = { ...sample, targetOf: new Int32Array(sample.count) };
    expect(faultsOf(onArgon)).toEqual([]);
    const faults = sampleFaults(
      onArgon,
      quickstart.experiment,
      { ...production, protonElastic: true },
      quickstart.model,
    );
    expect(faults).toEqual([
      "none of the sample's events that count is on proton, where the scan expects some; write protonElastic: false under production, or import a sample that has them",
    ]);
  });
});

describe('coverage', () => {
  it('lacks the events at which the density of the target is lost', () => {
    const setup = setUpPhysics(scanOf([], { eventsPerMassPoint: 1024 }));
    const channel = firstChannel(setup);
    const point = massPointOf(
      setup,
      massesAt(setup.scan.model, valuesOfPoint(setup.scan.model, TO)),
      channel,
    );
    const density = pointDensity(channel, point);
    const parts = [{ density, events: 1e6, total: generatedTotal(setup, channel, point) }];
    const whole = uncoveredShare(setup, channel, density, parts);
    // A few events at the ends of the masses that a pair can have.
    expect(whole).toBeLessThan(0.01);
    const lost = { ...density, formFactor: () => 0 };
    expect(uncoveredShare(setup, channel, lost, parts)).toBe(1);
  });
});

it('an isotropic decay of a real mediator is not the phase space of one with its spin', () => {
  const { model } = quickstart;
  const side = (zpSpin: 'isotropic' | 'exact', mX: number) =>
    decaySideOf({ ...quickstart, model: { ...model, zpSpin } }, { m: 0.2, mPrime: 0.1, mX });
  expect(hasPhaseSpaceOf(side('exact', 0.03), side('exact', 0.03))).toBe(true);
  expect(hasPhaseSpaceOf(side('exact', 0.03), side('isotropic', 0.03))).toBe(false);
  expect(hasPhaseSpaceOf(side('isotropic', 0.03), side('exact', 0.03))).toBe(false);
  // A virtual one always has its spin.
  expect(hasPhaseSpaceOf(side('exact', 1.25), side('isotropic', 1.25))).toBe(true);
});
