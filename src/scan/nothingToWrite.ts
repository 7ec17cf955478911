/** A scan of a grid that is complete where nothing can be written: a disk that is read-only or full, or another user's folder. */
import type { EngineInfo } from '../engine/engine.js';
import { StoreError } from '../errors.js';
import { lookAhead } from '../grid/writing/outlook.js';
import type { GridSpec } from '../metadata/manifest.js';
import { systemErrorCode } from '../systemErrors.js';
import { productOf } from '../tiles/tiles.js';
import type { RunOptions, RunSummary } from './run.js';

/** What the system says where it lets nobody write, or not this user, or has no room. */
const CANNOT_WRITE = new Set(['EROFS', 'EACCES', 'EPERM', 'ENOSPC', 'EDQUOT']);

/**
 * What a run did that could not claim its grid, and need not: one that is complete is read only, without a lock and a line in its log. Throws
 * the refusal where there is something to write, and where another process writes the grid.
 */
export async function withoutWriting(
  refusal: unknown,
  spec: GridSpec,
  info: EngineInfo,
  { out, overwrite, onNotice }: Pick<RunOptions, 'out' | 'overwrite' | 'onNotice'>,
): Promise<RunSummary> {
  const code = refusal instanceof StoreError ? systemErrorCode(refusal.cause) : undefined;
  if (overwrite || code === undefined || !CANNOT_WRITE.has(code)) throw refusal;
  const outlook = await lookAhead(out, spec);
  if (outlook.kind !== 'resume' || outlook.done.size < spec.tilePlan.tileCount) throw refusal;
  // The last step of its scan is missing.
  if (outlook.grid.storage.isComplete === false) throw refusal;
  onNotice?.(`${out}: is complete; the run log cannot be written there, and tells nothing of this run`);
  const seen = { tiles: new Set<number>(), best: undefined };
  return { info, computed: 0, resumed: productOf(spec.tilePlan.shape), seconds: 0, seen, bytesWritten: 0 };
}
