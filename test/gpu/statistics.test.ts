/** The kernel of every statistic of the list: its struct is what the host fills, and its value is within its bound or not known. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at } from '../../src/at.js';
import { linkConstants, linkKernels, statisticDeclarations } from '../../src/engine/packing/kernels.js';
import { type GpuContext, openDevice } from '../../src/gpu/device.js';
import { structViews } from '../../src/gpu/layout.js';
import { linkShader } from '../../src/gpu/link.js';
import { SHADERS_FOLDER } from '../../src/platform/shaderFiles.js';
import { preparedCountsOf } from '../../src/prediction/comparedCounts.js';
import type { ExperimentScan } from '../../src/resolved/scan.js';
import { UNKNOWN } from '../../src/statistics/counts.js';
import type { Statistic } from '../../src/statistics/statistic.js';
import { STATISTIC_CHOICES, STATISTICS, statisticNamed } from '../../src/statistics/statistics.js';
import { quickstart, randomStream } from '../scans.js';
import { randomCounts, randomSignal } from '../statistics/problems.js';
import { twinModules } from '../twins/modules.js';
import { scalarsOf, valuesOnGpu } from '../twins/preparedOnGpu.js';

const ALL: readonly Statistic[] = STATISTICS;
const SIGNALS = 256;

let context: GpuContext;
beforeAll(async () => {
  context = await openDevice({ allowSoftware: true });
});
afterAll(async () => {
  await context[Symbol.asyncDispose]();
});

describe.each(ALL)('$name', ({ kernel, prepare, value }) => {
  const name = kernel.value.replace(/^.*::/, '');
  const [bins, kept] = [5, [0, 2, 3]];
  const random = randomStream(20261127);
  const counts = randomCounts(random, { bins, condition: 30, hasErrors: false, statistical: 0.5 });
  const prepared = prepare(counts, kept);
  const fields = prepared.fields(prepared.constants);

  it('fills the members of its struct, in order', async () => {
    const [file, struct] = kernel.counts.split('::');
    const module = (await twinModules()).find((one) => one.path === `statistics/${file}`);
    const members = module?.syntax.structs
      .find((one) => one.name === struct)
      ?.fields.map((field) => field.name);
    expect(Object.keys(fields)).toEqual(members);
  });

  it('is within its bound, or not known, at signals of any size', async () => {
    const error = Math.sqrt(at(counts.background, 0));
    const ranges = [[1e-30, 1e30] as const, [1e-3 * error, 10 * error] as const];
    const signals = Array.from({ length: SIGNALS }, (_, k) =>
      randomSignal(random, kept.length, at(ranges, k % 2)),
    );
    const found = await valuesOnGpu(
      context,
      name,
      kept.length,
      { constants: prepared.constants, fields },
      signals,
    );
    let unknown = 0;
    for (const [k, { signal, relativeError }] of signals.entries()) {
      const whole = (list: readonly number[]) => counts.data.map((_, bin) => list[kept.indexOf(bin)] ?? 0);
      const expected = value(counts, whole(signal), whole(relativeError));
      if (at(found, k) === UNKNOWN) unknown++;
      else expect(Math.abs(at(found, k) - expected)).toBeLessThan(1e-3 + 1e-4 * expected);
    }
    expect(unknown / SIGNALS).toBeLessThan(0.1);
  });
});

it.each(STATISTIC_CHOICES)('%s is what the kernel of a scan that chooses it is linked with', async (kind) => {
  const scan: ExperimentScan = { ...quickstart, statistic: { kind, data: 'observed' } };
  const { counts, value } = statisticNamed(kind).kernel;
  expect(statisticDeclarations(statisticNamed(kind))).toEqual({
    PreparedCounts: `package::statistics::${counts}`,
    preparedChi2: `package::statistics::${value}`,
  });
  const { chi2 } = await linkKernels(scan, 'measures');
  const view = structViews(chi2).view('PreparedCounts');
  // Every member is filled, with as many numbers as it holds.
  const { constants, fields } = preparedCountsOf(scan);
  const numbers = scalarsOf(fields(constants));
  expect(Object.keys(view.views)).toEqual(Object.keys(fields(constants)));
  expect(view.arrayBuffer.byteLength).toBe(4 * numbers.length);
  view.set({ ...fields(constants) });
  expect([...new Float32Array(view.arrayBuffer)]).toEqual(numbers);
});

it('refuses a kernel whose statistic nobody has chosen', async () => {
  const constants = linkConstants(quickstart);
  await expect(linkShader('chi2', SHADERS_FOLDER, constants)).rejects.toThrow(
    /chi2\.wgsl does not link.*chosen/,
  );
});
