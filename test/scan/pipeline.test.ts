/** The two stages of a scan: what overlaps, in which order, how much at a time, and what a failure leaves. */
import { describe, expect, it } from 'vitest';
import { runPipeline } from '../../src/scan/pipeline.js';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Stages that note what they do, take some turns of the event loop, and fail where they are told. */
function stages(
  options: { compute?: number; write?: number; failCompute?: number; failWrite?: number } = {},
) {
  const seen = { begun: [] as number[], written: [] as number[], mostComputing: 0, mostWriting: 0 };
  let computing = 0;
  let writing = 0;
  let before: Promise<unknown> = Promise.resolve();
  return {
    seen,
    inFlight: () => computing + writing,
    async compute(item: number): Promise<string> {
      seen.begun.push(item);
      computing += 1;
      seen.mostComputing = Math.max(seen.mostComputing, computing);
      const previous = before;
      const own = (async () => {
        await previous;
        for (let i = 0; i < (options.compute ?? 1); i++) await turn();
      })();
      before = own;
      await own;
      computing -= 1;
      if (item === options.failCompute) throw new Error(`compute ${item}`);
      return `result ${item}`;
    },
    async write(item: number, result: string): Promise<void> {
      expect(result).toBe(`result ${item}`);
      writing += 1;
      seen.mostWriting = Math.max(seen.mostWriting, writing);
      for (let i = 0; i < (options.write ?? 1); i++) await turn();
      writing -= 1;
      if (item === options.failWrite) throw new Error(`write ${item}`);
      seen.written.push(item);
    },
  };
}

const items = [0, 1, 2, 3, 4, 5, 6, 7];
const depth = { computing: 3, writing: 2 };

describe('a pipeline', () => {
  it('computes and writes every item once and in order, whatever its depth', async () => {
    for (const own of [depth, { computing: 1, writing: 1 }, { computing: 20, writing: 20 }]) {
      const work = stages();
      await runPipeline(items, work, own);
      expect(work.seen.begun).toEqual(items);
      expect(work.seen.written).toEqual(items);
    }
    await runPipeline([], stages(), depth);
  });

  it('keeps as many items in flight as its depth says, and no more', async () => {
    const slowToCompute = stages({ compute: 10 });
    await runPipeline(items, slowToCompute, depth);
    expect(slowToCompute.seen).toMatchObject({ mostComputing: 3, mostWriting: 1 });
    const slowToWrite = stages({ write: 20 });
    await runPipeline(items, slowToWrite, depth);
    expect(slowToWrite.seen).toMatchObject({ mostComputing: 3, mostWriting: 2 });
  });

  it('computes the next item while one is written', async () => {
    const work = stages({ write: 5 });
    let overlaps = 0;
    const write = async (item: number, result: string) => {
      const before = work.seen.begun.length;
      await work.write(item, result);
      if (work.seen.begun.length > before) overlaps += 1;
    };
    await runPipeline(items, { compute: work.compute, write }, depth);
    expect(overlaps).toBeGreaterThan(0);
  });
});

describe('a failure', () => {
  it.each([0, 3, 7])(
    'to compute item %i: those before it are written, none after, none is begun',
    async (item) => {
      const work = stages({ failCompute: item });
      await expect(runPipeline(items, work, depth)).rejects.toThrow(`compute ${item}`);
      expect(work.seen.written).toEqual(items.slice(0, item));
      expect(work.seen.begun.length).toBeLessThanOrEqual(item + depth.computing);
      expect(work.inFlight()).toBe(0);
    },
  );

  it.each([0, 3, 7])(
    'to write item %i: what is in flight is waited for, nothing more is begun',
    async (item) => {
      const work = stages({ failWrite: item, write: 3 });
      await expect(runPipeline(items, work, depth)).rejects.toThrow(`write ${item}`);
      expect(work.inFlight()).toBe(0);
      expect(work.seen.begun.length).toBeLessThanOrEqual(item + depth.computing + depth.writing + 1);
    },
  );

  it('that came first is the one thrown', async () => {
    const writeFirst = stages({ failWrite: 1, failCompute: 4, compute: 10 });
    await expect(runPipeline(items, writeFirst, depth)).rejects.toThrow('write 1');
    const computeFirst = stages({ failWrite: 1, failCompute: 2, write: 50 });
    await expect(runPipeline(items, computeFirst, depth)).rejects.toThrow('compute 2');
    expect(computeFirst.inFlight()).toBe(0);
  });
});
