/** An open device and its guard: no await on the GPU may outlive the device, and no WebGPU error may go unnoticed. */
import { DeviceError } from '../errors.js';
import { leaveHungDevice } from '../platform/hungDevices.js';
import { nextTurn } from '../platform/turns.js';
import { firstLine } from '../text.js';
import { LostDevice, NoDeviceMemory, named } from './deviceFailures.js';
import { startSleeping } from './eventLoopSleeper.js';
import { type Ticker, Watchdog } from './watchdog.js';

/** Turns of the event loop after which a promise that was rejected is not the first sign of a loss. */
const TURNS_TO_TELL = 20;

/** Description of an adapter, for provenance and messages. */
export interface AdapterInfo {
  /** The adapter's name, as for `--adapter`. */
  readonly adapter: string;
  readonly vendor: string;
  readonly architecture: string;
  /** Driver and its version, as reported by the driver. */
  readonly driver: string;
  /** Dawn's backend: `vulkan`, `metal` or `d3d12`. */
  readonly backend: string;
  /** True for a software rasteriser such as lavapipe. */
  readonly software: boolean;
}

/** WebGPU's limits by name. */
export type Limits = Readonly<Record<string, number>>;

/** An open device. Dispose of it when done: it holds the device and its staging buffers. */
export class GpuContext implements AsyncDisposable {
  readonly device: GPUDevice;
  readonly info: AdapterInfo;
  readonly limits: Limits;
  readonly #waiting = new Set<(error: DeviceError) => void>();
  readonly #deferred: (() => void)[] = [];
  readonly #watchdog: Watchdog;
  #failure: DeviceError | undefined;
  #disposed = false;
  #isHung = false;

  /** Takes ownership of a device. Called by openDevice; `ticker` is for tests. */
  constructor(device: GPUDevice, info: AdapterInfo, limits: Limits, ticker?: Ticker) {
    this.device = device;
    this.info = info;
    this.limits = limits;
    device.addEventListener('uncapturederror', (event) => {
      // Otherwise dawn.node would print it.
      event.preventDefault();
      const { error } = event;
      // A driver that has failed at something that nobody can have got wrong: its device may do nothing from now on.
      const isOfDriver = error instanceof GPUInternalError;
      this.#fail(
        isOfDriver
          ? new LostDevice(`the device ${info.adapter} had an internal error (${firstLine(error)})`)
          : errorOf('WebGPU error outside any check', error),
      );
    });
    void device.lost.then(({ reason, message }) => {
      const why = this.#disposed ? 'it was closed' : `${reason}: ${firstLine(message)}`;
      this.#fail(new LostDevice(`the device ${info.adapter} was lost (${why})`));
    });
    const onSilence = (minutes: number) => {
      this.#isHung = true;
      this.#fail(new LostDevice(`the device ${info.adapter} has not answered for ${minutes} minutes`));
    };
    this.#watchdog = new Watchdog(info.software ? 'software' : 'hardware', onSilence, ticker);
  }

  /**
   * Awaits a promise from the device; `what` names it in messages. Throws DeviceError when the promise rejects and after an uncaptured error,
   * LostDevice when the device is or gets lost or does not answer. Without this, most promises of a lost device would succeed silently.
   */
  guard<T>(what: string, promise: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#failure !== undefined) {
        promise.catch(() => undefined);
        reject(named(what, this.#failure));
        return;
      }
      const endSleep = startSleeping(this.info.software ? 'software' : 'hardware');
      const endWait = this.#watchdog.wait();
      const settle = (error: DeviceError | undefined, value?: () => void) => {
        if (!this.#waiting.delete(settle)) return;
        endSleep();
        endWait();
        if (error === undefined) value?.();
        else reject(named(what, error));
      };
      // Not Promise.race: a failure promise that never settles would keep every result of a long scan in memory.
      this.#waiting.add(settle);
      promise.then(
        (value) => settle(this.#failure, () => resolve(value)),
        async (cause: unknown) => {
          // A loss may be told after the promises that it rejects.
          for (let turn = 0; turn < TURNS_TO_TELL && this.#failure === undefined; turn++) await nextTurn();
          settle(this.#failure ?? new DeviceError(firstLine(cause), { cause }));
        },
      );
    });
  }

  /**
   * Runs synchronous WebGPU code within error scopes and awaits their result.
   * Throws DeviceError with the first line of WebGPU's message on a validation or internal error, NoDeviceMemory where memory is missing.
   */
  async checked<T>(what: string, run: () => T): Promise<T> {
    const { value, verdicts } = this.#inScopes(run);
    for (const error of await this.guard(what, verdicts)) {
      if (error !== null) throw errorOf(what, error);
    }
    return value;
  }

  /** As `checked`, but returns at once: an error is thrown by every pending and later guard. */
  checkedLater<T>(what: string, run: () => T): T {
    const { value, verdicts } = this.#inScopes(run);
    const tell = (errors: readonly (GPUError | null)[]) => {
      const error = errors.find((found) => found !== null);
      if (error) this.#fail(errorOf(what, error));
    };
    // Rejected scopes mean a lost device, of which guards hear anyway.
    verdicts.then(tell).catch(() => undefined);
    return value;
  }

  #inScopes<T>(run: () => T): {
    readonly value: T;
    readonly verdicts: Promise<readonly (GPUError | null)[]>;
  } {
    const { device } = this;
    for (const filter of ['validation', 'out-of-memory', 'internal'] as const) device.pushErrorScope(filter);
    let value: T;
    let verdicts: Promise<(GPUError | null)[]>;
    try {
      value = run();
    } finally {
      // Popped in the same turn of the event loop as pushed: the stack of scopes belongs to the device, not to this call.
      verdicts = Promise.all([device.popErrorScope(), device.popErrorScope(), device.popErrorScope()]);
      verdicts.catch(() => undefined);
    }
    return { value, verdicts };
  }

  /** Waits until the device has finished everything that was submitted. */
  async settle(what: string): Promise<void> {
    await this.guard(what, this.device.queue.onSubmittedWorkDone());
  }

  /** Registers a clean-up to run before the device closes; last in, first out. */
  defer(undo: () => void): void {
    this.#deferred.push(undo);
  }

  /** Closes the device, unless it hangs; every pending and later guard throws. Safe to call twice. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    if (this.#isHung) {
      leaveHungDevice();
      return;
    }
    for (let undo = this.#deferred.pop(); undo !== undefined; undo = this.#deferred.pop()) undo();
    this.device.destroy();
    await this.device.lost;
  }

  #fail(error: DeviceError): void {
    // The first failure is the cause; later ones are its consequences.
    this.#failure ??= error;
    for (const fail of this.#waiting) fail(this.#failure);
  }
}

/** An error that WebGPU has reported. */
function errorOf(what: string, error: GPUError): DeviceError {
  const message = `${what}: ${firstLine(error)}`;
  return error instanceof GPUOutOfMemoryError ? new NoDeviceMemory(message) : new DeviceError(message);
}
