/** A scan whose device fails: computed again where that helps, with the same bytes, and else ended with a message that says what is kept. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DeviceError } from '../../src/errors.js';
import type { Ticker } from '../../src/gpu/watchdog.js';
import { nextTurn } from '../../src/platform/turns.js';
import { type RunOptions, runScan } from '../../src/scan/run.js';
import { type Answer, type DeviceFault, loss, withFaults } from '../deviceFaults.js';
import { hashTree } from '../e2e/cli.js';
import { temporaryFolder } from '../grid/fixture.js';
import { axis, logSpaced, scanOf } from '../scans.js';

/** Four tiles: 800 mass points, at most 256 a tile. */
const scan = scanOf(
  [
    axis('m4_gev', logSpaced(0.01, 0.3, 4)),
    axis('m5_gev', logSpaced(0.11, 1.3, 200)),
    axis('Umu5_sq', [1e-6, 1e-4]),
  ],
  { eventsPerMassPoint: 128 },
);
const optionsFor = (out: string): RunOptions => ({
  ...{ out, engine: 'gpu', allowSoftware: true, overwrite: false, sync: false },
});

/** One tile after another. */
const ONE = { computing: 1, writing: 1 } as const;

/** Runs the scan while faults happen. */
async function runWith(faults: readonly DeviceFault[], more: Partial<RunOptions> = {}) {
  const out = join(await temporaryFolder(), 'grid.zarr');
  const notices: string[] = [];
  let error: unknown;
  const happened = await withFaults(faults, async () => {
    try {
      await runScan(scan, { ...optionsFor(out), ...more, onNotice: (text) => notices.push(text) });
    } catch (thrown) {
      error = thrown;
    }
  });
  return { out, notices, error, happened, tree: () => hashTree(out) };
}

let unharmed: Promise<Record<string, string>> | undefined;
/** The hashes of the grid to which nothing has happened. */
function unharmedTree(): Promise<Record<string, string>> {
  unharmed ??= runWith([]).then(({ tree }) => tree());
  return unharmed;
}

const first = (number: number) => number === 1;
const labelled =
  (label: string) =>
  ([options]: readonly unknown[]) =>
    (options as { label?: string } | undefined)?.label === label;

/** The device is lost once, at these calls. */
const STAGES: Readonly<Record<string, DeviceFault>> = {
  'while it is opened': {
    ...{ of: 'GPUAdapter', call: 'requestDevice', at: first },
    answer: async ({ go }) => {
      const device = (await go()) as GPUDevice;
      device.destroy();
      return device;
    },
  },
  'at a pipeline': {
    ...{ of: 'GPUDevice', call: 'createComputePipeline', at: (n) => n === 2, answer: loss },
  },
  'at a buffer': { of: 'GPUDevice', call: 'createBuffer', at: (n) => n === 5, answer: loss },
  'at an upload': { of: 'GPUQueue', call: 'writeBuffer', at: (n) => n === 12, answer: loss },
  'at events': { of: 'GPUComputePassEncoder', call: 'dispatchWorkgroups', at: first, answer: loss },
  'at templates': {
    of: 'GPUComputePassEncoder',
    call: 'dispatchWorkgroups',
    at: (n) => n === 2,
    answer: loss,
  },
  'at yields': {
    ...{ of: 'GPUDevice', call: 'createCommandEncoder', only: labelled('points'), at: (n) => n === 2 },
    answer: loss,
  },
  'at a submission': { of: 'GPUQueue', call: 'submit', at: (n) => n === 4, answer: loss },
  'at a mapping': { of: 'GPUBuffer', call: 'mapAsync', at: (n) => n === 2, answer: loss },
  'between tiles, while one is written': { of: 'GPUBuffer', call: 'unmap', at: (n) => n === 2, answer: loss },
  'while the last tile is written': { of: 'GPUBuffer', call: 'unmap', at: (n) => n === 4, answer: loss },
  'while it is closed': { of: 'GPUDevice', call: 'destroy', at: first, answer: loss },
};

