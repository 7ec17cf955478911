/** `dualnu variations`: from a file of assumptions to grids, a table and a tornado, and what a second call computes. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { dualnu, failing, failingLines, hashTree, makeFolder } from './cli.js';
import { type Fault, runWith, wordsOf } from './night.js';

const SCAN = `
model: { kind: dual, parameters: { delta: 1, epsilon: 8e-4 } }
axes:
  mZprime_gev: { values: [0.1, 1.25] }
  m5_gev: { log: [0.05, 0.8], points: 8 }
  Umu5_sq: { log: [1e-10, 1e-1], points: 40 }
experiments:
  - microboone-2025
  - miniboone-2020
events: 1024
`;
const STUDY = `
title: What a test rests on
scan: joint.yaml
set: { events: 512 }
compare:
  x: m5_gev
  y: Umu5_sq
  panels: [mZprime_gev]
  excludes: microboone-2025
  prefers: miniboone-2020
bases:
  - label: as it is
  - label: with soil
    set: { production: { dirt: dn-cone } }
variations:
  - label: couplings, V_54
    bases: [as it is]
    base: '0.5'
    alternatives:
      - { label: '0.25', set: { model: { parameters: { V54: 0.25 } } } }
  - label: efficiency
    base: '0.38'
    alternatives:
      - { label: '0.1', set: { experiments: { microboone-2025: { changes: { response: { efficiency: 0.1 } } } } } }
  - label: near end
    bases: [with soil]
    alternatives:
      - { label: 10 m, set: { experiments: { microboone-2025: { dirt: { near_z_cm: -1520 } } } } }
`;

/** The same by hand: a scan file with an efficiency of 0.1 and soil. */
const BY_HAND = SCAN.replace(
  '  - microboone-2025\n',
  '  - { name: microboone-2025, changes: { response: { efficiency: 0.1 } } }\n',
)
  .replace('events: 1024', 'events: 512')
  .concat('production: { dirt: dn-cone }\n');

interface Outcome {
  readonly base: string;
  readonly variation: string | null;
  readonly alternative: string | null;
  readonly rows: readonly {
    readonly excluded_share: number;
    readonly difference: number;
    readonly area: number;
  }[];
  readonly grids: readonly string[];
}

let dir: string;
const STUDY_COMMAND = ['variations', 'study.yaml', '--software'];
beforeAll(async () => {
  dir = await makeFolder({ 'joint.yaml': SCAN, 'study.yaml': STUDY, 'byHand.yaml': BY_HAND });
});

