/** Pacing of a queue: how much work is submitted ahead of the GPU, and how long each piece took. */

/**
 * Measures submissions of one queue from completion to completion. They complete in order, so the times add up to
 * the total time during which the queue had work.
 */
export class QueueClock {
  readonly #now: () => number;
  #lastDone = Number.NEGATIVE_INFINITY;

  /** `now` is for tests. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Records a submission. The returned function records its completion and returns the queue's time for it, in milliseconds. */
  submitted(): () => number {
    const submitted = this.#now();
    return () => {
      const done = this.#now();
      const begun = Math.max(submitted, this.#lastDone);
      this.#lastDone = done;
      return done - begun;
    };
  }
}

/**
 * A shorter time means that two completions were seen in the same turn of the event loop, because the main thread was busy. It is
 * no measure of the work.
 */
const SEEN_TOGETHER_MS = 0.05;

/**
 * How many units of work (events, rows or workgroups, as the caller chooses) to put into the next dispatch so that it takes
 * about `targetMs`. It affects only the time: results must not depend on it.
 */
export class DispatchBudget {
  readonly #targetMs: number;
  readonly #most: number;
  #count: number;

  /** Starts with `first` units and never goes beyond `most`; both are raised to 1 at least. */
  constructor({ targetMs, first, most }: { targetMs: number; first: number; most: number }) {
    this.#targetMs = targetMs;
    this.#most = Math.max(1, Math.floor(most));
    this.#count = Math.min(this.#most, Math.max(1, Math.floor(first)));
  }

  /** Units for the next dispatch. */
  get count(): number {
    return this.#count;
  }

  /** Records the time of `count` units; the next count moves towards the target, to at most 4 times the measured count. */
  record(count: number, wallMs: number): void {
    // A time below the latency of clock and queue says nothing about the work.
    const perUnit = Math.max(wallMs, 0.5) / Math.max(1, count);
    const ideal = this.#targetMs / perUnit;
    // One short dispatch, as at the end of a tile, must not make the next ones short.
    const highest = Math.max(count * 4, this.#count);
    this.#count = Math.max(1, Math.min(this.#most, Math.floor(Math.min(ideal, highest))));
  }
}

/**
 * Lets submissions run ahead of the GPU, but not far: before each submission, the load in flight, in units of full dispatches, must be
 * below a limit. Full dispatches all take about the same time, so this limits the time ahead: if dispatches are much smaller than
 * full ones, many are in flight.
 */
export class Pacer {
  readonly #most: number;
  #load = 0;
  #failure: { readonly error: unknown } | undefined;
  #wake: (() => void)[] = [];

  constructor(mostInFlight: number) {
    this.#most = mostInFlight;
  }

  /** Whether a submission may follow at once. */
  get hasRoom(): boolean {
    return this.#load < this.#most;
  }

  /** Waits until a submission may follow. Throws the error of a tracked submission that failed. */
  async room(): Promise<void> {
    while (this.#failure === undefined && !this.hasRoom) {
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /**
   * Counts a submission of `units` until `done` resolves, and then updates the budget with the time that `milliseconds` returns.
   * A failure of `done` is kept and thrown by `room`, so that it is not an unhandled rejection.
   */
  track(budget: DispatchBudget, units: number, done: Promise<void>, milliseconds: () => number): void {
    const share = Math.min(1, units / budget.count);
    this.#load += share;
    const account = async () => {
      try {
        await done;
        const ms = milliseconds();
        if (ms >= SEEN_TOGETHER_MS) budget.record(units, ms);
      } catch (error) {
        this.#failure ??= { error };
      }
      this.#settle(share);
    };
    void account();
  }

  #settle(share: number): void {
    this.#load = Math.max(0, this.#load - share);
    for (const wake of this.#wake.splice(0)) wake();
  }
}

/** The clock and the pacer that the passes of an engine share, because they share its queue. */
export interface Pace {
  readonly clock: QueueClock;
  readonly pacer: Pacer;
}

/**
 * Full dispatches in flight: one running and one queued behind it, so that the GPU has work while the host notices that the first
 * is done. More would keep other programs waiting for the GPU.
 */
const FULL_DISPATCHES = 2;

/** The pace of a queue to which nothing has been submitted yet. */
export function createPace(): Pace {
  return { clock: new QueueClock(), pacer: new Pacer(FULL_DISPATCHES) };
}
