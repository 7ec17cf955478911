/** What surrounds a run: its progress, the signals that stop it, and what is said when it is ended from outside. */
import { leaveLastWords } from './lastWords.js';
import { showProgress } from './progress.js';
import { listenForStop } from './stopping.js';

/** What a run is given. */
export interface RunWatch {
  /** Aborted by the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  readonly onProgress: (pointsDone: number, pointsResumed: number) => void;
  /** To be called with what is kept, whenever that changes. */
  readonly onKept: (words: string) => void;
}

/** Runs something that writes grids of `total` points. */
export async function watchRun<T>(total: number, run: (watch: RunWatch) => Promise<T>): Promise<T> {
  const ended = 'this process was ended by a signal, for lack of memory, or by the driver of the GPU';
  using words = leaveLastWords(`${ended}, before its first tile; dualnu doctor tells of drivers`);
  using stop = listenForStop();
  const progress = showProgress(total);
  try {
    return await run({
      signal: stop.signal,
      onProgress: (done, resumed) => progress.update(done, resumed),
      onKept: (kept) => words.change(`${ended}: ${kept}`),
    });
  } finally {
    progress.stop();
  }
}
