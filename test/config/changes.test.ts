/** `changes` of an experiment's entry: other data than its folder's, without a copy of the folder. */
import { describe, expect, it } from 'vitest';
import { scanIdentity } from '../../src/config/identity.js';
import { resolveScan } from '../../src/config/load.js';
import { DualnuError } from '../../src/errors.js';
import { changesInWords, mergeValues } from '../../src/experiment/changes.js';
import { observedCounts } from '../../src/experiment/types.js';
import type { ResolvedScan } from '../../src/resolved/scan.js';
import { chi2 } from '../../src/statistics/chi2.js';
import { cnp } from '../../src/statistics/cnp.js';

const textWith = (experiment: string) => `
model: { kind: dual, parameters: { m4_gev: 0.1, m5_gev: 0.2, mZprime_gev: 1.25 } }
axes:
  Umu5_sq: { log: [1e-9, 1e-6], points: 4 }
experiments:
  - ${experiment}
`;
const scanWith = (experiment: string) => resolveScan(textWith(experiment), 'scan.yaml');
const experimentOf = async (changes: string) => {
  const scan = await scanWith(`{ name: microboone-2025, changes: ${changes} }`);
  const [run] = scan.runs;
  if (!run) throw new Error('a scan has an experiment');
  return run.experiment;
};
const hashOf = (scan: ResolvedScan) => scanIdentity(scan, { shaders: '', packages: {} }).hash;

async function linesOf(experiment: string): Promise<readonly string[]> {
  try {
    await scanWith(experiment);
  } catch (error) {
    if (error instanceof DualnuError) return [error.tag, ...error.lines];
    throw error;
  }
  return [];
}

describe('changes', () => {
  it('merge mappings, replace the rest, and take out what is null', () => {
    const base = { a: { b: 1, c: [1, 2] }, d: 'x', e: 5 };
    expect(mergeValues(base, { a: { c: [3] }, e: null, f: { g: 1 } })).toEqual({
      a: { b: 1, c: [3] },
      d: 'x',
      f: { g: 1 },
    });
    expect(changesInWords({ response: { efficiency: 0.25 }, covariance: { matrix: null } })).toEqual([
      'response.efficiency = 0.25',
      'covariance.matrix left out',
    ]);
  });

  it('reach the numbers of the response, of a variant, and blocks that the folder does not have', async () => {
    expect((await experimentOf('{ response: { efficiency: 0.25 } }')).response.plateau).toBeCloseTo(0.25, 12);
    const protons = await experimentOf('{ proton_elastic: { selected: true, max_kinetic_energy_mev: 10 } }');
    expect(protons).toMatchObject({ protonElastic: true, protonCapGev: 0.01 });
    const scan = await scanWith(
      '{ name: "microboone-2025:total", changes: { covariance: { errors: [10] }, response: { separation: { opening_deg: 20 } } } }',
    );
    expect(scan.runs[0]?.experiment.systematics.background).toEqual([[100]]);
    const pipeline = await scanWith(
      '{ name: miniboone-2020, changes: { response: { smearing: { energy: { noise_gev: 0.02 } } } } }',
    );
    const untouched = await scanWith('miniboone-2020');
    expect(pipeline.runs[0]?.experiment.response.table).not.toEqual(
      untouched.runs[0]?.experiment.response.table,
    );
  });

  it('are part of what a grid is', async () => {
    const scans = await Promise.all(
      [
        'microboone-2025',
        '{ name: microboone-2025, changes: { response: { efficiency: 0.25 } } }',
        '{ name: microboone-2025, changes: { response: { efficiency: 0.26 } } }',
      ].map(scanWith),
    );
    expect(new Set(scans.map(hashOf)).size).toBe(3);
  });

  it('are where their mistakes are told', async () => {
    expect(
      await linesOf(
        '{ name: microboone-2025, changes: { response: { efficency: 0.2, label: 5 }, soil: { a: 1 }, target: 7 } }',
      ),
    ).toEqual([
      'ConfigError',
      expect.stringMatching(
        /^scan.yaml:6:\d+: experiments\[0\].changes.response.efficency: unknown key; did you mean efficiency\?/,
      ),
      expect.stringMatching(
        /^scan.yaml:6:\d+: experiments\[0\].changes.response.label: expected a text, found 5/,
      ),
      expect.stringMatching(
        /^scan.yaml:6:\d+: experiments\[0\].changes.soil: unknown key; valid: beams, target, geometry/,
      ),
      expect.stringMatching(
        /^scan.yaml:6:\d+: experiments\[0\].changes.target: expected a mapping \(key: value\), found 7/,
      ),
      '4 mistakes in scan.yaml',
    ]);
  });

  it('are no place for what a scan says elsewhere', async () => {
    const changes = '{ name: foo, title: Mine, variants: {}, dirt: { radius_cm: 900 } }';
    const place = (key: string) => `^scan.yaml:6:\\d+: experiments\\[0\\].changes.${key}: `;
    expect(await linesOf(`{ name: microboone-2025, changes: ${changes} }`)).toEqual([
      'ConfigError',
      expect.stringMatching(`${place('name')}an experiment keeps its name; .* write as: NAME beside changes`),
      expect.stringMatching(`${place('title')}an experiment keeps its title; `),
      expect.stringMatching(
        `${place('variants')}a variant is chosen beside changes, name: EXPERIMENT:VARIANT`,
      ),
      expect.stringMatching(`${place('dirt')}soil is changed beside changes, dirt: { preset, radius_cm, `),
      '4 mistakes in scan.yaml',
    ]);
    // They are not among the keys that are suggested.
    const [, line] = await linesOf('{ name: microboone-2025, changes: { titel: x } }');
    expect(line).toMatch(/unknown key; (did you mean target\?|valid: beams, target, (?!.*(title|dirt)))/);
  });

  it('are where mistakes of the meaning are told, and what is missing in a new block', async () => {
    const lines = await linesOf(
      '{ name: "microboone-2025:total", changes: { covariance: { errors: [1, 2] }, unconstrained_background: { events: -3 } } }',
    );
    expect(lines).toEqual([
      'ConfigError',
      expect.stringMatching(
        /^scan.yaml:6:\d+: experiments\[0\].changes.covariance.errors: 2 errors for 1 bins/,
      ),
      expect.stringMatching(
        /^scan.yaml:6:\d+: experiments\[0\].changes.unconstrained_background.events: -3 is out of range/,
      ),
      '2 mistakes in scan.yaml',
    ]);
    // No source of its own, and none to inherit.
    const bare =
      '{ name: ./test/validation/data/miniboone-rate, changes: { neutrino_source: { z_cm: -5e4 } } }';
    expect(await linesOf(bare)).toEqual([
      'ConfigError',
      expect.stringMatching(
        /^scan.yaml:6:\d+: experiments\[0\].changes.neutrino_source.source: missing citation/,
      ),
    ]);
  });
});

