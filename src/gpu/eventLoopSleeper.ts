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
/** A turn of the event loop that is shorter has only asked the device whether it is done. */
const EMPTY_TURN_MS = 0.1;

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
  #turnBegan = 0;
  #emptyMs = 0;

  constructor(clock: SleepClock = REAL) {
    this.#clock = clock;
  }

  /** Milliseconds of turns in which the thread did nothing but ask the device, sleep not counted. */
  get emptyMs(): number {
    return this.#emptyMs;
  }

  /** Lets the event loop sleep during one wait. The returned function ends the wait; further calls have no effect. */
  start(device: keyof typeof PATIENCE_MS): () => void {
    const patience = PATIENCE_MS[device];
    this.#pending += 1;
    this.#stayAwake(patience);
    if (!this.#scheduled) {
      this.#scheduled = true;
      this.#turnBegan = this.#clock.now();
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
    const now = this.#clock.now();
    const took = now - this.#turnBegan;
    if (took < EMPTY_TURN_MS) this.#emptyMs += took;
    if (this.#pending === 0) {
      this.#scheduled = false;
      return;
    }
    const sleeps = now >= this.#sleepFromMs;
    if (sleeps) this.#clock.sleep(SLEEP_MS);
    this.#turnBegan = sleeps ? this.#clock.now() : now;
    this.#clock.nextTurn(() => this.#turn());
  }
}

const sleeper = new EventLoopSleeper();

/** Lets the event loop sleep during one wait on a device; see EventLoopSleeper.start. */
export function startSleeping(device: keyof typeof PATIENCE_MS): () => void {
  return sleeper.start(device);
}

/** Milliseconds that this thread has spent on asking devices whether they are done, doing nothing else: no work of the host's. */
export function pollingMilliseconds(): number {
  return sleeper.emptyMs;
}
