/** What the GPU engine promises beside its accuracy: the same bits in every circumstance, and no silent overflow. */
import { describe, expect, it } from 'vitest';
import type { Engine, TileResult } from '../../src/engine/engine.js';
import { openGpuEngine } from '../../src/engine/gpu/gpuEngine.js';
import type { TemplateOptions } from '../../src/engine/gpu/templatePass.js';
import { FLAGS } from '../../src/prediction/flags.js';
import { templateFormOf } from '../../src/prediction/templateForms.js';
import { axis, logSpaced, onlyResult, scanOf, wholeTile } from '../scans.js';

const axes = [
  axis('m5_gev', [0.09, 0.12, 0.3, 0.9, 1.5]),
  axis('Umu5_sq', logSpaced(1e-8, 1, 5)),
  axis('mZprime_gev', [0.05, 1.25]),
  axis('epsilon', logSpaced(1e-6, 1e-1, 7)),
];
const scan = scanOf(axes, { eventsPerMassPoint: 2048 });

async function withEngine<T>(use: (engine: Engine) => Promise<T>, options: TemplateOptions = {}): Promise<T> {
  await using engine = await openGpuEngine(scan, { allowSoftware: true }, options);
  return await use(engine);
}

const whole = (options: TemplateOptions = {}): Promise<TileResult> =>
  withEngine((engine) => engine.evaluateTile(wholeTile(scan)), options);

const first = await whole();
const ofForm = { measures: first, lifetimes: await whole({ form: 'lifetimes' }) };
const FORMS = ['measures', 'lifetimes'] as const;

it.each([
  [true, 'measures'],
  [false, 'lifetimes'],
])('where the adapter is software is %s, templates are %s', (software, form) => {
  expect(templateFormOf({ software })).toBe(form);
});

describe('determinism', () => {
  it.each<[string, TemplateOptions]>([
    ['on another device', {}],
    ['in dispatches of one workgroup', { largestDispatch: 1 }],
    ['in dispatches of three workgroups', { largestDispatch: 3 }],
    ['bin by bin', { binsPerGroup: 1 }],
    ['in unequal groups of bins', { binsPerGroup: 2 }],
    ['with four owners of a quad', { owners: 4 }],
    ['with one owner of a quad', { owners: 1 }],
  ])('gives the same bits %s', async (_, options) => {
    expect(await whole(options)).toEqual(first);
  });

  it.each<[string, TemplateOptions]>([
    ['on another device', {}],
    ['in dispatches of one workgroup', { largestDispatch: 1 }],
    ['in dispatches of three workgroups', { largestDispatch: 3 }],
  ])('gives the same bits with sums at lifetimes %s', async (_, options) => {
    expect(await whole({ ...options, form: 'lifetimes' })).toEqual(ofForm.lifetimes);
  });

  // Each with some of the epsilon: the lifetimes of the whole scan are the nodes of every part.
  it.each(FORMS)('gives the same bits tile by tile, with %s', async (form) => {
    await withEngine(
      async (engine) => {
        const shape = scan.axes.map(({ values }) => values.length);
        const [, mixings = 1, zPrimes = 1, epsilons = 1] = shape;
        const whole = ofForm[form];
        for (let m = 0; m < (shape[0] ?? 0); m++) {
          for (let z = 0; z < zPrimes; z++) {
            for (const [e, count] of [
              [0, 3],
              [3, 4],
            ] as const) {
              const start = [m, 0, z, e];
              const part = await engine.evaluateTile({ index: start, start, shape: [1, mixings, 1, count] });
              for (let u = 0; u < mixings; u++) {
                const from = ((m * mixings + u) * zPrimes + z) * epsilons + e;
                const row = (array: Float32Array, at: number) => array.subarray(at, at + count);
                expect(row(part.chi2, u * count)).toEqual(row(whole.chi2, from));
                expect(row(part.signal, u * count)).toEqual(row(whole.signal, from));
              }
            }
          }
        }
      },
      { form },
    );
  });
});

describe('closed points', () => {
  it('have no signal, the chi2 of the background, a flag, and c tau and n_eff 0', () => {
    const perMass = 2 * 7;
    // m5 = 0.09 < m4 = 0.1.
    expect(first.flags.subarray(0, perMass).every((flags) => flags === FLAGS.closed)).toBe(true);
    expect(first.signal.subarray(0, 5 * perMass).every((s) => s === 0)).toBe(true);
    expect(first.ctauCm.subarray(0, perMass).every((c) => c === 0)).toBe(true);
    expect(first.nEff.subarray(0, perMass).every((n) => n === 0)).toBe(true);
    for (const value of first.chi2.subarray(0, 5 * perMass)) expect(value).toBeCloseTo(2.7023187, 5);
  });
});

describe('fixed-point sums', () => {
  it.each(FORMS)('never overflow under the proven bounds, with %s', (form) => {
    expect(ofForm[form].flags.some((flags) => (flags & FLAGS.overflow) !== 0)).toBe(false);
  });

  it.each(FORMS)('flag every open point whose bound is too small, with %s', async (form) => {
    const { flags } = await whole({ boundFactor: 1e-6, form });
    for (const word of flags) {
      expect((word & FLAGS.overflow) !== 0).toBe((word & FLAGS.closed) === 0);
    }
  });

  it('hold no NaN and no infinity at |U|^2 from 1e-8 to 1, epsilon from 1e-6 to 1e-1', () => {
    for (const result of Object.values(ofForm)) {
      const { chi2, signal, ctauCm, nEff } = result;
      for (const array of [chi2, signal, ctauCm, nEff, onlyResult(result).binSignal]) {
        expect(array.every(Number.isFinite)).toBe(true);
      }
    }
  });
});
