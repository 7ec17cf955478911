/** Sums over experiments from the GPU: the bits of the host's sum, with their reductions, and the host's own where it has changed a term. */
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { resolveScan } from '../../src/config/load.js';
import type { Engine, ExperimentResult, TileResult } from '../../src/engine/engine.js';
import { openGpuEngine } from '../../src/engine/gpu/gpuEngine.js';
import type { TemplateOptions } from '../../src/engine/gpu/templatePass.js';
import { SUM } from '../../src/outputs/joins.js';
import { type ResolvedScan, summedRuns } from '../../src/resolved/scan.js';
import { reduceNumbers, reductionOf } from '../../src/tiles/reduction.js';
import type { Tile } from '../../src/tiles/tiles.js';
import { axis, logSpaced, quickstart, scanOf, wholeTile } from '../scans.js';
import { crowded } from './crowded.js';
import { countDeviceWork } from './deviceWork.js';

const resolve = (experiments: string, more = '') =>
  resolveScan(
    `
model: { kind: dual, parameters: { delta: 1, mZprime_gev: 1.25, V54: 0.5, gD: 2 } }
axes:
  m5_gev: { values: [0.002, 0.15, 0.3, 0.6, 0.9] }
  epsilon: { values: [4e-5, 8e-4] }
  Umu5_sq: { log: [1e-6, 1e-3], points: 5 }
experiments: ${experiments}
outputs: [chi2, signal]
events: 256
${more}
`,
    'joint.yaml',
  );
const two = await resolve('[microboone-2025, miniboone-2020]');
const COHERENT = '{ name: miniboone-2020, as: coherent, protonElastic: false, apart: true }';
const three = await resolve('[microboone-2025, miniboone-2020, sbnd-projection]', 'data: asimov');
const apart = await resolve(`[microboone-2025, ${COHERENT}, miniboone-2020]`);
const alone = await resolve(`[microboone-2025, ${COHERENT}]`);

async function onGpu<T>(
  scan: ResolvedScan,
  use: (engine: Engine) => Promise<T>,
  options: TemplateOptions = {},
): Promise<T> {
  await using engine = await openGpuEngine(scan, { allowSoftware: true }, options);
  return await use(engine);
}
const whole = (scan: ResolvedScan) => onGpu(scan, (engine) => engine.evaluateTile(wholeTile(scan)));
const wholeOfThree = await whole(three);
/** A tile for each value of the first axis. */
const tilesOf = (scan: ResolvedScan): Tile[] => {
  const { shape } = wholeTile(scan);
  return Array.from({ length: shape[0] ?? 0 }, (_, k) => ({
    index: [k, ...shape.slice(1).map(() => 0)],
    start: [k, ...shape.slice(1).map(() => 0)],
    shape: [1, ...shape.slice(1)],
  }));
};
const bitsOf = (numbers: Float32Array) => [
  ...new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length),
];
const sumBits = (scan: ResolvedScan, { experiments }: TileResult, key: 'chi2' | 'signal') =>
  bitsOf(SUM.join(summedRuns(scan.runs, experiments).map((result) => result[key])) as Float32Array);

