import { describe, expect, it } from 'vitest';
import {
  couplingsAt,
  decayInWords,
  defaultsInWords,
  isMixingFactor,
  MIXINGS,
  MODEL_KINDS,
  MODELS,
  massesAt,
  massesInWords,
  mixingFactorAt,
  modelOf,
  NEUTRINO_MASSES,
  processInWords,
  valuesOfPoint,
} from '../../src/model/models.js';
import { AXIS_NAMES, type AxisName, isAxisName } from '../../src/model/parameters.js';
import type { GivenValues, ParameterPoint } from '../../src/model/point.js';

const NO_OTHERS = { muons: false, hadrons: false, dark: false };
const dual = { kind: 'dual', decays: NO_OTHERS } as const;
const dark = { kind: 'dual', decays: { ...NO_OTHERS, dark: true } } as const;
const single = { kind: 'single', decays: NO_OTHERS } as const;

const from =
  (point: ParameterPoint): GivenValues =>
  (name) =>
    point[name];

const COUPLINGS = { epsilon: 8e-4, gD: 2, kappa: 1.5, V54: 0.5, V44: 0.25 };

describe.each(MODEL_KINDS)('the model %s', (kind) => {
  const model = modelOf(kind);

  it('is found by its name, and says of parameters only what is known of them', () => {
    expect(model.kind).toBe(kind);
    const named = [
      ...model.required,
      ...Object.keys(model.defaults),
      ...model.alternatives.flatMap(({ names }) => names),
      model.mixing,
      model.produced.mass,
      ...(model.daughter ? [model.daughter.mass] : []),
      ...(model.decayParameter ? [model.decayParameter] : []),
    ];
    for (const name of named) expect(model.parameters, name).toContain(name);
    expect(model.parameters.every(isAxisName)).toBe(true);
    expect(new Set(model.parameters).size).toBe(model.parameters.length);
  });

  it('asks a scan for each parameter in one way', () => {
    const ways = [
      ...model.required,
      ...Object.keys(model.defaults),
      ...model.alternatives.flatMap(({ names }) => names),
    ];
    expect([...ways].sort()).toEqual([...model.parameters].sort());
  });

  it('has a point wherever its parameters have values, and names the one that is missing', () => {
    const values = Object.fromEntries(model.parameters.map((name) => [name, 0.5]));
    const own = { kind, decays: NO_OTHERS };
    for (const without of model.parameters) {
      const given: GivenValues = (name) => (name === without ? undefined : values[name]);
      const make = () => [massesAt(own, given), couplingsAt(own, given), mixingFactorAt(own, given)];
      const follows = model.alternatives.some(({ names }) => names.includes(without));
      if (follows) expect(make, without).not.toThrow();
      else expect(make, without).toThrow(`${without} is neither an axis nor fixed`);
    }
  });
});

describe('the dual model', () => {
  it('takes m4, or the splitting in its place', () => {
    expect(massesAt(dual, from({ m5_gev: 0.2, m4_gev: 0.1, mZprime_gev: 1.25 }))).toEqual({
      m: 0.2,
      mPrime: 0.1,
      mZprime: 1.25,
    });
    expect(massesAt(dual, from({ m5_gev: 0.3, delta: 2, mZprime_gev: 1 })).mPrime).toBeCloseTo(0.1, 15);
  });

  it('completes a point, and then takes the mass that is not rounded', () => {
    const { complete } = MODELS.dual;
    expect(complete({ m5_gev: 0.2, m4_gev: 0.1 })).toEqual({ m5_gev: 0.2, m4_gev: 0.1, delta: 1 });
    expect(complete({ m5_gev: 0.2, delta: 1 })).toEqual({ m5_gev: 0.2, m4_gev: 0.1, delta: 1 });
    expect(complete({ m5_gev: 0.2, m4_gev: 0 }).delta).toBe(Number.POSITIVE_INFINITY);
    const point = complete({ m5_gev: 0.3, m4_gev: 0.1, mZprime_gev: 1 });
    // 0.3/(1 + delta) is not 0.1 to the last bit.
    expect(massesAt(dual, from(point)).mPrime).not.toBe(0.1);
    expect(massesAt(dual, valuesOfPoint(dual, point)).mPrime).toBe(0.1);
  });

  it('has the mixing as a factor, unless a dark decay depends on it', () => {
    const given = from({ ...COUPLINGS, Umu5_sq: 1e-8 });
    expect([isMixingFactor(dual), isMixingFactor(dark)]).toEqual([true, false]);
    expect(couplingsAt(dual, given)).toEqual({ ...COUPLINGS, mixing: undefined });
    expect(couplingsAt(dark, given)).toEqual({ ...COUPLINGS, mixing: 1e-8 });
    expect([mixingFactorAt(dual, given), mixingFactorAt(dark, given)]).toEqual([1e-8, 1]);
  });

  it('finds the lightest daughter at the least m4 or the largest splitting', () => {
    const lightest = (values: Partial<Record<AxisName, readonly number[]>>) =>
      MODELS.dual.lightestDaughter(0.6, (name) => values[name] ?? []);
    expect(lightest({ m4_gev: [0.1, 0.2] })).toBe(0.1);
    expect(lightest({ delta: [1, 2] })).toBeCloseTo(0.2, 15);
    expect(lightest({})).toBeNaN();
  });
});

describe('the single model', () => {
  it('decays to a massless neutrino by the vertex that produces', () => {
    const given = from({ m4_gev: 0.106, mZprime_gev: 0.03, ...COUPLINGS, Umu4_sq: 4e-10 });
    expect(massesAt(single, given)).toEqual({ m: 0.106, mPrime: 0, mZprime: 0.03 });
    const couplings = couplingsAt(single, given);
    // Vertices of the dual model are none of its own, whatever is given.
    expect(couplings).toEqual({ epsilon: 8e-4, gD: 2, kappa: 1.5, V54: 0, V44: 0, mixing: 4e-10 });
    expect(MODELS.single.decayVertex(couplings)).toBeCloseTo(1.5 * 2e-5, 18);
    expect(mixingFactorAt(single, given)).toBe(1);
  });
});

it('models are told of in words that follow from them', () => {
  expect(MODEL_KINDS.map((kind) => processInWords(modelOf(kind)))).toEqual([
    'nu_mu A -> nu_5 A, nu_5 -> nu_4 e+e-',
    'nu_mu A -> nu_4 A, nu_4 -> nu e+e-',
  ]);
  expect(decayInWords(MODELS.single)).toBe('nu_4 -> nu e+e-');
  expect(defaultsInWords(String)).toEqual(['gD 2', 'V54 0.5', 'epsilon 0.0008', 'kappa 1', 'V44 0']);
  const masses = { m: 0.2, mPrime: 0.1, mZprime: 1.25 };
  expect(massesInWords(dual, masses)).toBe('m4_gev = 0.1, m5_gev = 0.2, mZprime_gev = 1.25');
  expect(massesInWords(single, { ...masses, mPrime: 0 })).toBe('m4_gev = 0.2, mZprime_gev = 1.25');
  expect(massesInWords(dual, undefined)).toBe('a mass point');
});

it('every parameter belongs to a model, and lists of mixings and masses hold those of all models', () => {
  const used = new Set(MODEL_KINDS.flatMap((kind) => modelOf(kind).parameters));
  expect([...used].sort()).toEqual([...AXIS_NAMES].sort());
  expect(MIXINGS).toEqual(['Umu5_sq', 'Umu4_sq']);
  expect(NEUTRINO_MASSES).toEqual(['m4_gev', 'm5_gev']);
});
