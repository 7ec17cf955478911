/** Reconstructed quantities of a sample's events as what is fitted: bins of them, reweighted, and a sideband that signal leaks into. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { vec3d } from 'wgpu-matrix';
import { at } from '../../src/at.js';
import { evaluatePoint, samplePoint } from '../../src/detail/point.js';
import { openGpuEngine } from '../../src/engine/gpu/gpuEngine.js';
import { openReferenceEngine } from '../../src/engine/reference/reference.js';
import { ConfigError } from '../../src/errors.js';
import { loadExperiment } from '../../src/experiment/load.js';
import type { Experiment } from '../../src/experiment/types.js';
import { sumTemplate } from '../../src/generator/sample.js';
import type { ParameterPoint } from '../../src/model/point.js';
import { pairObservables } from '../../src/physics/kinematics.js';
import type { ExperimentScan } from '../../src/resolved/scan.js';
import { loadResponse } from '../../src/response/load.js';
import type { EventSample } from '../../src/samples/eventSample.js';
import { ownSample } from '../samples/ownSample.js';
import { axis, onlyResult, quickstart, scanOf, wholeTile } from '../scans.js';
import { COVARIANCE, reconstructedFolder } from './reconstructedFolder.js';

const POINT: ParameterPoint = {
  ...{ mZprime_gev: 1.25, gD: 2, V54: 0.5, kappa: 1, V44: 0, epsilon: 8e-4, Umu5_sq: 1e-5 },
  m4_gev: 0.1,
  m5_gev: 0.2,
};
const OTHER: ParameterPoint = { ...POINT, m4_gev: 0.09, m5_gev: 0.19 };
const WHY = /counts score and topology, which only events of an imported sample have/;
const WORDS = ['one-shower', 'two-showers', 'lost'];

/** True pairs of a sample. */
function pairsOf({ minus, plus, count }: EventSample) {
  return Array.from({ length: count }, (_, i) =>
    pairObservables(
      vec3d.create(at(minus.px, i), at(minus.py, i), at(minus.pz, i)),
      at(minus.e, i),
      vec3d.create(at(plus.px, i), at(plus.py, i), at(plus.pz, i)),
      at(plus.e, i),
    ),
  );
}

/** A sample of the point, with a score of the pair's asymmetry, missing for the softest pairs, and a topology by its opening angle. */
let sample: EventSample;
let scores: Float64Array;
let topologies: string[];
let experiment: Experiment;
beforeAll(() => {
  const own = ownSample(quickstart, [{ parameters: POINT, events: 8192, seed: 5, decays: 'integrated' }]);
  const pairs = pairsOf(own);
  const codes = Int32Array.from(pairs, ({ openingDeg }) => (openingDeg > 60 ? 2 : openingDeg > 15 ? 1 : 0));
  scores = Float64Array.from(pairs, (pair) => (pair.energyGev < 0.1 ? Number.NaN : pair.asymmetry));
  topologies = Array.from(codes, (code) => at(WORDS, code));
  sample = {
    ...own,
    observables: {
      score: { unit: '', values: scores },
      topology: { categories: WORDS, codes },
      energy: { unit: 'GeV', values: Float64Array.from(pairs, ({ energyGev }) => energyGev) },
    },
  };
});
beforeEach(async () => {
  experiment = await loadExperiment(await reconstructedFolder());
});

const scanWith = (changes: Partial<ExperimentScan>, axes: Parameters<typeof scanOf>[0] = []) => {
  const scan = scanOf(axes, { eventsPerMassPoint: 2048 });
  const run = { experiment, production: scan.production, sample, ...changes };
  const fixed = { ...POINT } as Record<string, number>;
  for (const { name } of axes) delete fixed[name];
  return { ...scan, fixed, ...run, runs: [run] } as ExperimentScan;
};

