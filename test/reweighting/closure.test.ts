/** Samples of our own generator at one point, reweighted to another, against events generated there with other seeds: in every bin. */
import { describe, expect, it } from 'vitest';
import { at } from '../../src/at.js';
import { evaluatePoint, samplePoint } from '../../src/detail/point.js';
import { sumTemplate, type Template } from '../../src/generator/sample.js';
import type { ParameterPoint } from '../../src/model/point.js';
import type { ExperimentScan } from '../../src/resolved/scan.js';
import type { EventSample } from '../../src/samples/eventSample.js';
import { type OwnComponent, ownSample } from '../samples/ownSample.js';
import { quickstart, scanOf } from '../scans.js';

const dual = { mZprime_gev: 1.25, gD: 2, V54: 0.5, kappa: 1, V44: 0, epsilon: 8e-4, Umu5_sq: 1e-8 };
const pointOf = (changes: ParameterPoint): ParameterPoint => ({
  ...dual,
  m4_gev: 0.1,
  m5_gev: 0.2,
  ...changes,
});
const integrated = { events: 32768, seed: 5, decays: 'integrated' } as const;
const sampled = { ...integrated, decays: 'sampled' } as const;

/** c tau of 3.6 cm, which some decays outlive. */
const shortLived = { epsilon: 8e-3 };

const scanAt = (point: ParameterPoint, events: number, sample?: EventSample) =>
  ({
    ...scanOf([], { eventsPerMassPoint: events, seed: 91 }),
    fixed: point,
    ...(sample && { sample }),
  }) as ExperimentScan;

function templateAt(scan: ExperimentScan, point: ParameterPoint): Template {
  const { setup, samples, lifetime } = samplePoint(scan, point);
  return sumTemplate(setup, samples, lifetime);
}

interface Closure {
  readonly from: readonly OwnComponent[];
  readonly to: ParameterPoint;
}

const CLOSURES: Readonly<Record<string, Closure>> = {
  'to the point itself': { from: [{ ...integrated, parameters: pointOf({}) }], to: pointOf({}) },
  'to a lighter virtual Z′ and other couplings': {
    from: [{ ...integrated, parameters: pointOf({}) }],
    to: pointOf({ mZprime_gev: 0.8, epsilon: 2e-3, Umu5_sq: 1e-6 }),
  },
  'to a lighter N': {
    from: [{ ...integrated, parameters: pointOf({ m5_gev: 0.3 }) }],
    to: pointOf({ m5_gev: 0.28 }),
  },
  'to other masses with the same real Z′': {
    from: [{ ...integrated, parameters: pointOf({ mZprime_gev: 0.03 }) }],
    to: pointOf({ mZprime_gev: 0.03, m5_gev: 0.19 }),
  },
  'to a lifetime longer by half': {
    from: [{ ...sampled, parameters: pointOf(shortLived) }],
    to: pointOf({ epsilon: shortLived.epsilon / Math.sqrt(1.5) }),
  },
  'to a lighter N, with decay positions': {
    from: [{ ...sampled, parameters: pointOf({ ...shortLived, m5_gev: 0.21 }) }],
    to: pointOf(shortLived),
  },
  'to a lifetime between those of a mixture': {
    from: [1, 3, 9].map((factor, i) => ({
      ...sampled,
      seed: 5 + i,
      parameters: pointOf({ epsilon: shortLived.epsilon / Math.sqrt(factor) }),
    })),
    to: pointOf({ epsilon: shortLived.epsilon / Math.sqrt(6) }),
  },
  'to masses between those of a mixture': {
    from: [0.25, 0.32].map((m5_gev, i) => ({ ...integrated, seed: 5 + i, parameters: pointOf({ m5_gev }) })),
    to: pointOf({ m5_gev: 0.28 }),
  },
};

describe('a reweighted sample has the signal of generated events', () => {
  it.each(Object.entries(CLOSURES))('%s', (_, { from, to }) => {
    const generated = templateAt(scanAt(to, 65536), to);
    const sample = ownSample(quickstart, from);
    const reweighted = templateAt(scanAt(to, 4096, sample), to);
    expect(generated.signal.length).toBe(3);
    generated.signal.forEach((signal, bin) => {
      const other = at(reweighted.signal, bin);
      const error = Math.hypot(
        signal * at(generated.relativeError, bin),
        other * at(reweighted.relativeError, bin),
      );
      expect(Math.abs(other - signal) / error).toBeLessThan(3);
      // An error that excuses everything proves nothing.
      expect(error / signal).toBeLessThan(0.08);
    });
  });
});

describe('a mass point that a sample does not overlap is flagged and has no answer', () => {
  it.each<[string, ParameterPoint, ParameterPoint]>([
    ['a real Z′ of another mass', pointOf({ mZprime_gev: 0.03 }), pointOf({ mZprime_gev: 0.06 })],
    ['a virtual Z′ from a real one', pointOf({ mZprime_gev: 0.03 }), pointOf({})],
    ['a real Z′ from a virtual one', pointOf({}), pointOf({ mZprime_gev: 0.03 })],
    ['pairs heavier than any of the sample', pointOf({}), pointOf({ m5_gev: 0.6 })],
  ])('%s', (_, from, to) => {
    const sample = ownSample(quickstart, [{ ...integrated, parameters: from }]);
    const report = evaluatePoint(scanAt(to, 16384, sample), to);
    expect(report.flags).toContain('sample_uncovered');
    expect(report.chi2).toBeNaN();
    expect(report.signal).toBeNaN();
  });
});