describe('errors of the signal', () => {
  const fractions = [0.5, 0.25, 0.25];
  /** Signal at which Delta chi2 = 5.991 above its minimum, with the statistical errors of CNP. */
  async function limit(error: number): Promise<number> {
    const e = await experimentOf(`{ covariance: { signal_errors: { cross sections: ${error} } } }`);
    const { background, signal } = e.systematics;
    const counts = {
      data: observedCounts(e) ?? [],
      background: e.bins.map((bin) => bin.background),
      covariance: background,
      signalCovariance: signal,
    };
    const at = (total: number) =>
      chi2(
        cnp,
        counts,
        fractions.map((f) => f * total),
        [0, 0, 0],
      );
    let best = 0;
    for (let s = 0; s < 60; s += 0.01) if (at(s) < at(best)) best = s;
    let [low, high] = [best, 1000];
    for (let i = 0; i < 60; i++) {
      const middle = (low + high) / 2;
      if (at(middle) - at(best) < 5.991) low = middle;
      else high = middle;
    }
    return low;
  }

  it('move the limit of the three topologies from 71.9 to 75.5 (10 %) and 137 (30 %): MODEL section 10', async () => {
    expect(await limit(0)).toBeCloseTo(71.9, 1);
    expect(Math.abs((await limit(0.1)) - 75.5)).toBeLessThan(0.05);
    expect(Math.abs((await limit(0.3)) - 137)).toBeLessThan(0.5);
  });

  it('add in quadrature, to all pairs of bins alike', async () => {
    const e = await experimentOf('{ covariance: { signal_errors: { flux: 0.06, cross sections: 0.08 } } }');
    for (const value of e.systematics.signal?.flat() ?? [Number.NaN]) expect(value).toBeCloseTo(0.01, 12);
    expect(e.systematics.cross).toBeUndefined();
  });
});
