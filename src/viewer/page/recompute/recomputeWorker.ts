/** In a worker: points that are computed again, one after another. */
import '../doors/symbols.js';
import { DualnuError } from '../../../errors.js';
import { plainFromText } from '../../plainData.js';
import type { RecomputeTask } from '../../recomputeTask.js';
import type { Told } from './recomputed.js';
import { recomputePoint } from './recomputePoint.js';

const tell = (told: Told) => (self as unknown as Worker).postMessage(told);

self.onmessage = async ({ data }: MessageEvent<string>) => {
  try {
    const task = plainFromText(data) as RecomputeTask;
    tell({ kind: 'done', point: await recomputePoint(task, (words) => tell({ kind: 'stage', words })) });
  } catch (error) {
    tell({ kind: 'failed', words: inWords(error) });
  }
};

function inWords(error: unknown): string {
  if (error instanceof DualnuError) return error.lines.join('; ');
  return `unexpected error: ${error instanceof Error ? error.message : String(error)}`;
}
