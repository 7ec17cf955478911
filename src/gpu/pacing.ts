/** Pacing of a queue: how much work is submitted ahead of what the GPU has done, and how long each piece took. */

/**
 * Measures submissions of one queue from completion to completion. They complete in order, so that the times add up to
 * how long the queue had work.
 */
export class QueueClock {
  readonly #now: () => number;
  #lastDone = Number.NEGATIVE_INFINITY;

  /** `now` is for tests. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Notes a submission; the function returned notes its completion and tells the milliseconds that it took of the queue's time. */
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
 * Below this a completion was seen in the same turn of the event loop as the one before it, and its time says nothing:
 * the main thread was busy elsewhere.
 */
const SEEN_TOGETHER_MS = 0.05;

/**
 * How many units of work (events, rows, workgroups: the caller's) to put into the next dispatch so that it takes
 * about `targetMs`. It only shapes time: results must not depend on it.
 */
export class DispatchBudget {
  readonly #targetMs: number;
  readonly #most: number;
  #count: number;

  /** Starts with `first` units, never goes beyond `most`; all at least 1. */
  constructor({ targetMs, first, most }: { targetMs: number; first: number; most: number }) {
    this.#targetMs = targetMs;
    this.#most = Math.max(1, Math.floor(most));
    this.#count = Math.min(this.#most, Math.max(1, Math.floor(first)));
  }

  /** Units for the next dispatch. */
  get count(): number {
    return this.#count;
  }

  /** Tells what `count` units took; the next count moves towards the target, up by at most a factor 4 on what was measured. */
  record(count: number, wallMs: number): void {
    // Below the clock's and the queue's own latency a time says nothing about the work.
    const perUnit = Math.max(wallMs, 0.5) / Math.max(1, count);
    const ideal = this.#targetMs / perUnit;
    // A short dispatch, as at the end of a tile, is no reason to have short ones.
    const highest = Math.max(count * 4, this.#count);
    this.#count = Math.max(1, Math.min(this.#most, Math.floor(Math.min(ideal, highest))));
  }
}

/**
 * Lets submissions run ahead of the GPU, but not far: the load in flight, in dispatches of full size, stays below a
 * limit before each submission. Full dispatches take about as long as each other, so that the limit is one of time:
 * where a dispatch is a small part of a full one, many are in flight.
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

  /** Waits until a submission may follow. Throws what a tracked submission failed with. */
  async room(): Promise<void> {
    while (this.#failure === undefined && !this.hasRoom) {
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /**
   * Keeps account of a submission of `units` until `done`, and corrects the budget by `milliseconds`, which is asked
   * when it is done. A failure of `done` is kept for `room`: it is no unhandled rejection.
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

/** What the passes of an engine share, because they share its queue. */
export interface Pace {
  readonly clock: QueueClock;
  readonly pacer: Pacer;
}

/**
 * Full dispatches in flight: one at work and one behind it, so that the GPU has work while the host sees that the first
 * is done; no more, for the sake of others that want the GPU.
 */
const FULL_DISPATCHES = 2;

/** The pace of a queue that nothing was submitted to. */
export function createPace(): Pace {
  return { clock: new QueueClock(), pacer: new Pacer(FULL_DISPATCHES) };
}
