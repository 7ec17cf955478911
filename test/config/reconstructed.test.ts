/** A scan of an experiment that counts reconstructed quantities needs a sample, and says so at the key. */
import { describe, expect, it } from 'vitest';
import { resolveScan } from '../../src/config/load.js';
import { sharedBins } from '../../src/config/sharedData.js';
import { ConfigError } from '../../src/errors.js';
import { loadExperiment } from '../../src/experiment/load.js';
import { experimentWarnings } from '../../src/inspection/plausibility.js';
import { summarise } from '../../src/inspection/summary.js';
import { describeExperiment } from '../../src/reports/experimentReport.js';
import { reconstructedFolder } from '../reweighting/reconstructedFolder.js';
import { MINIMAL } from './minimal.js';

const WHY =
  'microboone-2025 counts score and topology, which generated events do not have; write signal: sample:FOLDER, with a sample that has them';

/** Mistakes of a scan of the folder, with these lines at the end. */
async function mistakesOf(experiments: (dir: string) => string, rest = ''): Promise<readonly string[]> {
  const dir = await reconstructedFolder();
  const text = `${MINIMAL.replace('[microboone-2025]', experiments(dir))}${rest}`;
  const error = await resolveScan(text, 'my.yaml').catch((e: unknown) => e);
  expect(error).toBeInstanceOf(ConfigError);
  return (error as ConfigError).lines;
}

describe('generated events have no reconstructed quantities', () => {
  it('is told at the experiment where no signal is written, and at the key where one is', async () => {
    expect(await mistakesOf((dir) => `["${dir}"]`)).toEqual([`my.yaml:9:15: experiments[0]: ${WHY}`]);
    expect(await mistakesOf((dir) => `["${dir}"]`, 'signal: generated\n')).toEqual([
      `my.yaml:10:9: signal: ${WHY}`,
    ]);
    expect(await mistakesOf((dir) => `[{ name: "${dir}", signal: generated }]`)).toEqual([
      expect.stringMatching(/^my\.yaml:9:\d+: experiments\[0\]\.signal: microboone-2025 counts/),
    ]);
  });

  it('is not told beside a signal that is spelt wrongly', async () => {
    const told = await mistakesOf((dir) => `["${dir}"]`, 'singal: sample:x\n');
    expect(told).toEqual(['my.yaml:10:1: singal: unknown key; did you mean signal?']);
  });
});

describe('an experiment that counts reconstructed quantities', () => {
  it('is summarised by its columns, without an efficiency', async () => {
    const experiment = await loadExperiment(await reconstructedFolder());
    const summary = summarise(experiment);
    expect(summary.response).toMatchObject({ label: 'pseudo', reconstructed: ['score', 'topology'] });
    const warnings = experimentWarnings(experiment, summary);
    expect(warnings).toEqual([]);
    expect(describeExperiment({ summary, warnings })).toContain(
      'pseudo: 4 cells of score and topology, which a sample of events must have (signal: sample:FOLDER)\n',
    );
  });

  it('shares data with one of the same columns, not with one of others', async () => {
    const a = await loadExperiment(await reconstructedFolder());
    const renumbered = a.bins.map((bin, i) => ({ ...bin, data: 100 + i, background: 99.123 + i }));
    const [first, second] = a.response.reconstructed?.columns ?? [];
    if (!first || !second) throw new Error('there are two columns');
    const b = { ...a, name: 'b', bins: renumbered };
    const response = {
      ...a.response,
      cells: a.response.cells.map((cell) => `my ${cell}`),
      reconstructed: { columns: [{ ...first, column: 'other' }, second] },
    };
    expect(sharedBins(a, b)).toHaveLength(3);
    expect(sharedBins(a, { ...b, response })).toBeUndefined();
  });
});
