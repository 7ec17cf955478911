/** Data that would count twice are told, under whatever names; different data are not, though they look alike. */
import { cp, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { resolveScan } from '../../src/config/load.js';
import { describeBins, sharedBins } from '../../src/config/sharedData.js';
import { ConfigError } from '../../src/errors.js';
import { loadExperiment } from '../../src/experiment/load.js';
import type { Bin, Experiment } from '../../src/experiment/types.js';
import { copyExperiment } from '../experiment/scratch.js';
import { MINIMAL } from './minimal.js';

let micro: Experiment;
let total: Experiment;
let mini: Experiment;
let fhc: Experiment;
let rhc: Experiment;
beforeAll(async () => {
  [micro, total, mini, fhc, rhc] = (await Promise.all(
    [
      'microboone-2025',
      'microboone-2025:total',
      'miniboone-2020:combined',
      'miniboone-2020',
      'miniboone-2020:rhc',
    ].map((name) => loadExperiment(name)),
  )) as [Experiment, Experiment, Experiment, Experiment, Experiment];
});

const shared = (a: Experiment, b: Experiment) => sharedBins(a, b)?.map(({ label }) => label);
const withBins = (e: Experiment, change: (bin: Bin, i: number) => Partial<Bin>): Experiment => ({
  ...e,
  bins: e.bins.map((bin, i) => ({ ...bin, ...change(bin, i) })),
});
/** Another experiment in all but its counts: its own detector, response, exposure and names. */
const elsewhere = (e: Experiment): Experiment => ({
  ...e,
  name: 'elsewhere',
  origin: 'elsewhere',
  target: { ...e.target, massTonnes: 10 },
  response: {
    ...e.response,
    table: e.response.table.map((x) => x / 2),
    cells: e.response.cells.map((c) => `my ${c}`),
  },
  beams: e.beams.map((beam) => ({ ...beam, pot: 2 * beam.pot })),
  bins: e.bins.map((bin, i) => ({ ...bin, label: `my bin ${i}` })),
});

describe('data that stand twice', () => {
  it('in a sum and in its parts', () => {
    expect(shared(micro, total)).toEqual(['total']);
    expect(shared(total, micro)).toEqual(['1 shower', '1 shower + 1 track', '2 showers']);
  });

  it('under other labels, of other folders, in another order, or some of them', () => {
    const labels = (e: Experiment) => e.bins.map(({ label }) => label);
    const renamed = { ...withBins(micro, (_, i) => ({ label: `bin ${i}` })), name: 'copy', origin: 'copy' };
    expect(shared(micro, renamed)).toEqual(labels(renamed));
    const reversed = { ...renamed, bins: [...renamed.bins].reverse() };
    expect(shared(micro, reversed)).toEqual(labels(reversed));
    const some = { ...renamed, bins: renamed.bins.slice(1) };
    expect(shared(micro, some)).toEqual(labels(some));
    expect(shared(some, micro)).toEqual(labels(micro).slice(1));
  });

  it('with another flux, response and exposure: the counts are what they were', () => {
    for (const e of [micro, total, mini]) {
      const copy = elsewhere(e);
      expect(shared(e, copy)).toEqual(copy.bins.map(({ label }) => label));
    }
  });

  it('in a sum, seen through another response', () => {
    const other = {
      ...total,
      response: { ...total.response, table: total.response.table.map((x) => x / 2) },
    };
    expect(shared(micro, other)).toEqual(['total']);
  });

  it('in control samples', () => {
    const onlyControl = elsewhere({ ...mini, bins: mini.bins.filter(({ cells }) => cells.length === 0) });
    expect(shared(mini, onlyControl)).toHaveLength(16);
  });

  it('without counts, by the cells of the response', () => {
    const planned = withBins(micro, () => ({ data: undefined }));
    const copy = { ...withBins(planned, (bin) => ({ background: 2 * bin.background })), name: 'copy' };
    expect(shared(planned, copy)).toHaveLength(3);
  });
});

describe('data that stand once', () => {
  it('are those of different experiments, also in one beam', () => {
    expect(shared(micro, mini)).toBeUndefined();
    expect(shared(fhc, rhc)).toBeUndefined();
    // Another detector in the same beam, seen by the same response: its events are its own.
    const second = {
      ...withBins(micro, ({ background, data = 0 }) => ({
        background: 2.1 * background,
        data: 2 * data + 3,
      })),
      target: { ...micro.target, massTonnes: 170 },
    };
    expect(shared(micro, second)).toBeUndefined();
    // Another run of the same detector.
    const run = {
      ...second,
      target: micro.target,
      beams: micro.beams.map((beam) => ({ ...beam, pot: 2 * beam.pot })),
    };
    expect(shared(micro, run)).toBeUndefined();
  });

  it('are two selections of one exposure that no response tells to be one', () => {
    const other = {
      ...withBins(micro, (_, i) => ({ data: 20 + i, background: 21.5 + i })),
      response: { ...micro.response, table: micro.response.table.map((x) => x / 2) },
    };
    expect(shared(micro, other)).toBeUndefined();
  });

  it('are few events that agree by chance', () => {
    const few = withBins(micro, (_, i) => ({ data: i, background: [0.1, 0.2, 0.3][i] ?? 0 }));
    expect(shared(few, elsewhere(few))).toBeUndefined();
    const empty = withBins(micro, () => ({ data: 0, background: 0.2 }));
    expect(shared(empty, elsewhere(empty))).toBeUndefined();
  });

  it('are random spectra: one in a thousand pairs is an accident at most', () => {
    // A generator of its own, so that the test is the same on every machine.
    let state = 12345;
    const random = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32;
    };
    const spectrum = (n: number): Experiment => ({
      ...elsewhere(micro),
      target: { ...micro.target, massTonnes: 1 + random() },
      beams: micro.beams.map((beam) => ({ ...beam, pot: beam.pot * (1 + random()) })),
      bins: Array.from({ length: n }, (_, i) => {
        const background = Number((100 * random() ** 2).toPrecision(3));
        return {
          label: `${i}`,
          data: Math.round(background * (0.8 + 0.4 * random())),
          background,
          beam: 0,
          cells: [i % 3],
        };
      }),
    });
    const pairs = Array.from({ length: 1000 }, () => sharedBins(spectrum(20), spectrum(20)));
    expect(pairs.filter((bins) => bins !== undefined).length).toBeLessThanOrEqual(1);
  });
});

