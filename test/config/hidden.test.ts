/** Characters that steer a terminal or that nobody sees: refused in files with line and key, whatever they stand in. */
import { describe, expect, it } from 'vitest';
import { resolveScan } from '../../src/config/load.js';
import { DualnuError } from '../../src/errors.js';
import { loadExperiment } from '../../src/experiment/load.js';
import { firstHidden, visible } from '../../src/visible.js';
import { copyExperiment, edit } from '../experiment/scratch.js';
import { MINIMAL } from './minimal.js';

/** As YAML writes it between double quotes, and as it is told. */
const HIDDEN = [
  ['\\e[2J', '\\x1b'],
  ['\\e]0;x\\a', '\\x1b'],
  ['\\x9b2J', '\\x9b'],
  ['\\u202e', '\\u202e'],
  ['\\u200b', '\\u200b'],
  ['\\ufeff', '\\ufeff'],
  ['\\u2028', '\\u2028'],
  ['\\0', '\\x00'],
  ['\\x7f', '\\x7f'],
  ['\\U000E0041', '\\u{e0041}'],
] as const;

const linesOf = async (run: () => Promise<unknown>): Promise<readonly string[]> => {
  const error: unknown = await run().catch((e: unknown) => e);
  return error instanceof DualnuError ? error.lines : [String(error)];
};

describe.each(HIDDEN)('"%s"', (written, shown) => {
  it('is refused in a scan file', async () => {
    const of = (from: string | RegExp, to: string) =>
      linesOf(() =>
        resolveScan(
          MINIMAL.replace(from, () => to),
          'x.yaml',
        ),
      );
    const what = `has the hidden character ${shown}; remove it`;
    expect(await of(/$/, `name: "a${written}b"\n`)).toEqual([`x.yaml:10:7: name: the text ${what}`]);
    const [line, ...more] = await of(/$/, `"na${written}me": a\n`);
    expect(visible(line ?? '')).toMatch(/^x\.yaml:10:1: na\\.*me: the key has the hidden character/);
    expect(more).toEqual([]);
    expect(await of('microboone-2025', `"microboone${written}-2025"`)).toEqual([
      `x.yaml:9:15: experiments[0]: the text ${what}`,
    ]);
  });

  it('is refused in an experiment: title, labels, names of files, keys, sources', async () => {
    const dir = await copyExperiment();
    await edit(dir, 'experiment.yaml', 'title: MicroBooNE', `title: "MicroBooNE${written}`);
    await edit(dir, 'experiment.yaml', 'e+e- search\n', 'e+e- search"\n');
    await edit(dir, 'experiment.yaml', 'label: 2 showers', `label: "2${written} showers"`);
    await edit(dir, 'experiment.yaml', 'file: flux.csv', `file: "flux${written}.csv"`);
    await edit(
      dir,
      'experiment.yaml',
      'source: DarkNews microboone_tpc, arXiv:2207.04137',
      `source: "Dark${written}News"`,
    );
    await edit(dir, 'experiment.yaml', 'composition: { NC 1 pi0', `composition: { "NC${written} 1 pi0"`);
    const lines = await linesOf(() => loadExperiment(dir));
    const keys = lines.map((line) => visible(line).replace(/^.*?experiment\.yaml:\d+:\d+: /, ''));
    expect(keys).toEqual([
      `title: the text has the hidden character ${shown}; remove it`,
      `beams[0].flux.file: the text has the hidden character ${shown}; remove it`,
      `geometry.source: the text has the hidden character ${shown}; remove it`,
      `observation.bins[2].label: the text has the hidden character ${shown}; remove it`,
      expect.stringMatching(
        /^unconstrained_background\.composition\.NC\\.* 1 pi0: the key has the hidden character/,
      ),
      expect.stringMatching(/^5 mistakes in /),
    ]);
  });

  it('is refused in a response', async () => {
    const dir = await copyExperiment();
    await edit(dir, 'response.yaml', 'label: toy', `label: "to${written}y"`);
    expect(await linesOf(() => loadExperiment(dir))).toEqual([
      expect.stringContaining(`: label: the text has the hidden character ${shown}; remove it`),
    ]);
  });
});

describe('other texts', () => {
  it('may be in any script', async () => {
    const dir = await copyExperiment();
    await edit(dir, 'experiment.yaml', 'label: 2 showers', 'label: "2 Schauer, ν̄_μ → e⁺e⁻ 日本"');
    expect((await loadExperiment(dir)).bins[2]?.label).toBe('2 Schauer, ν̄_μ → e⁺e⁻ 日本');
  });

  it('may have several lines where they are prose, and one where they are names', async () => {
    const dir = await copyExperiment();
    await edit(
      dir,
      'experiment.yaml',
      'source: DarkNews microboone_tpc',
      'source: |\n    two\n    lines\n  #',
    );
    expect((await loadExperiment(dir)).title).toMatch(/^MicroBooNE/);
    await edit(dir, 'experiment.yaml', 'label: 2 showers', 'label: "2\\nshowers"');
    await edit(dir, 'experiment.yaml', 'label: 1 shower,', 'label: "1\\tshower",');
    expect(await linesOf(() => loadExperiment(dir))).toEqual([
      expect.stringMatching(/observation\.bins\[0\]\.label: must be one line without tabs$/),
      expect.stringMatching(/observation\.bins\[2\]\.label: must be one line without tabs$/),
      expect.stringMatching(/^2 mistakes/),
    ]);
  });

  it('in comments are nobody else’s business', async () => {
    const dir = await copyExperiment();
    await edit(dir, 'experiment.yaml', '# Every block', '# \u202eEvery \u200b block');
    await edit(dir, 'flux.csv', '# Flux', '# \u001b[2JFlux');
    const { citations } = await loadExperiment(dir);
    expect(citations.map(firstHidden)).toEqual([undefined, undefined]);
  });
});
