/** Engines for programs: finding and opening one, and the tiles of a scan. */
import type { Engine, EngineInfo } from '../engine/engine.js';
import { DeviceError } from '../errors.js';
import { chooseAdapter, type DeviceOptions, listAdapters } from '../gpu/device.js';
import { planScan } from '../prediction/tilePlan.js';
import type { ResolvedScan } from '../resolved/scan.js';
import { openEngine as openNamedEngine } from '../scan/run.js';
import { type Tile, tileAt } from '../tiles/tiles.js';

/** Which adapter to use: by default the first hardware adapter. `adapterName` is part of its name; `allowSoftware` also accepts a software adapter. */
export type AdapterOptions = Partial<Omit<DeviceOptions, 'ticker'>>;

/** Which engine to use, and for the GPU which adapter. */
export interface EngineOptions extends AdapterOptions {
  /** `gpu` by default; `reference` is the f64 engine, which needs no adapter and takes far longer. */
  readonly engine?: EngineInfo['engine'];
}

/**
 * The engine that is available on this machine: `gpu` if an adapter matches the options, else `reference`. It is meant for programs that
 * must run anywhere. No other function switches engines, because their results agree within bounds (docs/numerics.md) but not bit by bit.
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

/** Opens an engine for a scan. Dispose of it after use (`await using`). Throws DeviceError if there is no such adapter. */
export async function openEngine(
  scan: ResolvedScan,
  { engine = 'gpu', ...device }: EngineOptions = {},
): Promise<Engine> {
  checkEngine(engine);
  return await openNamedEngine(scan, { engine, allowSoftware: false, ...device });
}

/** Throws RangeError where there is no such engine: a program in JavaScript may ask for any. */
export function checkEngine(engine: string): void {
  if (engine !== 'gpu' && engine !== 'reference') {
    throw new RangeError(`there is no engine ${engine}: gpu or reference`);
  }
}

/** The tiles of a scan, in the order of computation. Together they contain every grid point exactly once. */
export function tilesOf(scan: ResolvedScan): Tile[] {
  const plan = planScan(scan);
  return Array.from({ length: plan.tileCount }, (_, number) => tileAt(plan, number));
}
