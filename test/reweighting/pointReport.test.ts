/** The report of a point whose events are a sample's: it names the sample, and says where there is no answer. */
import { describe, expect, it } from 'vitest';
import { at } from '../../src/at.js';
import { evaluateJointPoint, evaluatePoint } from '../../src/detail/point.js';
import { describeJointPoint, describePoint } from '../../src/detail/pointPage.js';
import type { ParameterPoint } from '../../src/model/point.js';
import { drawSpectra, spectraTable } from '../../src/reports/pointSpectra.js';
import type { ExperimentScan } from '../../src/resolved/scan.js';
import { tableToCsv } from '../../src/results/numberTable.js';
import type { EventSample } from '../../src/samples/eventSample.js';
import { ownSample } from '../samples/ownSample.js';
import { quickstart, scanOf, withRun } from '../scans.js';

const FROM: ParameterPoint = {
  ...{ mZprime_gev: 1.25, gD: 2, V54: 0.5, kappa: 1, V44: 0, epsilon: 8e-4, Umu5_sq: 1e-8 },
  m4_gev: 0.1,
  m5_gev: 0.2,
};
const FAR: ParameterPoint = { ...FROM, m5_gev: 0.6 };

const own = ownSample(quickstart, [{ parameters: FROM, events: 4096, seed: 5, decays: 'integrated' }]);
/** With a dozen events outside, which do not count. */
const sample: EventSample = {
  ...own,
  scatter: { ...own.scatter, z: own.scatter.z.map((z, i) => (i < 12 ? z - 1e5 : z)) },
};

const scanWith = (point: ParameterPoint, of: EventSample = sample) =>
  withRun(
    { ...scanOf([], { eventsPerMassPoint: 1024 }), fixed: point, sample: of },
    { sample: of },
  ) as ExperimentScan;

/** The text behind a name that begins a line of a page, and is not the head of a table. */
const rowOf = (page: string, name: string) => new RegExp(`^${name} +(?!in )(.*)$`, 'm').exec(page)?.[1];

describe('a point of a sample', () => {
  it('names the sample and its events that count', () => {
    const report = evaluatePoint(scanWith(FROM), FROM);
    expect(report.sample).toMatchObject({ name: 'own', events: own.count - 12, uncovered: 0 });
    const page = describePoint(report);
    expect(rowOf(page, 'simulated')).toBe(
      `${(own.count - 12).toLocaleString('en-US')} events of the sample own, reweighted`,
    );
    expect(page).not.toContain('events a channel');
    expect(page).toMatch(/^mean E_N /m);
  });

  it('has no mean energy of N where the sample does not know it', () => {
    const report = evaluatePoint(scanWith(FROM, { ...sample, produced: undefined }), FROM);
    expect(report.signal).toBeGreaterThan(0);
    expect(JSON.parse(JSON.stringify(report.truth))).toMatchObject({ mean_e_n_gev: null });
    expect(report.truth.mean_eee_gev).toBeGreaterThan(0.1);
    expect(describePoint(report)).not.toContain('mean E_N');
  });

  it("takes the wrong sign's share at the energies of its own events", () => {
    const scan = scanWith(FROM);
    const both = withRun(scan, { production: { ...scan.production, antineutrinos: true } });
    const generated = withRun(scanOf([], { eventsPerMassPoint: 8192 }), { production: both.production });
    const share = (of: ExperimentScan) => {
      const channel = at(evaluatePoint({ ...of, fixed: FROM }, FROM).channels, 0);
      return channel.births_other_kind / channel.births;
    };
    // The sample's flux is that of the main neutrinos, whose energies are nearly the same.
    expect(Math.abs(share({ ...both, sample }) / share(generated) - 1)).toBeLessThan(0.1);
  });
});

describe('a point that a sample covers too little of', () => {
  const report = evaluatePoint(scanWith(FAR), FAR);

  it('has null in JSON for all that depends on the signal', () => {
    const json = JSON.parse(JSON.stringify(report));
    expect(json).toMatchObject({ chi2: null, signal: null, n_eff: null, sample: { name: 'own' } });
    expect(Object.values(json.truth)).toEqual(Array.from({ length: 8 }, () => null));
    expect(json.channels[0]).toMatchObject({
      ...{ name: 'tpc: Ar40', births: null, p_decay: null, decays: null, efficiency: null, signal: null },
      signal_by_bin: [null, null, null],
      mc_variance_by_bin: [null, null, null],
    });
    expect(json.channels[0].targets).toBeGreaterThan(1e29);
    expect(Object.values(json.monte_carlo)).toEqual([null, null, null, null]);
    expect(json.bins[0]).toMatchObject({ data: 52, statistical_variance: null, chi2: null, error: null });
    expect(json.background_chi2).toBeGreaterThan(0);
  });

  it('has words on its page, and no NaN', () => {
    const page = describePoint(report);
    const words = 'not known: the sample covers too little of this point';
    expect(rowOf(page, 'signal')).toBe(words);
    expect(rowOf(page, 'chi2')).toMatch(new RegExp(`^${words} \\(background alone `));
    expect(page).not.toMatch(/NaN|rate|P_decay|mean|efficiency|simulation/);
    expect(page).toMatch(/^1 shower +52 +47\.7 +- +- +- /m);
  });

  it('is told beside others, and drawn without a signal', async () => {
    const scan = scanWith(FAR);
    const twice = { ...scan, runs: [...scan.runs, ...scan.runs] };
    const joint = evaluateJointPoint(twice, FAR);
    expect(describeJointPoint(twice, joint)).toMatch(
      /^together: signal and chi2 not known: the sample covers too little of this point \(background alone /m,
    );
    const alone = evaluateJointPoint(scan, FAR);
    const svg = await drawSpectra(scan, alone);
    expect(svg).not.toContain('NaN');
    expect(svg).not.toContain('signal from');
    expect(tableToCsv(spectraTable(alone))).not.toContain('NaN');
  });
});