describe('bins of reconstructed quantities', () => {
  it("hold the sample's own weights at the point that it was generated at", () => {
    const { bins } = evaluatePoint(scanWith({}), POINT);
    const expected = [0, 0, 0];
    let missing = 0;
    for (let i = 0; i < sample.count; i++) {
      const [value, word] = [at(scores, i), at(topologies, i)];
      const bin = word === 'two-showers' ? 2 : value < 0.5 ? 0 : 1;
      if (word === 'lost' || !(value >= 0 && value < 1)) missing += at(sample.weight, i);
      else expected[bin] = at(expected, bin) + at(sample.weight, i);
    }
    expect(missing).toBeGreaterThan(0);
    bins.forEach(({ signal }, i) => {
      expect(at(expected, i)).toBeGreaterThan(0.1);
      expect(signal / at(expected, i)).toBeCloseTo(1, 9);
    });
  });

  it.each([
    ['at the point itself', POINT],
    ['at other masses', OTHER],
  ])('of a true quantity are those of a response of true quantities, %s', async (_, point) => {
    const edges = '[0.05, 0.2, 0.4, 0.7, 1.2]';
    const read = (text: string) => loadResponse(text, 'response.yaml', () => Promise.reject(new Error()));
    const responses = [
      await read(
        `{ kind: reconstructed, label: a, source: x, observables: [{ column: energy, unit: GeV, edges: ${edges} }] }`,
      ),
      await read(
        `{ kind: pipeline, label: a, source: x, observables: [{ quantity: e_ee_gev, edges: ${edges}, source: x }] }`,
      ),
    ];
    const bins = [0, 1, 2, 3].map((cell) => ({
      ...{ label: `${cell}`, data: 5, background: 5, beam: 0 },
      cells: [cell],
    }));
    const background = bins.map((_bin, i) => bins.map((_other, j) => Number(i === j)));
    const systematics = { background, cross: undefined, signal: undefined };
    const [reconstructed, evaluated] = responses.map((response) => {
      const scan = scanWith({ experiment: { ...experiment, response, bins, systematics } });
      const { setup, samples, lifetime } = samplePoint(scan, point);
      return sumTemplate(setup, samples, lifetime);
    });
    expect(Math.min(...(reconstructed?.signal ?? [0]))).toBeGreaterThan(0);
    expect(reconstructed).toEqual(evaluated);
  });

  it('are computed for a whole scan, and refused where there is no sample', async () => {
    const axes = [axis('m5_gev', [0.19, 0.2]), axis('Umu5_sq', [5e-6, 1e-5])];
    const scan = scanWith({}, axes);
    await using engine = openReferenceEngine(scan);
    const { signal, chi2 } = onlyResult(await engine.evaluateTile(wholeTile(scan))) as unknown as Record<
      'signal' | 'chi2',
      Float32Array
    >;
    const here = evaluatePoint(scanWith({}), POINT);
    expect(at(signal, 3) / here.signal).toBeCloseTo(1, 6);
    expect(at(chi2, 3) / here.chi2).toBeCloseTo(1, 5);
    expect(at(signal, 1) / at(signal, 0)).toBeCloseTo(2, 5);
    const generated = scanWith({});
    const { sample: _sample, ...without } = generated;
    expect(() => evaluatePoint(without, POINT)).toThrow(ConfigError);
    expect(() => evaluatePoint(without, POINT)).toThrow(WHY);
  });

  it('are refused by the GPU engine, too, where there is no sample', async () => {
    const { sample: _sample, runs, ...scan } = scanWith({}, [axis('Umu5_sq', [5e-6, 1e-5])]);
    const generated = { ...scan, runs: runs.map(({ sample: _of, ...run }) => run) };
    await expect(openGpuEngine(generated, { allowSoftware: true })).rejects.toThrow(WHY);
  });
});

describe('a sideband', () => {
  it('has signal of its own, and one covariance with the bins of the score', () => {
    const { bins, covariance, monte_carlo: simulation } = evaluatePoint(scanWith({}), POINT);
    const [low, , sideband] = bins;
    expect(sideband?.signal).toBeGreaterThan(0.1 * (low?.signal ?? Number.NaN));
    expect(covariance.systematic).toEqual(COVARIANCE);
    // chi2 by hand, as docs/statistics.md has it: CNP on the diagonal.
    const residual = bins.map(({ data, background, signal }) => data - background - signal);
    const total = COVARIANCE.map((row, i) => {
      const { data, background, signal } = at(bins, i);
      return row.map((c, j) => (i === j ? c + 3 / (1 / data + 2 / (background + signal)) : c));
    });
    const weights = solve(total, residual);
    const chi2 = residual.reduce((sum, r, i) => sum + r * at(weights, i), 0);
    expect(simulation.chi2_without_mc_variance).toBeCloseTo(chi2, 9);
  });

  it('without its cells is a control sample, whose chi2 is another', () => {
    const joint = evaluatePoint(scanWith({}), POINT);
    const control = {
      ...experiment,
      bins: experiment.bins.map((bin, i) => (i === 2 ? { ...bin, cells: [] } : bin)),
    };
    const other = evaluatePoint(scanWith({ experiment: control }), POINT);
    expect(at(other.bins, 2).signal).toBe(0);
    expect(at(other.bins, 0).signal).toBe(at(joint.bins, 0).signal);
    expect(Math.abs(other.chi2 - joint.chi2)).toBeGreaterThan(0.1);
  });
});

/** x of A x = b for three rows, by Cramer's rule. */
function solve(a: readonly (readonly number[])[], b: readonly number[]): number[] {
  const determinant = (m: readonly (readonly number[])[]) => {
    const e = (i: number, j: number) => at(at(m, i), j);
    return [0, 1, 2].reduce((sum, j) => {
      const [k, l] = [(j + 1) % 3, (j + 2) % 3];
      return sum + e(0, j) * (e(1, k) * e(2, l) - e(1, l) * e(2, k));
    }, 0);
  };
  return [0, 1, 2].map(
    (column) =>
      determinant(a.map((row, i) => row.map((x, j) => (j === column ? at(b, i) : x)))) / determinant(a),
  );
}
