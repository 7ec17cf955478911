/** The scan as a pipeline: while one tile is computed, the next is prepared and earlier ones are written. */

/** How far the stages run ahead of each other. */
export interface PipelineDepth {
  /** Items being computed at a time. */
  readonly computing: number;
  /** Results being written at a time; computing waits when there are more, so that a slow disk does not fill the memory. */
  readonly writing: number;
}

/**
 * Three tiles in flight: one running on the GPU, one queued behind it, and one that the host prepares or finishes. Four writes: as
 * many as Node has threads for files, so that a write that waits for the disk does not make the GPU wait. More would use memory
 * without any gain.
 */
export const DEPTH: PipelineDepth = { computing: 3, writing: 4 };

/** The two stages of each item. */
export interface Stages<Item, Result> {
  /** May be called again before the previous call has resolved; results come in the order of calls. */
  compute(item: Item): Promise<Result>;
  /** Called in the order of the items. */
  write(item: Item, result: Result): Promise<void>;
}

/**
 * Takes items through both stages. After a failure nothing more is begun, work in flight is awaited, and the first failure is
 * thrown: all items before the one that failed to compute are written, and none after it.
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
    // A failure is noticed when the next tile is done, not only when this write is awaited.
    written.catch((error: unknown) => {
      failed ??= { error };
    });
    writing.push(written);
  };
  try {
    for (const item of items) {
      const result = compute(item);
      // A failure is thrown when the item's turn comes; until then it must not count as unhandled.
      result.catch(() => undefined);
      computing.push({ item, result });
      if (computing.length >= depth.computing) await writeOldest();
    }
    while (computing.length > 0) await writeOldest();
    await Promise.all(writing);
  } catch (error) {
    // A write that failed while a tile was awaited failed before that tile did.
    const first = failed ?? { error };
    await Promise.allSettled([...computing.map(({ result }) => result), ...writing]);
    throw first.error;
  }
}
