/** Yielding to the event loop, and sleeping. */
import { setTimeout } from 'node:timers/promises';

/** Resolves in the next turn of the event loop, so that signals, timers and results of the device are handled first. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Resolves after this time, seconds, and keeps the process alive until then. */
export async function pause(seconds: number): Promise<void> {
  await setTimeout(1000 * seconds);
}

const neverWoken = new Int32Array(new SharedArrayBuffer(4));

/** Blocks the thread for this time, milliseconds. */
export function sleep(milliseconds: number): void {
  Atomics.wait(neverWoken, 0, 0, milliseconds);
}
