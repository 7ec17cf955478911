/**
 * Keeps the main thread asleep while a promise of Dawn's is pending. dawn.node polls the device on every turn of the
 * event loop, which takes most of a core: with a software adapter, a core that the shader needs (30 % of its speed on
 * two cores). Sleeping a millisecond in each turn gives the core back and delays nothing else by more than that.
 *
 * A millisecond is a tenth of a tile on a fast GPU, which leaves the core alone anyway. So sleep begins only when nothing
 * has been asked of the device, and nothing has come of it, for a while: a short while where the device is software, and
 * one that a fast GPU never takes where it is hardware. There sleep only spares a laptop's battery while a slow one works.
 * JavaScript that prepares the next tile never sleeps: it is what the turn is for, and asks the device at its end.
 */
import { nextTurn, sleep } from '../platform/turns.js';

const PATIENCE_MS = { software: 1, hardware: 25 } as const;
const SLEEP_MS = 1;

/** What sleeping needs of its surroundings; replaced by tests. */
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

/** Sleep of one thread, shared by all its devices: they sleep together. */
export class EventLoopSleeper {
  readonly #clock: SleepClock;
  #pending = 0;
  #scheduled = false;
  #sleepFromMs = 0;

  constructor(clock: SleepClock = REAL) {
    this.#clock = clock;
  }

  /** Lets the event loop sleep during one wait; the function returned ends it, and may be called again without effect. */
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
