/** The scan as a pipeline: while one tile computes, the next is prepared and those before it are written. */

/** How far stages run ahead of each other. */
export interface PipelineDepth {
  /** Items being computed at a time. */
  readonly computing: number;
  /** Results being written at a time; beyond it, computing waits. This bounds memory: the queue of a slow disk is short. */
  readonly writing: number;
}

/**
 * Three tiles in flight: one at work on the GPU, one behind it in the queue, and one that the host prepares or finishes.
 * Four writes: as many as Node has threads for files, so that one that the disk makes wait does not make the GPU wait.
 * More would hold memory and gain nothing.
 */
export const DEPTH: PipelineDepth = { computing: 3, writing: 4 };

/** What is done with each item, in two stages. */
export interface Stages<Item, Result> {
  /** May be called again before it has answered; answers come in the order of calls. */
  compute(item: Item): Promise<Result>;
  /** Called in the order of the items. */
  write(item: Item, result: Result): Promise<void>;
}

/**
 * Takes items through both stages. At a failure nothing more is begun, what is in flight is waited for, and the failure that
 * came first is thrown: all items before the one that failed to compute are written, and none after it.
 */
export async function runPipeline<Item, Result>(
  items: Iterable<Item>,
  { compute, write }: Stages<Item, Result>,
  depth: PipelineDepth = DEPTH,
): Promise<void> {
  const computing: { readonly item: Item; readonly result: Promise<Result> }[] = [];
  const writing: Promise<void>[] = [];
  let failed: { readonly error: unknown } | undefined;
  const writeOldest = async (): Promise<void> => {
    const oldest = computing.shift();
    if (!oldest) return;
    const result = await oldest.result;
    if (writing.length >= depth.writing) await writing.shift();
    if (failed) throw failed.error;
    const written = write(oldest.item, result);
    // A failure is met where the next tile is done, not only where this write is waited for.
    written.catch((error: unknown) => {
      failed ??= { error };
    });
    writing.push(written);
  };
  try {
    for (const item of items) {
      const result = compute(item);
      // Its failure is met when its turn comes; until then it must not count as unhandled.
      result.catch(() => undefined);
      computing.push({ item, result });
      if (computing.length >= depth.computing) await writeOldest();
    }
    while (computing.length > 0) await writeOldest();
    await Promise.all(writing);
  } catch (error) {
    // A write that failed while a tile was waited for came before the tile that failed after it.
    const first = failed ?? { error };
    await Promise.allSettled([...computing.map(({ result }) => result), ...writing]);
    throw first.error;
  }
}
