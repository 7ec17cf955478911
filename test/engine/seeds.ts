/** Spectra of mass points with several seeds: how far chi2 at the end of the 95 % interval moves, and what the judge says of each. */
import { resolveScan } from '../../src/config/load.js';
import { sampleEvents, sumTemplate, type Template } from '../../src/generator/sample.js';
import { massPointsOf } from '../../src/prediction/channelPoints.js';
import { competingDecays, lifetimeOf } from '../../src/prediction/lifetime.js';
import { type PhysicsSetup, setUpPhysics } from '../../src/prediction/physicsSetup.js';
import { createSampleJudge } from '../../src/prediction/sampleJudge.js';
import { type ExperimentScan, experimentScans } from '../../src/resolved/scan.js';
import { INTERVAL_LEVEL } from '../../src/statistics/simulationError.js';

const scan = await resolveScan(
  `
model: { kind: dual, parameters: { delta: 1, V54: 0.5, gD: 2, epsilon: 8e-4, mZprime_gev: 1.25 } }
axes: { m5_gev: { values: [0.3] }, Umu5_sq: { values: [1e-6] } }
experiments: [microboone-2025, { name: miniboone-2020, protonElastic: false }]
`,
  'seeds.yaml',
);
const [first, second] = experimentScans(scan);
if (!first || !second) throw new Error('two experiments');

/** The dual model with nu_4 half as heavy as nu_5, in the detector, against three bins and against eleven. */
export const microboone: ExperimentScan = first;
export const miniboone: ExperimentScan = second;

interface Spectrum {
  readonly setup: PhysicsSetup;
  readonly template: Template;
}

function spectrumOf(own: ExperimentScan, m: number, mX: number, changes: Partial<ExperimentScan>): Spectrum {
  const setup = setUpPhysics({ ...own, ...changes });
  const points = massPointsOf(setup, { m, mPrime: m / 2, mX });
  const samples = points.flatMap(({ channel, point }) =>
    point.open ? [sampleEvents(setup, channel, point)] : [],
  );
  const point = points[0]?.point;
  if (!point) throw new Error('a scan has channels');
  const coupling = { epsilon: 8e-4, gD: 2, kappa: 1, V54: 0.5, V44: 0, mixing: undefined };
  const lifetime = lifetimeOf(own, point, competingDecays(own, point), coupling);
  return { setup, template: sumTemplate(setup, samples, lifetime) };
}

/** Share of the seeds whose flag is up, and the spread of chi2 over them at the end of their mean spectrum's interval. */
export function compareSeeds(
  own: ExperimentScan,
  { m, mX, events, seeds }: { m: number; mX: number; events: number; seeds: number },
): { readonly flagged: number; readonly spread: number } {
  const spectra = Array.from({ length: seeds }, (_, k) =>
    spectrumOf(own, m, mX, { seed: k + 1, eventsPerMassPoint: events }),
  );
  const setup = spectra[0]?.setup;
  if (!setup) throw new Error('there are seeds');
  const judge = createSampleJudge(setup);
  const flagged = spectra.filter(({ template }) => judge(template.signal, template.relativeError)).length;
  const none = new Float64Array(setup.counts.data.length);
  const at = (strength: number, signal: Float64Array) =>
    setup.statistic.value(
      setup.counts,
      signal.map((s) => strength * s),
      none,
    );
  const mean = none.map((_, bin) =>
    spectra.reduce((sum, { template }) => sum + (template.signal[bin] ?? 0) / seeds, 0),
  );
  const end = endOfInterval((strength) => at(strength, mean));
  const values = spectra.map(({ template }) => at(end, template.signal));
  const centre = values.reduce((sum, value) => sum + value / seeds, 0);
  const variance = values.reduce((sum, value) => sum + (value - centre) ** 2 / (seeds - 1), 0);
  return { flagged: flagged / seeds, spread: Math.sqrt(variance) };
}

/** Where chi2 has risen by the level above its least value, in steps of a percent from where the signal is nothing, to 1. */
function endOfInterval(value: (strength: number) => number): number {
  let least = value(0);
  for (let strength = 1e-12; strength < 1; strength *= 1.01) {
    const own = value(strength);
    least = Math.min(least, own);
    if (own > least + INTERVAL_LEVEL) return strength;
  }
  return 1;
}
