/** Runs a scan: one tile after another from an engine into a grid. */
import { experimentScans, type ResolvedScan } from '../config/types.js';
import { groupNames } from '../engine/channels.js';
import type { Engine, EngineInfo, TileResult } from '../engine/engine.js';
import { openGpuEngine } from '../engine/gpu.js';
import { mixingFlag } from '../engine/physicsSetup.js';
import { openReferenceEngine } from '../engine/reference.js';
import { mixingsOf } from '../engine/tileLayout.js';
import type { DeviceOptions } from '../gpu/device.js';
import type { VariableArray } from '../grid/block.js';
import { writeTile } from '../grid/chunks.js';
import type { GridSpec } from '../grid/manifest.js';
import { discardIfEmpty, prepareGrid } from '../grid/prepare.js';
import { writeRunLog } from '../grid/runLog.js';
import { productOf, tileAt } from '../grid/tiles.js';
import { describeGrid } from './gridSpec.js';

/** Which engine computes. */
export type EngineName = EngineInfo['engine'];

/** How to run a scan. */
export interface RunOptions extends DeviceOptions {
  /** Folder of the grid. */
  readonly out: string;
  readonly engine: EngineName;
  /** Replaces a grid that is there; otherwise one of the same identity is resumed and another refused. */
  readonly overwrite: boolean;
  /** Called with the grid points done so far, tiles found on disk included. */
  readonly onProgress?: (pointsDone: number) => void;
}

/** What a run did. */
export interface RunSummary {
  readonly info: EngineInfo;
  /** Grid points that this run computed, and those that were on disk. */
  readonly computed: number;
  readonly resumed: number;
  /** From the first tile to the last byte. */
  readonly seconds: number;
}

/** Opens the engine that the options name, for a scan. Throws DeviceError. */
export async function openEngine(
  scan: ResolvedScan,
  { engine, ...device }: DeviceOptions & { readonly engine: EngineName },
): Promise<Engine> {
  return engine === 'reference' ? openReferenceEngine(scan) : await openGpuEngine(scan, device);
}

/** Runs a scan. A failure before the first tile leaves nothing on disk; a later one leaves whole tiles, which resume. */
export async function runScan(scan: ResolvedScan, options: RunOptions): Promise<RunSummary> {
  await using engine = await openEngine(scan, options);
  const spec = await describeGrid(scan, engine.info);
  const prepared = await prepareGrid(options.out, spec, { overwrite: options.overwrite });
  const { grid, done } = prepared;
  const started = new Date();
  const start = performance.now();
  const elapsed = () => (performance.now() - start) / 1000;
  let computed = 0;
  let resumed = 0;
  const log = (outcome: Record<string, string>) =>
    writeRunLog(options.out, {
      started: started.toISOString(),
      seconds: elapsed(),
      points_computed: computed,
      points_resumed: resumed,
      scan_file: scan.file,
      node: process.versions.node,
      ...engine.info,
      ...outcome,
    });
  // The writer works on the last tile while the engine computes the next.
  let writing: Promise<void> = Promise.resolve();
  try {
    for (let number = 0; number < spec.tilePlan.tileCount; number++) {
      const tile = tileAt(spec.tilePlan, number);
      const points = productOf(tile.shape);
      if (done.has(number)) {
        resumed += points;
        continue;
      }
      const before = resumed + computed;
      const result = await engine.evaluateTile(tile, (fraction) => {
        options.onProgress?.(before + fraction * points);
      });
      await writing;
      writing = writeTile(grid, tile, variablesOf(spec, scan, result, mixingsOf(scan, tile)));
      // Its failure is met at the next await; until then it must not count as unhandled.
      writing.catch(() => undefined);
      computed += points;
    }
    await writing;
  } catch (error) {
    await writing.catch(() => undefined);
    if (!(await discardIfEmpty(prepared))) {
      const failure = error instanceof Error ? error.message : String(error);
      // A full disk must not hide what went wrong first.
      await log({ failure }).catch(() => undefined);
    }
    throw error;
  }
  const seconds = elapsed();
  options.onProgress?.(resumed + computed);
  await log({});
  return { info: engine.info, computed, resumed, seconds };
}

function variablesOf(
  { attributes }: GridSpec,
  scan: ResolvedScan,
  result: TileResult,
  mixings: readonly number[],
): Record<string, VariableArray> {
  const variables: Record<string, VariableArray> = {
    chi2: result.chi2,
    signal: result.signal,
    ctau_cm: result.ctauCm,
    n_eff: result.nEff,
    flags: result.flags,
    mixing_flags: Uint32Array.from(mixings, mixingFlag),
  };
  experimentScans(scan).forEach((own, e) => {
    const suffix = attributes.experiments[e]?.suffix ?? '';
    const ending = suffix === '' ? '' : `_${suffix}`;
    const part = result.experiments[e];
    if (!part) return;
    if (suffix !== '') {
      variables[`chi2${ending}`] = part.chi2;
      variables[`signal${ending}`] = part.signal;
      variables[`n_eff${ending}`] = part.nEff;
    }
    groupNames(own).forEach((group, g) => {
      const array = part.groupSignal[g];
      if (array) variables[`signal_${group}${ending}`] = array;
    });
  });
  return variables;
}
