/** An experiment that has counted nothing yet: a sensitivity needs no invented counts, and nothing pretends that there are any. */
import { describe, expect, it } from 'vitest';
import { resolveScan } from '../../src/config/load.js';
import { overrideParameters } from '../../src/config/override.js';
import { evaluateJointPoint } from '../../src/detail/point.js';
import { renderPng } from '../../src/drawing/render.js';
import { ConfigError, InputDataError } from '../../src/errors.js';
import { loadExperiment } from '../../src/experiment/load.js';
import { experimentWarnings } from '../../src/inspection/plausibility.js';
import { summarise } from '../../src/inspection/summary.js';
import { describeExperiment, spectrumTable } from '../../src/reports/experimentReport.js';
import { tableToCsv } from '../../src/results/numberTable.js';
import { drawHistograms } from '../../src/spectra/histogram.js';
import { spectrumFigure } from '../../src/spectra/spectrumFigure.js';
import { MINIMAL } from '../config/minimal.js';
import { copyExperiment, edit } from './scratch.js';

/** A copy of microboone-2025 without counts; `which` replaces all of them or the first. */
async function withoutCounts(which: RegExp = / data: \d+,/g): Promise<string> {
  const dir = await copyExperiment();
  await edit(dir, 'experiment.yaml', which, '');
  return dir;
}

const scanOf = (dir: string, data: string) =>
  resolveScan(
    `${MINIMAL.replace('microboone-2025', './microboone-2025')}data: ${data}\nevents: 512\n`,
    `${dir}.yaml`,
  );

describe('an experiment without counts', () => {
  it('has the sensitivity that it has with them', async () => {
    const dir = await withoutCounts();
    const at = { m4_gev: 0.1, m5_gev: 0.2, Umu5_sq: 1e-6 };
    const scan = await scanOf(dir, 'asimov');
    const with_ = await resolveScan(`${MINIMAL}data: asimov\nevents: 512\n`, 'x.yaml');
    const report = evaluateJointPoint(scan, overrideParameters(scan, at));
    const other = evaluateJointPoint(with_, overrideParameters(with_, at));
    expect(report.chi2).toBe(other.chi2);
    expect(report.background_chi2).toBe(0);
    expect(report.experiments[0]?.bins[0]).toMatchObject({ data: 47.7, background: 47.7 });
  });

  it('is refused where counts are asked for, by its name and with what to do', async () => {
    const dir = await withoutCounts();
    const error: unknown = await scanOf(dir, 'observed').catch((e: unknown) => e);
    expect((error as ConfigError).lines).toEqual([
      `${dir}.yaml:9:15: experiments[0]: microboone-2025 has no counts to compare with; write data: asimov for its sensitivity, or give its bins data`,
    ]);
    expect(error).toBeInstanceOf(ConfigError);
    // `observed` is what a scan file means that says nothing.
    const silent = MINIMAL.replace('microboone-2025', './microboone-2025');
    await expect(resolveScan(silent, `${dir}.yaml`)).rejects.toThrow(/has no counts to compare with/);
  });

  it('has counts in all of its bins or in none', async () => {
    const dir = await withoutCounts(/ data: 26,/);
    const error: unknown = await loadExperiment(dir).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(InputDataError);
    expect((error as InputDataError).message).toMatch(
      /observation\.bins\[1\]: no data, where other bins have them; add them, or leave all of them out$/,
    );
  });

  it('may have a covariance with statistical errors in it', async () => {
    const dir = await withoutCounts();
    await edit(
      dir,
      'experiment.yaml',
      '  correlation: 0.216',
      '  correlation: 0.216\n  statistics: included',
    );
    const scan = await scanOf(dir, 'asimov');
    expect(scan.runs[0]?.experiment.statisticsIncluded).toBe(true);
    await expect(scanOf(dir, 'observed')).rejects.toThrow(/has no counts/);
  });

  it('says so in words, tables and figures, and draws no points', async () => {
    const e = await loadExperiment(await withoutCounts());
    const summary = summarise(e);
    expect(summary.total).toMatchObject({ data: null, background: 72.7 });
    expect(summary.background_chi2).toBeNull();
    expect(experimentWarnings(e, summary)).toEqual([]);
    const page = describeExperiment({ summary, warnings: [] });
    expect(page).toMatch(/^signal bins +3: no counts, 72\.7 \+- 17\.3 expected$/m);
    expect(page).toMatch(/^background +no counts to compare it with: scans take data: asimov$/m);
    expect(page).toMatch(/^ +1 shower +- +47\.7/m);
    expect(page).not.toMatch(/NaN|null|undefined/);
    expect(tableToCsv(spectrumTable(summary))).toMatch(/^1 shower,bnb,,,47\.7,11\.7,one-shower$/m);
    const svg = drawHistograms(spectrumFigure(summary));
    expect(svg).toContain('no counts yet;');
    expect(svg).not.toMatch(/<circle|NaN|null|>data</);
    expect(renderPng(svg, 1).length).toBeGreaterThan(1000);
    const counted = drawHistograms(spectrumFigure(summarise(await loadExperiment('microboone-2025'))));
    expect(counted.match(/<circle/g)).toHaveLength(4);
    expect(counted).toContain('>data<');
  });
});
