/** What surrounds a run: its progress, the signals that stop it, and what is said when it is ended from outside. */
import { leaveLastWords } from './lastWords.js';
import { showProgress } from './progress.js';
import { listenForStop } from './stopping.js';

/** What a run is given. */
export interface RunWatch {
  /** Aborted by the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  readonly onProgress: (pointsDone: number, pointsResumed: number) => void;
}

/** Runs something that writes grids of `total` points into a folder. */
export async function watchRun<T>(
  total: number,
  folder: string,
  run: (watch: RunWatch) => Promise<T>,
): Promise<T> {
  const ended = 'this process was ended by a signal, for lack of memory, or by the driver of the GPU';
  using words = leaveLastWords(`${ended}, before its first tile; dualnu doctor tells of drivers`);
  using stop = listenForStop();
  const progress = showProgress(total);
  let hasBegun = false;
  const onProgress: RunWatch['onProgress'] = (done, resumed) => {
    if (!hasBegun) {
      words.change(`${ended}: whole tiles are kept in ${folder}; run the same command again to go on`);
    }
    hasBegun = true;
    progress.update(done, resumed);
  };
  try {
    return await run({ signal: stop.signal, onProgress });
  } finally {
    progress.stop();
  }
}