describe('a study', () => {
  let first: string;
  beforeAll(async () => {
    const dry = await dualnu(dir, [...STUDY_COMMAND, '--dry-run', '--json']);
    // Two bases, one alternative with both and one with each: 6 comparisons. Grids of MicroBooNE: two bases and one for each of them
    // and each alternative, of MiniBooNE: two bases and one of V_54.
    expect(JSON.parse(dry.stdout)).toMatchObject({ comparisons: 6, grids: 9, grids_missing: 9 });
    expect(await readdir(dir)).not.toContain('grids');
    const out = ['--out', 'tornado.svg', '--out', 'tornado.png', '--out', 'tornado.csv'];
    const run = await dualnu(dir, [...STUDY_COMMAND, '--json', ...out]);
    expect(run.code, run.stderr).toBe(0);
    first = run.stdout;
  });

  it('tells the share of every assumption, and by how much it moves that of its base', async () => {
    const document = JSON.parse(first) as { outcomes: Outcome[]; grids: number; points_computed: number };
    expect(document).toMatchObject({ bases: ['as it is', 'with soil'], panels: ['mZprime_gev'], grids: 9 });
    expect(document.points_computed).toBe(9 * 2 * 8 * 40);
    expect(
      document.outcomes.map(({ base, variation, alternative }) => [base, variation, alternative]),
    ).toEqual([
      ['as it is', null, null],
      ['with soil', null, null],
      ['as it is', 'couplings, V_54', '0.25'],
      ...['as it is', 'with soil'].map((base) => [base, 'efficiency', '0.1']),
      ['with soil', 'near end', '10 m'],
    ]);
    const at = (base: string, alternative: string | null) =>
      document.outcomes.find((own) => own.base === base && own.alternative === alternative)?.rows ?? [];
    for (const base of ['as it is', 'with soil']) {
      const [own, less] = [at(base, null), at(base, '0.1')];
      expect(own).toHaveLength(2);
      own.forEach((row, panel) => {
        expect(row.difference).toBe(0);
        expect(less[panel]?.difference).toBe(
          (less[panel]?.excluded_share ?? Number.NaN) - row.excluded_share,
        );
        // What MicroBooNE sees less of, it excludes less of; MiniBooNE's region is the same.
        expect(less[panel]?.excluded_share).toBeLessThanOrEqual(row.excluded_share);
        expect(less[panel]?.area).toBe(row.area);
      });
      expect(less[1]?.excluded_share).toBeLessThan((own[1]?.excluded_share ?? 0) - 0.1);
    }
    // Only one of the two grids depends on an assumption about one experiment.
    const gridsOf = (alternative: string | null) =>
      document.outcomes.find((own) => own.base === 'as it is' && own.alternative === alternative)?.grids ??
      [];
    expect(gridsOf('0.1')[1]).toBe(gridsOf(null)[1]);
    expect(gridsOf('0.1')[0]).not.toBe(gridsOf(null)[0]);
  });

  it('has the shares of `scan` and `compare` by hand', async () => {
    const scan = await dualnu(dir, ['scan', 'byHand.yaml', '--software', '--out', 'byHand.zarr']);
    expect(scan.code, scan.stderr).toBe(0);
    const plane = ['--x', 'm5_gev', '--y', 'Umu5_sq', '--panel', 'mZprime_gev'];
    const who = ['--excludes', 'microboone-2025', '--prefers', 'miniboone-2020'];
    const { stdout } = await dualnu(dir, ['compare', 'byHand.zarr', ...plane, ...who, '--json']);
    const { rows } = JSON.parse(stdout) as Pick<Outcome, 'rows'>;
    const own = (JSON.parse(first) as { outcomes: Outcome[] }).outcomes.find(
      ({ base, alternative }) => base === 'with soil' && alternative === '0.1',
    );
    expect(own?.rows).toHaveLength(2);
    rows.forEach((row, panel) => {
      expect(own?.rows[panel]?.excluded_share).toBeCloseTo(row.excluded_share, 9);
      expect(own?.rows[panel]?.area).toBeCloseTo(row.area, 9);
    });
  });

  it('writes a row for each comparison and panel, and a figure without fonts', async () => {
    const table = (await readFile(join(dir, 'tornado.csv'), 'utf8')).split('\n');
    const rows = table.filter((line) => line !== '' && !line.startsWith('#'));
    expect(rows[0]).toMatch(
      /^base,variation,alternative,difference,mZprime_gev,preferred_by,area,excluded_share,/,
    );
    expect(rows).toHaveLength(1 + 6 * 2);
    expect(rows[0]).toContain('flag_low_effective_sample_size');
    expect(table[0]).toBe('# What a test rests on');
    expect(table.join('\n')).toMatch(/# warning: as it is(?: and \d more)?: m5_gev: 8 points are too few/);
    expect(await readFile(join(dir, 'tornado.svg'), 'utf8')).toMatch(/^<svg[^>]*>(?!.*<text)/s);
    expect((await readFile(join(dir, 'tornado.png'))).subarray(1, 4).toString()).toBe('PNG');
  });

  it('computes nothing a second time, with another title or order either, and only what is new', async () => {
    const before = await hashTree(join(dir, 'grids'));
    const again = await dualnu(dir, [...STUDY_COMMAND, '--json']);
    const { points_computed: computed, ...same } = JSON.parse(again.stdout);
    expect(computed).toBe(0);
    const { points_computed: _, ...was } = JSON.parse(first);
    expect({ ...same, files: [] }).toEqual({ ...was, files: [] });
    expect(await hashTree(join(dir, 'grids'))).toEqual(before);

    const other = STUDY.replace('What a test rests on', 'Another title').replace(
      "{ label: '0.1'",
      "{ label: '0.3'",
    );
    await writeFile(join(dir, 'study.yaml'), other.replace('efficiency: 0.1', 'efficiency: 0.3'));
    const text = await dualnu(dir, STUDY_COMMAND);
    expect(text.stdout).toMatch(
      /^Another title\nfraction of the region preferred by miniboone-2020 that is excluded by microboone-2025 \(95 % CL\)\n/,
    );
    expect(text.stdout).toMatch(
      /\nas it is +mZprime_gev = 0\.1 +mZprime_gev = 1\.25\nbase +\d\.\d{3} +\d\.\d{3}\nefficiency: 0\.3 /,
    );
    // Grids of the efficiency 0.3, with and without soil.
    expect(text.stdout).toMatch(/\n9 grids in grids\/study; 1\.28 k points computed$/m);
    const left = await dualnu(dir, [...STUDY_COMMAND, '--dry-run']);
    expect(left.stdout).toMatch(
      /^9 grids of one experiment each in grids\/study, 9 of them there\nwould compute nothing$/m,
    );
    await writeFile(join(dir, 'study.yaml'), STUDY);
  });
});

describe('a study that is stopped', () => {
  it('says how much of it is done, and goes on with the same command', async () => {
    const command = [...STUDY_COMMAND, '--grids', 'stopped'];
    const at = (number: number, does: string): Fault => ({
      kind: 'rename',
      match: 'chi2/c/',
      at: number,
      does,
    });
    const inHand = 'dualnu: SIGTERM: finishing the tiles in hand and stopping then; once more stops at once';
    const ended =
      'dualnu: this process was ended by a signal, for lack of memory, or by the driver of the GPU: ';
    // A grid is one tile. Both of the first base, and one of the second.
    const stopped = await runWith(dir, command, [at(3, 'SIGTERM')]);
    expect({ code: stopped.code, words: wordsOf(stopped).slice(-2) }).toEqual({
      code: 143,
      words: [
        inHand,
        'dualnu: stopped by SIGTERM: 3 of 9 grids are whole in stopped, enough for 1 of 6 comparisons; run the same command again to go on',
      ],
    });
    const killed = await runWith(dir, command, [at(2, 'SIGKILL')]);
    expect(wordsOf(killed).at(-1)).toBe(
      `${ended}4 of 9 grids are whole in stopped, enough for 2 of 6 comparisons; run the same command again to go on`,
    );
    const full = await runWith(dir, command, [at(1, 'ENOSPC')]);
    expect({ code: full.code, words: wordsOf(full).at(-1) }).toEqual({
      code: 7,
      words: expect.stringMatching(
        /no space left on the device: 4 of 9 grids are whole in stopped, enough for 2 of 6 comparisons; free some space there, and run the same command again to go on$/,
      ),
    });
    const anew = await runWith(dir, [...command, '--overwrite'], [at(2, 'SIGTERM')]);
    expect(wordsOf(anew).at(-1)).toBe(
      'dualnu: stopped by SIGTERM: 2 of 9 grids were computed anew in stopped, enough for 1 of 6 comparisons; run the same command again to compute all of them again, or without --overwrite to go on',
    );
    const left = await dualnu(dir, [...command, '--dry-run', '--json']);
    expect(JSON.parse(left.stdout)).toMatchObject({ grids: 9, grids_missing: 5 });
  });
});

describe('mistakes', () => {
  const mistakesOf = async (text: string, code = 3) => {
    const own = await makeFolder({ 'joint.yaml': SCAN, 'study.yaml': text });
    return await failingLines(own, STUDY_COMMAND, code);
  };

  it('are told all at once, each where it was written', async () => {
    const text = STUDY.replace('set: { events: 512 }', 'set: { event: 512 }')
      .replace('V54: 0.25', 'V54: 99')
      .replace('efficiency: 0.1', 'efficency: 0.1')
      .replace('prefers: miniboone-2020', 'prefers: minboone-2020')
      .replace('bases: [with soil]', 'bases: [with sole]');
    expect(await mistakesOf(text)).toEqual([
      'study.yaml:4:8: set.event: unknown key; did you mean events?',
      'study.yaml:10:12: compare.prefers: minboone-2020 is not an experiment of the scan; did you mean miniboone-2020?',
      expect.stringMatching(
        /^study.yaml:20:\d+: variations\[0\].alternatives\[0\].set.model.parameters.V54: 99 is outside of/,
      ),
      expect.stringMatching(
        /^study.yaml:24:\d+: variations\[1\].alternatives\[0\].set.experiments.microboone-2025.changes.response.efficency: unknown key; did you mean efficiency\?$/,
      ),
      'study.yaml:26:13: variations[2].bases[0]: with sole is not a base; did you mean with soil?',
      '5 mistakes in study.yaml',
    ]);
  });

  it('are told of the scan file, of other panels, and of experiments that are not there', async () => {
    const own = await makeFolder({
      'joint.yaml': SCAN.replace('delta: 1', 'delta: -1'),
      'study.yaml': STUDY,
    });
    expect(await failing(own, STUDY_COMMAND, 3)).toMatch(
      /joint.yaml:2:\d+: model.parameters.delta: -1 is outside of/,
    );
    const itself = STUDY.replace('prefers: miniboone-2020', 'prefers: microboone-2025');
    expect(await mistakesOf(itself)).toEqual([
      'study.yaml:10:12: compare.prefers: microboone-2025 is also what excludes: an experiment excludes nothing of what it prefers itself; name another one',
    ]);
    const [missing] = await mistakesOf(STUDY.replace('scan: joint.yaml', 'scan: other.yaml'));
    expect(missing).toMatch(/study.yaml:3:7: scan: .*other.yaml: .*; give a scan file/);
    const panels = STUDY.replace(
      'set: { model: { parameters: { V54: 0.25 } } }',
      'set: { axes: { mZprime_gev: { values: [0.1, 1] } } }',
    );
    expect(await mistakesOf(panels)).toEqual([
      expect.stringMatching(
        /study.yaml:20:\d+: variations\[0\].alternatives\[0\].set.axes.mZprime_gev: other values than in the first base/,
      ),
    ]);
    const nobody = STUDY.replace(
      'set: { experiments: { microboone-2025: { dirt',
      'set: { experiments: { microbone-2025: { dirt',
    );
    expect(await mistakesOf(nobody)).toEqual([
      expect.stringMatching(
        /study.yaml:28:\d+: variations\[2\].alternatives\[0\].set.experiments.microbone-2025: no experiment of the scan; did you mean microboone-2025\?$/,
      ),
    ]);
    expect(await failing(await makeFolder(), ['variations', 'none.yaml'], 3)).toMatch(
      /none.yaml: .*; give a variations file/,
    );
    expect(await failing(dir, [...STUDY_COMMAND, '--out', 'x.eps'], 3)).toMatch(
      /x.eps: variations are written to/,
    );
  });
});