describe('a device that is lost once', () => {
  it.each(Object.entries(STAGES))('%s leaves the same grid', async (name, fault) => {
    const { error, happened, notices, tree, out } = await runWith([fault]);
    expect(error).toBeUndefined();
    expect(happened).toBe(1);
    expect(await tree()).toEqual(await unharmedTree());
    const [entry] = JSON.parse(await readFile(`${out}.log.json`, 'utf8'));
    if (name.startsWith('while it is closed') || name.startsWith('while the last')) {
      expect(notices).toEqual([]);
      expect(entry).not.toHaveProperty('device_mishaps');
    } else {
      expect(notices).toEqual([
        expect.stringMatching(/the device .* was lost \(.*\): it (is|was) opened again/),
      ]);
      expect(entry.device_mishaps).toEqual(notices);
    }
  });

  it('with threads that pack tiles, too', async () => {
    const fault = { of: 'GPUBuffer', call: 'mapAsync', at: (n: number) => n === 2, answer: loss } as const;
    const { error, tree } = await runWith([fault], { threads: 2 });
    expect(error).toBeUndefined();
    expect(await tree()).toEqual(await unharmedTree());
  });
});

/** A loss at the points of every tile with these sizes, each time it is computed. */
const lossAtEveryTile: DeviceFault = {
  ...{ of: 'GPUDevice', call: 'createCommandEncoder', only: labelled('points'), answer: loss },
};

describe('a device that is lost again and again', () => {
  it('ends the scan with exit code 5 when every tile has been tried, and leaves nothing', async () => {
    const { error, happened, tree } = await runWith([lossAtEveryTile]);
    expect(error).toBeInstanceOf(DeviceError);
    expect(error).toMatchObject({ exitCode: 5 });
    expect(String(error)).toMatch(/was lost .*, as 4 times before; so it went with 3 tiles in a row$/);
    expect(happened).toBeGreaterThanOrEqual(15);
    await expect(tree()).rejects.toThrow(/ENOENT/);
  });

  it('computes a tile at the fourth new device with short dispatches', async () => {
    // Four times with the usual ones.
    const faults = [{ ...lossAtEveryTile, at: (n: number) => n <= 4 }];
    const { error, notices, tree } = await runWith(faults, { depth: ONE });
    expect(error).toBeUndefined();
    expect(notices.map((notice) => /with shorter dispatches from now on$/.test(notice))).toEqual([
      ...[false, false, false, true],
    ]);
    expect(await tree()).toEqual(await unharmedTree());
  });

  it('leaves out the tile at which it is lost, computes the others and ends with exit code 5', async () => {
    const out = join(await temporaryFolder(), 'grid.zarr');
    // The first tile alone is tried five times.
    const { error, notices } = await runWith([{ ...lossAtEveryTile, at: (n) => n <= 5 }], {
      out,
      depth: ONE,
    });
    expect(error).toMatchObject({ exitCode: 5 });
    const why = String(error);
    expect(why).toMatch(
      /^Error: left out: 1 of 4 tiles, from the points \[0, 0, 0\] on \(.* was lost .*, as 4 times before\): 3 of 4 tiles \(\d+ points\) are kept in .*grid\.zarr; run the same command again to go on$/,
    );
    expect(notices).toHaveLength(5);
    const [entry] = JSON.parse(await readFile(`${out}.log.json`, 'utf8'));
    expect(entry.failure).toContain('left out: 1 of 4 tiles');
    expect(entry.device_mishaps).toEqual(notices);
    const { computed, resumed } = await runScan(scan, optionsFor(out));
    expect(computed).toBeGreaterThan(0);
    expect(resumed).toBeGreaterThan(computed);
    expect(await hashTree(out)).toEqual(await unharmedTree());
  });

  it('ends the scan when there is no device any more, and keeps whole tiles', async () => {
    const out = join(await temporaryFolder(), 'grid.zarr');
    const gone = { of: 'GPUAdapter', call: 'requestDevice', at: (n: number) => n > 1 } as const;
    const waited: number[] = [];
    const { error, happened } = await runWith(
      [
        { of: 'GPUBuffer', call: 'mapAsync', at: (n) => n === 3, answer: loss },
        { ...gone, answer: () => Promise.reject(new Error('no such device')) },
      ],
      { out, depth: ONE, pause: async (seconds) => void waited.push(seconds) },
    );
    expect(error).toMatchObject({ exitCode: 5 });
    expect(String(error)).toMatch(
      /the device .* was lost .*; and it cannot be opened again: the adapter .* gives no device: no such device: [1-3] of 4 tiles .* kept in .*; run the same command again to go on$/,
    );
    expect(happened).toBe(5);
    expect(waited).toEqual([0, 2, 10, 60]);
    await runScan(scan, optionsFor(out));
    expect(await hashTree(out)).toEqual(await unharmedTree());
  });
});

