/** A sample of our own generator with a score, a topology and numbers of its events, and scans of an experiment that counts them. */
import { vec3d } from 'wgpu-matrix';
import { at } from '../../../src/at.js';
import { loadExperiment } from '../../../src/experiment/load.js';
import type { ParameterPoint } from '../../../src/model/point.js';
import { pairObservables } from '../../../src/physics/kinematics.js';
import type { ExperimentScan } from '../../../src/resolved/scan.js';
import type { EventSample } from '../../../src/samples/eventSample.js';
import { reconstructedFolder } from '../../reweighting/reconstructedFolder.js';
import { quickstart, scanOf } from '../../scans.js';
import { type OwnComponent, ownSample } from '../ownSample.js';

/** The point of the samples. */
export const POINT: ParameterPoint = {
  ...{ mZprime_gev: 1.25, gD: 2, V54: 0.5, kappa: 1, V44: 0, epsilon: 8e-4, Umu5_sq: 1e-5 },
  m4_gev: 0.1,
  m5_gev: 0.3,
};

/** Words of the topology; of lost events nothing is counted. */
export const WORDS = ['one-shower', 'two-showers', 'lost'] as const;

/** A sample of components; events are numbered from 1000. */
export function scoredSample(components: readonly OwnComponent[]): EventSample {
  const sample = ownSample(quickstart, components);
  const { minus, plus, count } = sample;
  const pairs = Array.from({ length: count }, (_, i) =>
    pairObservables(
      vec3d.create(at(minus.px, i), at(minus.py, i), at(minus.pz, i)),
      at(minus.e, i),
      vec3d.create(at(plus.px, i), at(plus.py, i), at(plus.pz, i)),
      at(plus.e, i),
    ),
  );
  return {
    ...sample,
    observables: {
      score: {
        unit: '',
        values: Float64Array.from(pairs, (pair) => (pair.energyGev < 0.1 ? Number.NaN : pair.asymmetry)),
      },
      topology: {
        categories: [...WORDS],
        codes: Int32Array.from(pairs, ({ openingDeg }) => (openingDeg > 60 ? 2 : openingDeg > 15 ? 1 : 0)),
      },
      number: { unit: '', values: Float64Array.from(pairs, (_, i) => 1000 + i) },
    },
  };
}

/** The same with every tenth event born upstream of the detector: its row has no weight. */
export function withOutsiders(sample: EventSample): EventSample {
  const { z } = sample.scatter;
  return { ...sample, scatter: { ...sample.scatter, z: z.map((cm, i) => (i % 10 === 3 ? -900 : cm)) } };
}

/** A scan of the experiment of `reconstructedFolder` with the events of a sample. */
export async function scoredScan(sample: EventSample): Promise<ExperimentScan> {
  const experiment = await loadExperiment(await reconstructedFolder());
  const scan = scanOf([], { eventsPerMassPoint: 2048 });
  const run = { experiment, production: scan.production, sample };
  return { ...scan, ...run, fixed: POINT, runs: [run] } as ExperimentScan;
}
