/**
 * Notices that a device has stopped answering: a shader in an endless loop, a driver that waits for itself. WebGPU does not tell, and the
 * promises of such a device would be awaited for ever.
 *
 * Silence is counted in ticks of a timer and not by a clock. While the process itself stands still, stopped by Ctrl-Z, asleep with the
 * machine, or busy on its main thread, there are no ticks, and nobody is blamed for it.
 */

/** Seconds between ticks. */
const TICK_S = 5;
/**
 * Silence that no working device is known to reach, in ticks. Dispatches are meant to take a tenth of a second, but the comparison of a large
 * tile is one dispatch, and a driver may compile for minutes. Software shares its cores with all other programs, and hardly ever hangs.
 */
const LEAST_SILENCE = { hardware: (10 * 60) / TICK_S, software: (60 * 60) / TICK_S } as const;
/** A device is also given this many times the longest silence after which it has answered. */
const PATIENCE = 20;

/** The timer, which tests replace. */
export interface Ticker {
  /** Calls `tick` again and again, until the returned function is called. */
  every(milliseconds: number, tick: () => void): () => void;
}

const REAL: Ticker = {
  every(milliseconds, tick) {
    const timer = setInterval(tick, milliseconds);
    // Whoever waits for the device keeps the process alive.
    timer.unref();
    return () => clearInterval(timer);
  },
};

/** The watchdog of one device. */
export class Watchdog {
  readonly #ticker: Ticker;
  readonly #least: number;
  readonly #onSilence: (minutes: number) => void;
  #waits = 0;
  #silence = 0;
  #longest = 0;
  #stop: (() => void) | undefined;

  /** `onSilence` is called when the device has been silent for too long, with that time in minutes. */
  constructor(
    device: keyof typeof LEAST_SILENCE,
    onSilence: (minutes: number) => void,
    ticker: Ticker = REAL,
  ) {
    this.#least = LEAST_SILENCE[device];
    this.#onSilence = onSilence;
    this.#ticker = ticker;
  }

  /** Begins to wait for an answer. The returned function is called when the wait is over, once. */
  wait(): () => void {
    this.#waits += 1;
    this.#stop ??= this.#ticker.every(1000 * TICK_S, () => this.#tick());
    return () => {
      this.#longest = Math.max(this.#longest, this.#silence);
      this.#silence = 0;
      this.#waits -= 1;
      if (this.#waits === 0) this.#rest();
    };
  }

  #tick(): void {
    this.#silence += 1;
    if (this.#silence < Math.max(this.#least, PATIENCE * this.#longest)) return;
    const minutes = Math.round((this.#silence * TICK_S) / 60);
    this.#rest();
    this.#onSilence(minutes);
  }

  #rest(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.#silence = 0;
  }
}
