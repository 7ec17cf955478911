/** Engines for programs: which there is, opening one, and the tiles of a scan. */
import type { Engine, EngineInfo } from '../engine/engine.js';
import { DeviceError } from '../errors.js';
import { chooseAdapter, type DeviceOptions, listAdapters } from '../gpu/device.js';
import { type Tile, tileAt } from '../grid/tiles.js';
import { planScan } from '../prediction/tilePlan.js';
import type { ResolvedScan } from '../resolved/scan.js';
import { openEngine as openNamedEngine } from '../scan/run.js';

/** Which adapter: by default the first that is hardware. `adapterName` is part of its name; `allowSoftware` lets a software one pass. */
export type AdapterOptions = Partial<DeviceOptions>;

/** Which engine, and for the GPU which adapter. */
export interface EngineOptions extends AdapterOptions {
  /** `gpu` by default; `reference` is the f64 engine, which needs no adapter and takes far longer. */
  readonly engine?: EngineInfo['engine'];
}

/**
 * The engine that this machine has for such options: `gpu` where an adapter fits, else `reference`. To be asked by programs that are to
 * run anywhere; nothing falls back by itself, because the two engines agree within bounds (docs/numerics.md), not to the bit.
 */
export async function availableEngine(options: AdapterOptions = {}): Promise<EngineInfo['engine']> {
  try {
    const adapters = await listAdapters();
    chooseAdapter(
      adapters.map((info) => ({ info })),
      { allowSoftware: false, ...options },
    );
    return 'gpu';
  } catch (error) {
    if (error instanceof DeviceError) return 'reference';
    throw error;
  }
}

/** Opens an engine for a scan; to be disposed of (`await using`). Throws DeviceError where there is no such adapter. */
export async function openEngine(
  scan: ResolvedScan,
  { engine = 'gpu', ...device }: EngineOptions = {},
): Promise<Engine> {
  return await openNamedEngine(scan, { engine, allowSoftware: false, ...device });
}

/** The tiles that a scan is computed in, in their order. Together they hold every grid point once. */
export function tilesOf(scan: ResolvedScan): Tile[] {
  const plan = planScan(scan);
  return Array.from({ length: plan.tileCount }, (_, number) => tileAt(plan, number));
}
