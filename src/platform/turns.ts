/** The event loop: letting others have their turn, and sleeping. */

/** Resolves when everything that waits for its turn has had it: signals, timers, what the device answers. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

const cell = new Int32Array(new SharedArrayBuffer(4));

/** Stops the thread for so many milliseconds. */
export function sleep(milliseconds: number): void {
  Atomics.wait(cell, 0, 0, milliseconds);
}
