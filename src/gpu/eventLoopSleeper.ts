/**
 * Keeps the main thread asleep while a promise of Dawn's is pending. dawn.node polls the device on every turn of the event loop,
 * which keeps a core busy; with a software adapter, the shader needs that core. Sleeping for a millisecond in each turn frees the
 * core and delays nothing else by more than that.
 *
 * On a fast GPU a millisecond is a noticeable part of a tile, and the core is not needed. So sleep begins only after a while
 * without a submission to the device or a result from it: a short while for software, and for hardware one that a fast GPU never
 * takes. On a slow GPU, sleeping saves battery. JavaScript that prepares the next tile is not delayed: it runs within a turn, and
 * ends it with a submission.
 */
import { nextTurn, sleep } from '../platform/turns.js';

const PATIENCE_MS = { software: 1, hardware: 25 } as const;
const SLEEP_MS = 1;

/** The clock, the sleep and the event loop, which tests replace. */
export interface SleepClock {
  now(): number;
  sleep(milliseconds: number): void;
  nextTurn(work: () => void): void;
}

const REAL: SleepClock = {
  now: () => performance.now(),
  sleep,
  nextTurn: (work) => void nextTurn().then(work),
};

/** The sleep of one thread, which all its devices share. */
export class EventLoopSleeper {
  readonly #clock: SleepClock;
  #pending = 0;
  #scheduled = false;
  #sleepFromMs = 0;

  constructor(clock: SleepClock = REAL) {
    this.#clock = clock;
  }

  /** Lets the event loop sleep during one wait. The returned function ends the wait; further calls have no effect. */
  start(device: keyof typeof PATIENCE_MS): () => void {
    const patience = PATIENCE_MS[device];
    this.#pending += 1;
    this.#stayAwake(patience);
    if (!this.#scheduled) {
      this.#scheduled = true;
      this.#clock.nextTurn(() => this.#turn());
    }
    let waiting = true;
    return () => {
      if (!waiting) return;
      waiting = false;
      this.#pending -= 1;
      this.#stayAwake(patience);
    };
  }

  #stayAwake(milliseconds: number): void {
    this.#sleepFromMs = Math.max(this.#sleepFromMs, this.#clock.now() + milliseconds);
  }

  #turn(): void {
    if (this.#pending === 0) {
      this.#scheduled = false;
      return;
    }
    if (this.#clock.now() >= this.#sleepFromMs) this.#clock.sleep(SLEEP_MS);
    this.#clock.nextTurn(() => this.#turn());
  }
}

const sleeper = new EventLoopSleeper();

/** Lets the event loop sleep during one wait on a device; see EventLoopSleeper.start. */
export function startSleeping(device: keyof typeof PATIENCE_MS): () => void {
  return sleeper.start(device);
}
