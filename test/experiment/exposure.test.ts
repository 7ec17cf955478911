/** Another exposure: signal, background and errors grow as they do in nature, and what cannot be scaled says so. */
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scanIdentity } from '../../src/config/identity.js';
import { resolveScan } from '../../src/config/load.js';
import { overrideParameters } from '../../src/config/override.js';
import { evaluateJointPoint } from '../../src/detail/point.js';
import { ConfigError } from '../../src/errors.js';
import { scaleExposure, scalingFault } from '../../src/experiment/exposure.js';
import { loadExperiment } from '../../src/experiment/load.js';
import { observedCounts } from '../../src/experiment/types.js';
import { experimentWarnings } from '../../src/inspection/plausibility.js';
import { chi2 } from '../../src/statistics/chi2.js';
import { cnp } from '../../src/statistics/cnp.js';
import { backgroundChi2 } from '../../src/statistics/statistic.js';
import { MINIMAL } from '../config/minimal.js';
import { copyExperiment, edit } from './scratch.js';

const POINT = { m4_gev: 0.1, m5_gev: 0.2, Umu5_sq: 1e-6 };
const ASIMOV = `${MINIMAL}data: asimov\nevents: 512\n`;
const entry = (text: string) => ASIMOV.replace('[microboone-2025]', `[{ name: microboone-2025, ${text} }]`);
const at = async (text: string, file = 'x.yaml') => {
  const scan = await resolveScan(text, file);
  return evaluateJointPoint(scan, overrideParameters(scan, POINT));
};
const linesOf = async (text: string, file = 'x.yaml') => {
  const error: unknown = await resolveScan(text, file).catch((e: unknown) => e);
  return error instanceof ConfigError ? error.lines : [];
};

describe('scaleExposure', () => {
  it('scales the beam and the background by the factor, systematic variances by its square, and has no counts', async () => {
    const e = await loadExperiment('microboone-2025');
    const scaled = scaleExposure(e, 3);
    expect(scaled.beams[0]?.pot).toBeCloseTo(3 * 6.87e20, -10);
    expect(scaled.bins.map(({ background }) => background)).toEqual([3 * 47.7, 3 * 15.5, 3 * 9.5]);
    expect(scaled.systematics.background[0]?.[1]).toBeCloseTo(9 * 0.216 * 11.7 * 7.9, 10);
    expect(observedCounts(scaled)).toBeUndefined();
    expect(experimentWarnings(scaled)).toEqual([]);
    expect(e.bins[0]?.data).toBe(52);
  });

  it('leaves relative errors of signal and background what they are', async () => {
    // F relative to what is predicted: C + s_i X_ij + s_j X_ji + s_i s_j Y_ij is homogeneous of degree two in (s, b).
    const e = { ...(await loadExperiment('miniboone-2020')), statisticsIncluded: false };
    const f = 2.5;
    const scaled = scaleExposure(e, f);
    const signal = e.bins.map(({ cells }, i) => (cells.length > 0 ? 3 + i : 0));
    const whole = (of: typeof e, s: readonly number[], i: number, j: number) => {
      const { background, cross, signal: own } = of.systematics;
      const [si, sj] = [s[i] ?? 0, s[j] ?? 0];
      return (
        (background[i]?.[j] ?? 0) +
        si * (cross?.[i]?.[j] ?? 0) +
        sj * (cross?.[j]?.[i] ?? 0) +
        si * sj * (own?.[i]?.[j] ?? 0)
      );
    };
    for (const [i, j] of [
      [0, 0],
      [0, 5],
      [3, 14],
      [18, 18],
    ] as const) {
      const larger = whole(
        scaled,
        signal.map((s) => f * s),
        i,
        j,
      );
      expect(larger / (f * f * whole(e, signal, i, j))).toBeCloseTo(1, 12);
    }
  });
});