describe('a scan file', () => {
  const linesOf = async (experiments: string, file = 'x.yaml') => {
    const text = MINIMAL.replace('[microboone-2025]', () => experiments);
    const error: unknown = await resolveScan(text, file).catch((e: unknown) => e);
    return error instanceof ConfigError ? error.lines : [];
  };

  it('names what stands twice, and how to keep it apart', async () => {
    expect(await linesOf("[microboone-2025, 'microboone-2025:total']")).toEqual([
      'x.yaml:9:32: experiments[1]: microboone-2025:total has data that microboone-2025 counts already: total (95 events); write { name: microboone-2025:total, apart: true } to keep it out of the sums',
    ]);
    expect(await linesOf("[microboone-2025, { name: 'microboone-2025:total', apart: true }]")).toEqual([]);
    expect(await linesOf('[{ name: microboone-2025, apart: true }, "microboone-2025:total"]')).toEqual([]);
    expect(await linesOf('[microboone-2025, "miniboone-2020:combined"]')).toEqual([]);
  });

  it('of a copied folder under another name, with its bins renamed', async () => {
    const dir = await copyExperiment();
    const copy = join(dirname(dir), 'mine');
    await cp(dir, copy, { recursive: true });
    const path = join(copy, 'experiment.yaml');
    const text = await readFile(path, 'utf8');
    await writeFile(
      path,
      text.replace('name: microboone-2025', 'name: mine').replaceAll(/label: (\d)/g, 'label: my $1'),
    );
    const scan = join(dirname(dir), 'scan.yaml');
    expect(await linesOf('[microboone-2025, ./mine]', scan)).toEqual([
      expect.stringMatching(
        /experiments\[1\]: mine has data that microboone-2025 counts already: my 1 shower, my 1 shower \+ 1 track, my 2 showers \(95 events\); write \{ name: \.\/mine, apart: true \}/,
      ),
    ]);
    expect(await linesOf('[./microboone-2025, "./mine:total"]', scan)).toEqual([
      expect.stringMatching(/mine:total has data that microboone-2025 counts already: total \(95 events\)/),
    ]);
  });

  it('describes many bins by a few', () => {
    expect(describeBins(mini.bins)).toMatch(/^nu_e-like 200-300 MeV, .*, .* and 35 more \(\d+ events\)$/);
    expect(describeBins(micro.bins.map((bin) => ({ ...bin, data: undefined })))).toBe(
      '1 shower, 1 shower + 1 track, 2 showers',
    );
  });
});
