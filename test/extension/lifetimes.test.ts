/** Templates as on hardware, whose nodes are the lifetimes of the whole scan: longer axes of masses can be taken over, couplings cannot. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { openGpuEngine } from '../../src/engine/gpu/gpuEngine.js';
import { tileMakerOf } from '../../src/engine/tileMaker.js';
import { inEngineOrder } from '../../src/extension/coverage.js';
import { extendedTiles } from '../../src/extension/extendedTiles.js';
import { planExtension } from '../../src/extension/plan.js';
import * as device from '../../src/gpu/device.js';
import { openGrid } from '../../src/grid/store.js';
import type { ResolvedScan } from '../../src/resolved/scan.js';
import { runScan } from '../../src/scan/run.js';
import { hashTree } from '../e2e/cli.js';
import { axis, logSpaced, scanOf } from '../scans.js';

vi.mock('../../src/gpu/device.js', { spy: true });
afterEach(() => {
  vi.mocked(device.openDevice).mockRestore();
});

const scanWith = (m5: readonly number[], epsilon: readonly number[]) =>
  scanOf([axis('m5_gev', m5), axis('epsilon', epsilon), axis('Umu5_sq', [1e-8, 1e-6])], {
    eventsPerMassPoint: 256,
  });
// More than the nodes of any row, which are then interpolated.
const COUPLINGS = logSpaced(4e-4, 8e-4, 40);
const short = scanWith([0.2, 0.4], COUPLINGS);
const heavier = scanWith([0.2, 0.3, 0.4, 0.5], COUPLINGS);
const stronger = scanWith([0.2, 0.4], [...COUPLINGS, 3e-3]);

const software = { allowSoftware: true };
/** With a thread that packs tiles, or the blocks of them, ahead. */
const engineOf = (scan: ResolvedScan) => openGpuEngine(scan, software, { form: 'lifetimes' }, 1);
let dir: string;

async function scanned(scan: ResolvedScan, name: string): Promise<string> {
  const out = join(dir, `${name}.zarr`);
  const open = async () => tileMakerOf(await engineOf(scan), scan);
  await runScan(scan, { ...software, out, engine: 'gpu', overwrite: false, maker: { open, inLog: {} } });
  return out;
}

async function extended(grid: string, scan: ResolvedScan, name: string): Promise<string> {
  const out = join(dir, `${name}.zarr`);
  const plan = await planExtension(await openGrid(grid), scan, software);
  const open = async () =>
    extendedTiles(plan, plan.info, {
      all: await engineOf(inEngineOrder(scan, plan.coverage)),
      added: undefined,
    });
  await runScan(scan, { ...software, out, engine: 'gpu', overwrite: false, maker: { open, inLog: {} } });
  return out;
}

let old: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'dualnu-test-'));
  old = await scanned(short, 'short');
});

afterAll(() => rm(dir, { recursive: true, force: true }));

it('masses in between and at the end give the bytes of a scan from scratch', async () => {
  const out = await extended(old, heavier, 'heavier');
  expect(await hashTree(out)).toEqual(await hashTree(await scanned(heavier, 'scratch')));
});

it('couplings would not, which is why a GPU refuses them', async () => {
  const out = await extended(old, stronger, 'stronger');
  expect(await hashTree(out)).not.toEqual(await hashTree(await scanned(stronger, 'from scratch')));
});

it('hardware refuses a longer axis of couplings, and names it', async () => {
  const grid = await openGrid(old);
  const { adapter, driver } = grid.attributes;
  const context = { info: { adapter, driver, software: false }, [Symbol.asyncDispose]: async () => {} };
  vi.mocked(device.openDevice).mockResolvedValue(context as unknown as device.GpuContext);
  await expect(planExtension(grid, stronger, software)).rejects.toThrow(
    /on a GPU the last digits .* depend on all lifetimes .* all values of epsilon; only other axes/,
  );
  expect((await planExtension(grid, heavier, software)).info.software).toBe(false);
});
