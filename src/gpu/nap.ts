/**
 * Keeps the main thread asleep while a promise of Dawn's is pending. dawn.node polls the device on every turn of the
 * event loop, which takes most of a core: with a software adapter, a core that the shader needs (30 % of its speed on
 * two cores). Sleeping a millisecond in each turn gives the core back and delays nothing else by more than that.
 *
 * A millisecond is a tenth of a tile on a fast GPU, which leaves the core alone anyway. So naps begin only when nothing
 * has been asked of the device, and nothing has come of it, for a while: a short one where the device is software, and
 * one that a fast GPU never takes where it is hardware. There naps only spare a laptop's battery while a slow one works.
 * JavaScript that prepares the next tile is never in a nap: it is what the turn is for, and asks the device at its end.
 */

const PATIENCE_MS = { software: 1, hardware: 25 } as const;
const NAP_MS = 1;

/** What a nap needs of its surroundings; replaced by tests. */
export interface NapClock {
  now(): number;
  sleep(milliseconds: number): void;
  nextTurn(work: () => void): void;
}

const cell = new Int32Array(new SharedArrayBuffer(4));
const REAL: NapClock = {
  now: () => performance.now(),
  sleep: (milliseconds) => Atomics.wait(cell, 0, 0, milliseconds),
  nextTurn: setImmediate,
};

/** Naps of one thread, shared by all its devices: they sleep together. */
export class Naps {
  readonly #clock: NapClock;
  #pending = 0;
  #scheduled = false;
  #napFromMs = 0;

  constructor(clock: NapClock = REAL) {
    this.#clock = clock;
  }

  /** Starts napping for one wait; the function returned ends it, and may be called again without effect. */
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
    this.#napFromMs = Math.max(this.#napFromMs, this.#clock.now() + milliseconds);
  }

  #turn(): void {
    if (this.#pending === 0) {
      this.#scheduled = false;
      return;
    }
    if (this.#clock.now() >= this.#napFromMs) this.#clock.sleep(NAP_MS);
    this.#clock.nextTurn(() => this.#turn());
  }
}

const naps = new Naps();

/** Starts napping for one wait on a device; see Naps.start. */
export function startNaps(device: keyof typeof PATIENCE_MS): () => void {
  return naps.start(device);
}
