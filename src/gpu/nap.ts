/**
 * Keeps the main thread asleep while a promise of Dawn's is pending. dawn.node polls the device on every turn of the
 * event loop, which takes most of a core: with a software adapter, a core that the shader needs (30 % of its speed on
 * two cores). Sleeping a millisecond in each turn gives the core back and delays nothing else by more than that.
 */

/** A wait's first milliseconds stay without naps, so that quick promises keep their latency. */
const PATIENCE_MS = 1;
const NAP_MS = 1;

const cell = new Int32Array(new SharedArrayBuffer(4));
let pending = 0;
let scheduled = false;
let napFromMs = 0;

/** Starts napping for one wait; the function returned ends it, and may be called again without effect. */
export function startNaps(): () => void {
  if (pending === 0) napFromMs = performance.now() + PATIENCE_MS;
  pending += 1;
  if (!scheduled) {
    scheduled = true;
    setImmediate(nap);
  }
  let waiting = true;
  return () => {
    if (waiting) pending -= 1;
    waiting = false;
  };
}

function nap(): void {
  if (pending === 0) {
    scheduled = false;
    return;
  }
  if (performance.now() >= napFromMs) Atomics.wait(cell, 0, 0, NAP_MS);
  setImmediate(nap);
}