describe('exposure in a scan file', () => {
  it('is the same as a folder whose numbers were all scaled by hand', async () => {
    const dir = await copyExperiment();
    const path = join(dir, 'experiment.yaml');
    const text = (await readFile(path, 'utf8'))
      .replaceAll('6.87e20', '20.61e20')
      .replace('background: 47.7', 'background: 143.1')
      .replace('background: 15.5', 'background: 46.5')
      .replace('background: 9.5', 'background: 28.5')
      .replace('[11.7, 7.9, 4.6]', '[35.1, 23.7, 13.8]');
    await writeFile(path, text);
    const byHand = await at(
      ASIMOV.replace('microboone-2025', './microboone-2025'),
      join(dirname(dir), 'x.yaml'),
    );
    const scaled = await at(entry('exposure: 3'));
    const once = await at(ASIMOV);
    expect(scaled.signal / once.signal).toBeCloseTo(3, 12);
    expect(scaled.chi2 / byHand.chi2).toBeCloseTo(1, 10);
    expect(scaled.background_chi2).toBe(0);
    expect(scaled.chi2).toBeGreaterThan(once.chi2);
    expect(scaled.experiments[0]?.bins.map(({ data }) => data)).toEqual([3 * 47.7, 3 * 15.5, 3 * 9.5]);
  });

  it('grows without end where errors are statistical, and no more where they are systematic', async () => {
    // One bin, analytic: chi2 = (f s)^2/(f v + f^2 c), with v the statistical variance of CNP at Asimov counts.
    const [s, b, c] = [5, 50, 25];
    const of = (f: number) =>
      chi2(cnp, { data: [f * b], background: [f * b], covariance: [[f * f * c]] }, [f * s], [0]);
    const expected = (f: number) => (f * s) ** 2 / (3 / (1 / (f * b) + 2 / (f * (b + s))) + f * f * c);
    for (const f of [0.5, 1, 10, 1e4]) expect(of(f) / expected(f)).toBeCloseTo(1, 12);
    expect(of(1e4)).toBeLessThan(s ** 2 / c);
    expect(backgroundChi2(cnp, { data: [b], background: [b], covariance: [[c]] })).toBe(0);
  });

  it('is refused for counts, and for errors that cannot be told apart', async () => {
    const observed = 'observed counts cannot be scaled; write data: asimov, or remove exposure';
    expect(
      await linesOf(MINIMAL.replace('[microboone-2025]', '[{ name: microboone-2025, exposure: 2 }]')),
    ).toEqual([`x.yaml:9:50: experiments[0].exposure: ${observed}`]);
    expect(
      await linesOf(ASIMOV.replace('[microboone-2025]', '[{ name: miniboone-2020, exposure: 2 }]')),
    ).toEqual([
      expect.stringMatching(
        /^x\.yaml:9:49: experiments\[0\]\.exposure: the covariance of miniboone-2020 holds the statistical errors/,
      ),
    ]);
    for (const [value, what] of [
      ['0', 'at least 0.001'],
      ['-2', 'at least'],
      ['1e7', 'at most 1000000'],
      ['two', 'a finite number'],
    ] as const) {
      expect(await linesOf(entry(`exposure: ${value}`))).toEqual([expect.stringContaining(what)]);
    }
    // Its own exposure takes no scaling.
    expect(
      await linesOf(MINIMAL.replace('[microboone-2025]', '[{ name: microboone-2025, exposure: 1 }]')),
    ).toEqual([]);
    expect(scalingFault(await loadExperiment('microboone-2025'))).toBeUndefined();
    // What is written for `data` under a wrong name is one mistake.
    expect(await linesOf(entry('exposure: 2').replace('data: asimov', 'dta: asimov'))).toEqual([
      expect.stringMatching(/dta: unknown key; did you mean data\?/),
    ]);
  });

  it('does not make the same data others', async () => {
    const twice = '[microboone-2025, { name: microboone-2025, as: later, exposure: 3 }]';
    expect(await linesOf(ASIMOV.replace('[microboone-2025]', twice))).toEqual([
      expect.stringMatching(/later has data that microboone-2025 counts already/),
    ]);
    expect(
      await linesOf(ASIMOV.replace('[microboone-2025]', twice.replace('exposure', 'apart: true, exposure'))),
    ).toEqual([]);
  });

  it('makes another grid, and one that says so', async () => {
    const hash = async (text: string) =>
      scanIdentity(await resolveScan(text, 'x.yaml'), { shaders: 'a', packages: {} }).hash;
    const plain = await hash(ASIMOV.replace('[microboone-2025]', '[{ name: microboone-2025 }]'));
    expect(await hash(ASIMOV)).toBe(plain);
    expect(await hash(entry('exposure: 1'))).toBe(plain);
    expect(await hash(entry('exposure: 2'))).not.toBe(plain);
    expect(await hash(entry('exposure: 3'))).not.toBe(await hash(entry('exposure: 2')));
    const { describeGrid } = await import('../../src/scan/gridSpec.js');
    const info = { engine: 'reference', adapter: 'none', driver: 'none', software: true } as const;
    const spec = await describeGrid(await resolveScan(entry('exposure: 2'), 'x.yaml'), info);
    expect(spec.attributes.production).toBe('tpc, exposure times 2');
  });
});

describe('protons on target that the counts do not stand for', () => {
  it('are doubted, in the file and in a variant', async () => {
    const dir = await copyExperiment();
    await edit(dir, 'experiment.yaml', '    pot: 6.87e20', '    pot: 13.74e20');
    const [doubt, ...more] = experimentWarnings(await loadExperiment(dir));
    expect(doubt).toBe(
      'beams.bnb.pot: 1.374e21, but data and background stand for 6.87e20 (observation.pot) and are not scaled; for a sensitivity at another exposure write exposure in the scan file',
    );
    expect(more).toEqual([]);
    expect(experimentWarnings(await loadExperiment(`${dir}:total`))).toHaveLength(1);
    // Numbers that agree as far as they are written do.
    await edit(dir, 'experiment.yaml', '    pot: 13.74e20', '    pot: 6.869e20');
    expect(experimentWarnings(await loadExperiment(dir))).toEqual([]);
    await edit(dir, 'experiment.yaml', '  pot: 6.87e20\n  source', '  source');
    await edit(dir, 'experiment.yaml', '    pot: 6.869e20', '    pot: 9e20');
    expect(experimentWarnings(await loadExperiment(dir))).toEqual([]);
  });

  it('are told beam by beam', async () => {
    const combined = await loadExperiment('miniboone-2020:combined');
    expect(combined.beams.map(({ countsPot }) => countsPot)).toEqual([18.75e20, 11.27e20]);
    const dir = await copyExperiment();
    for (const [pot, what] of [
      ['{ bmb: 1e20 }', /observation\.pot\.bmb: unknown beam bmb; did you mean bnb\?/],
      ['{ constructor: 1e20 }', /observation\.pot\.constructor: unknown beam constructor/],
      ['-1', /observation\.pot: -1 is out of range/],
      ['lots', /observation\.pot: expected a finite number or a mapping/],
    ] as const) {
      await edit(dir, 'experiment.yaml', /\n {2}pot: .*/, `\n  pot: ${pot}`);
      await expect(loadExperiment(dir)).rejects.toThrow(what);
    }
  });
});
