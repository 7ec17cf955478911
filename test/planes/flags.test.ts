/** Flags of a plane and of the regions in it, against counting point by point. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readVariable } from '../../src/grid/reading.js';
import { familyOf } from '../../src/planes/flagFamilies.js';
import { flagsBeside, flagVariables, readFlagPlane } from '../../src/planes/flags.js';
import { choosePlane } from '../../src/planes/slice.js';
import { computeContours, contoursToJson, shownRegion } from '../../src/results/contours.js';
import { summarizeGrid } from '../../src/results/summary.js';
import { FILL_VALUES } from '../../src/tiles/variables.js';
import { temporaryFolder, writeFixture } from '../grid/fixture.js';
import { flagWords, writeJointFixture } from '../results/jointFixture.js';

const jointGrid = async () => await writeJointFixture(join(await temporaryFolder(), 'grid'));
const REQUEST = { x: 'm5_gev', y: 'Umu5_sq', fix: { mZprime_gev: 0.1 }, confidenceLevels: [0.68, 0.95] };

describe('flags of a plane', () => {
  it('are the words of the grid at each point, whichever axis is shown which way', async () => {
    const grid = await jointGrid();
    for (const [x, y] of [
      ['m5_gev', 'Umu5_sq'],
      ['Umu5_sq', 'm5_gev'],
      ['mZprime_gev', 'm5_gev'],
    ] as const) {
      const fix = x === 'mZprime_gev' ? { Umu5_sq: 1e-2 } : { mZprime_gev: 0.1 };
      const choice = choosePlane(grid, x, y, fix);
      for (const [suffix, index] of [
        ['search', 0],
        ['excess', 1],
      ] as const) {
        const { names, bits } = await readFlagPlane(grid, choice, suffix);
        expect(names).toEqual([
          'closed',
          'low_effective_sample_size',
          'muon_decay_open',
          'unheard_of',
          'large_mixing',
        ]);
        choice.y.values.forEach((v, j) => {
          choice.x.values.forEach((u, i) => {
            const at: Record<string, number> = { ...fix, [x]: u, [y]: v };
            const word = flagWords(at.m5_gev ?? 0)[index];
            const expected =
              (word & 1) |
              (word & 2) |
              ((word & 64) / 16) |
              ((word & (2 ** 20)) / 2 ** 17) |
              ((at.Umu5_sq ?? 0) > 2e-3 ? 16 : 0);
            expect(bits[j * choice.x.values.length + i]).toBe(expected);
          });
        });
      }
    }
  });

  it("are all experiments' for the sum, and where the grid has none of each", async () => {
    const grid = await jointGrid();
    expect(flagVariables(grid).map(({ name }) => name)).toEqual(['flags', 'mixing_flags']);
    expect(flagVariables(grid, 'search').map(({ name }) => name)).toEqual(['flags_search', 'mixing_flags']);
    const old = { ...grid, variables: grid.variables.filter(({ name }) => !/flags_/.test(name)) };
    expect(flagVariables(old, 'search').map(({ name }) => name)).toEqual(['flags', 'mixing_flags']);
  });
});

describe('flags of a region', () => {
  it.each([undefined, 'search', 'excess'])(
    'are those of its points, of the experiment shown: %s',
    async (experiment) => {
      const grid = await jointGrid();
      const result = await computeContours(grid, { ...REQUEST, experiment });
      const suffix = experiment === undefined ? '' : `_${experiment}`;
      // By brute force from the variables themselves.
      const chi2 = (await readVariable(grid, `chi2${suffix}`, { mZprime_gev: 0 })).data;
      const words = (await readVariable(grid, `flags${suffix}`, { mZprime_gev: 0 })).data;
      const mixing = (await readVariable(grid, 'mixing_flags')).data;
      const background = result.backgroundChi2;
      const least = Math.min(background, ...chi2);
      const json = contoursToJson(result);
      for (const [k, { level }] of result.contours.entries()) {
        let points = 0;
        const counts = {
          closed: 0,
          low_effective_sample_size: 0,
          muon_decay_open: 0,
          unheard_of: 0,
          large_mixing: 0,
        };
        for (let i = 0; i < 9; i++) {
          for (let j = 0; j < 13; j++) {
            const isAbove = (chi2[i * 13 + j] ?? Number.NaN) - least > level;
            if (isAbove !== (result.side === 'above')) continue;
            points++;
            const word = words[i] ?? 0;
            if (word & 1) counts.closed++;
            if (word & 2) counts.low_effective_sample_size++;
            if (word & 64) counts.muon_decay_open++;
            if (word & (2 ** 20)) counts.unheard_of++;
            if (mixing[j]) counts.large_mixing++;
          }
        }
        expect(points).toBeGreaterThan(5);
        const contour = result.contours[k];
        if (!contour) throw new Error('one contour a level');
        expect(shownRegion(result, contour).points).toEqual({ points, flags: counts });
        expect(json.contours[k]?.region).toMatchObject({
          points,
          share: points / 117,
          flags: Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, count / points])),
        });
      }
    },
  );

  it('leave out points whose chi2 is missing', () => {
    const flags = { names: ['closed'], bits: Uint32Array.of(1, 1, 1, 1, 0) };
    const delta = Float64Array.of(Number.NaN, FILL_VALUES.float32, 9, 1, 9);
    expect(flagsBeside(flags, { delta }, 5.99, 'above')).toEqual({ points: 2, flags: { closed: 1 } });
    expect(flagsBeside(flags, { delta }, 5.99, 'below')).toEqual({ points: 1, flags: { closed: 1 } });
  });

  it('have no share where the region has no point', async () => {
    const grid = await writeFixture(join(await temporaryFolder(), 'grid'));
    const request = { x: 'm5_gev', y: 'Umu5_sq', fix: { m4_gev: 0.02, epsilon: 6.3e-4 } };
    const result = await computeContours(grid, { ...request, confidenceLevels: [1 - 1e-15] });
    const high = {
      ...result,
      contours: result.contours.map((contour) => ({ ...contour, level: 1e9, lines: [], regions: [] })),
    };
    expect(contoursToJson(high).contours[0]?.region).toEqual({
      side: 'above',
      is: 'excluded',
      limits_share: null,
      extent: 'none',
      area: 0,
      area_unit: 'decades^2',
      area_share: 0,
      points: 0,
      share: 0,
      flags: { closed: null, low_effective_sample_size: null },
    });
  });
});

it('info counts flags of all and of each experiment', async () => {
  const summary = await summarizeGrid(await jointGrid());
  const masses = 2 * 13;
  expect(summary.flags).toEqual({
    closed: masses,
    low_effective_sample_size: 5 * masses,
    muon_decay_open: 3 * masses,
    unheard_of: masses,
    large_mixing: 2 * 2 * 9,
  });
  expect(summary.flags_by_experiment).toEqual({
    search: { closed: masses, low_effective_sample_size: 0, muon_decay_open: 3 * masses, unheard_of: 0 },
    excess: {
      closed: masses,
      low_effective_sample_size: 5 * masses,
      muon_decay_open: 3 * masses,
      unheard_of: masses,
    },
  });
});

it('a flag that is not known is taken for a doubtful number', () => {
  expect(
    ['closed', 'overflow', 'zprime_threshold', 'on_shell', 'unheard_of', 'toString'].map(familyOf),
  ).toEqual(['closed', 'numbers', 'assumptions', 'information', 'numbers', 'numbers']);
});