/** An error that WebGPU tells of its own accord, at the second mapping. */
const uncaptured = (made: () => GPUError): DeviceFault => ({
  ...{ of: 'GPUBuffer', call: 'mapAsync', at: (n) => n === 2 },
  answer({ device, go }) {
    const event = new Event('uncapturederror', { cancelable: true });
    device?.dispatchEvent(Object.assign(event, { error: made() }));
    return go();
  },
});

describe('memory that a device does not have', () => {
  const noMemory: Answer = async ({ go }) => {
    await go();
    return new GPUOutOfMemoryError('nothing left');
  };
  /** Scopes are popped three at a time; the one for memory is the second. */
  const atCheck = (check: number): DeviceFault => ({
    ...{ of: 'GPUDevice', call: 'popErrorScope', at: (n) => n === 3 * check + 2, answer: noMemory },
  });

  it('is named at the start, with what was too large, and nothing is left', async () => {
    const { error, tree, notices } = await runWith([atCheck(6)]);
    expect(error).toMatchObject({ exitCode: 5 });
    expect(String(error)).toMatch(/^Error: buffer [a-z ]+ of [\d.]+ \w+: nothing left$/);
    expect(notices).toEqual([]);
    await expect(tree()).rejects.toThrow(/ENOENT/);
  });

  it('is named with what was to be read, too, and the device is opened again', async () => {
    let isReading = false;
    const { error, notices, tree } = await runWith([
      {
        ...{ of: 'GPUDevice', call: 'createBuffer', at: first },
        only: ([options]) => String((options as GPUBufferDescriptor).label).startsWith('staging'),
        answer({ go }) {
          isReading = true;
          return go();
        },
      },
      { of: 'GPUDevice', call: 'popErrorScope', only: () => isReading, at: first, answer: noMemory },
    ]);
    expect(error).toBeUndefined();
    expect(notices).toEqual([
      expect.stringMatching(/a buffer of [\d.]+ \w+ for reading: nothing left: it was opened again/),
    ]);
    expect(await tree()).toEqual(await unharmedTree());
  });

  it('has the device opened again whatever it was for', async () => {
    const { error, notices, tree } = await runWith([
      uncaptured(() => new GPUOutOfMemoryError('nothing left')),
    ]);
    expect(error).toBeUndefined();
    expect(notices).toEqual([expect.stringMatching(/nothing left: it was opened again/)]);
    expect(await tree()).toEqual(await unharmedTree());
  });
});

describe('an error that nobody asked for', () => {
  it('has the device opened again if it is the driver that failed', async () => {
    const { error, notices, tree } = await runWith([uncaptured(() => new GPUInternalError('oops'))]);
    expect(error).toBeUndefined();
    expect(notices).toEqual([expect.stringMatching(/had an internal error \(oops\): it was opened again/)]);
    expect(await tree()).toEqual(await unharmedTree());
  });

  it('ends the scan at once if it would come back', async () => {
    const { error, notices } = await runWith([uncaptured(() => new GPUValidationError('too many'))]);
    expect(error).toMatchObject({ exitCode: 5 });
    expect(String(error)).toMatch(/: WebGPU error outside any check: too many$/);
    expect(notices).toEqual([]);
  });
});

describe('a device that does not answer', () => {
  it('is given up, and the tiles are computed on another one', async () => {
    let tick: (() => void) | undefined;
    const ticker: Ticker = {
      every(_, next) {
        tick = next;
        return () => {
          tick = undefined;
        };
      },
    };
    const never: DeviceFault = {
      ...{ of: 'GPUBuffer', call: 'mapAsync', at: (n) => n === 2 },
      async answer() {
        // Time passes until nobody waits for this device any more.
        await nextTurn();
        for (; tick; await nextTurn()) tick();
        return await new Promise(() => undefined);
      },
    };
    const { error, happened, notices, tree } = await runWith([never], { ticker });
    expect(error).toBeUndefined();
    expect(happened).toBe(1);
    expect(notices).toEqual([expect.stringMatching(/has not answered for \d+ minutes: it was opened again/)]);
    expect(await tree()).toEqual(await unharmedTree());
  });
});