describe('the sums of a tile', () => {
  it.each([
    ['two experiments', two],
    ['three experiments', three],
    ['two, between which one stands apart', apart],
  ])('have the bits and the reduction of the host: %s', async (_, scan) => {
    const joins = vi.spyOn(SUM, 'join');
    onTestFinished(() => joins.mockRestore());
    const result = await whole(scan);
    expect(joins).not.toHaveBeenCalled();
    for (const key of ['chi2', 'signal'] as const) {
      expect(result[key].length).toBe(50);
      expect(bitsOf(result[key])).toEqual(sumBits(scan, result, key));
      expect(reductionOf(result[key])).toEqual(reduceNumbers(result[key]));
      // Every experiment counts.
      const terms = summedRuns(scan.runs, result.experiments).map((one) => one[key]);
      for (const term of terms) expect(bitsOf(term)).not.toEqual(bitsOf(result[key]));
    }
  });

  it('are those of the only experiment that counts', async () => {
    const work = await countDeviceWork(async () => {
      const result = await whole(alone);
      expect(result.chi2).toBe(result.experiments[0]?.chi2);
    });
    expect(work.dispatchesOf.sum).toBeUndefined();
  });

  it('are read with the tile, and only where they are written', async () => {
    const asked = async (outputs: readonly string[]) => {
      const work = await onGpu({ ...three, outputs }, (engine) =>
        countDeviceWork(() => engine.evaluateTile(wholeTile(three))),
      );
      return [work.dispatchesOf.sum, work.bytesBack.sums];
    };
    // A dispatch for each experiment after the first; 50 points of 4 bytes.
    expect(await asked(['chi2'])).toEqual([2, 200]);
    expect(await asked(['chi2', 'signal'])).toEqual([4, 400]);
    expect(await asked(['ctau_cm'])).toEqual([undefined, undefined]);
  });

  it.each<[string, TemplateOptions]>([
    ['of any size', {}],
    ['timed one by one', { kernelTimes: new Map() }],
  ])('are the same tile by tile, with tiles in flight, in dispatches %s', async (_, options) => {
    const tiles = tilesOf(three);
    const found = await onGpu(
      three,
      (engine) => Promise.all(tiles.map((tile) => engine.evaluateTile(tile))),
      options,
    );
    for (const key of ['chi2', 'signal'] as const) {
      expect(found.flatMap((tile) => bitsOf(tile[key]))).toEqual(bitsOf(wholeOfThree[key]));
    }
  });

  it('are written into arrays that were given back, and into no others', async () => {
    const [first, second] = tilesOf(two);
    if (!first || !second) throw new Error('five tiles');
    await onGpu(two, async (engine) => {
      const kept = await engine.evaluateTile(first);
      const copy = bitsOf(kept.chi2);
      const given = await engine.evaluateTile(second);
      engine.recycle(given);
      engine.recycle(given);
      const again = [await engine.evaluateTile(second), await engine.evaluateTile(second)];
      expect([given.chi2, given.signal]).toContain(again[0]?.chi2);
      expect(new Set(again.flatMap((result) => [result.chi2, result.signal])).size).toBe(4);
      for (const result of again) expect(bitsOf(result.chi2)).toEqual(sumBits(two, result, 'chi2'));
      expect(bitsOf(kept.chi2)).toEqual(copy);
    });
  });
});

describe('the host adds', () => {
  /** chi2 of whole and single tiles, and which of the tiles have their sum from the GPU. */
  async function tileByTile(scan: ResolvedScan) {
    const all = await whole(scan);
    const tiles = await onGpu(scan, async (engine) => {
      const found: TileResult[] = [];
      for (const tile of tilesOf(scan)) found.push(await engine.evaluateTile(tile));
      return found;
    });
    for (const key of ['chi2', 'signal'] as const) {
      expect(bitsOf(all[key])).toEqual(sumBits(scan, all, key));
      expect(tiles.flatMap((tile) => bitsOf(tile[key]))).toEqual(bitsOf(all[key]));
    }
    const isFromGpu = (result: TileResult) => reductionOf(result.chi2) !== undefined;
    return { all, whole: isFromGpu(all), tiles: tiles.map(isFromGpu) };
  }

  it('a tile with points that it has computed, to the same bits', async () => {
    const axes = [axis('m5_gev', [0.15, 0.2, 0.5, 0.9]), axis('Umu5_sq', [0, ...logSpaced(1e-10, 1, 41)])];
    const own = scanOf(axes, { eventsPerMassPoint: 1024, outputs: ['chi2', 'signal'] });
    const { production } = quickstart;
    const runs = [crowded(27), quickstart.experiment].map((experiment) => ({ experiment, production }));
    const found = await tileByTile({ ...own, runs });
    expect(found.whole).toBe(false);
    expect(new Set(found.tiles)).toEqual(new Set([true, false]));
    expect(found.all.chi2.every((chi2) => chi2 >= 0)).toBe(true);
  });

  it('a tile with raised events, to the same bits', async () => {
    const raising = { ...two, autoEvents: { cap: 1024 } };
    const found = await tileByTile(raising);
    const raised = found.all.experiments.map(({ events }: ExperimentResult) => new Set(events));
    expect(raised.some((levels) => levels.size > 1)).toBe(true);
    expect(found.whole).toBe(false);
    expect(new Set(found.tiles)).toEqual(new Set([true, false]));
  });
});
