/**
 * Loaded before the program: at a call to WebGPU something happens. FAULT is { of, call, label, at, does }: at the calls number `at` (from 1; at
 * all of them without) of this method of this class, with such a label if one is given, a signal, a loss of the device, or no answer for ever.
 */
import { MessageChannel } from 'node:worker_threads';
import { globals } from 'webgpu';

const { of, call, label, at, does } = JSON.parse(process.env.FAULT ?? '{}');

/** @type {{ destroy(): void } | undefined} */
let device;
/** @type {Set<() => void>} What timers call. */
const timers = new Set();

/** @param {string} name @param {string} method @param {(go: () => unknown, options: any) => unknown} by */
function replace(name, method, by) {
  const { prototype } = /** @type {any} */ (globals)[name];
  const original = prototype[method];
  prototype[method] = function (/** @type {unknown[]} */ ...args) {
    return by(() => original.apply(this, args), args[0]);
  };
}

replace('GPUAdapter', 'requestDevice', async (go) => {
  device = /** @type {any} */ (await go());
  return device;
});

let calls = 0;
replace(of, call, (go, options) => {
  if (label !== undefined && options?.label !== label) return go();
  calls += 1;
  if (at !== undefined && calls !== at) return go();
  if (does === 'lose') device?.destroy();
  else if (does === 'hang') return hang();
  else process.kill(process.pid, does);
  return go();
});

const [start, stop] = [globalThis.setInterval, globalThis.clearInterval];
/** @type {Map<unknown, () => void>} */
const callbacks = new Map();
Object.assign(globalThis, {
  setInterval: (/** @type {Parameters<typeof start>} */ ...given) => {
    const timer = start.apply(globalThis, given);
    callbacks.set(timer, /** @type {() => void} */ (given[0]));
    timers.add(/** @type {() => void} */ (given[0]));
    return timer;
  },
  clearInterval: (/** @type {any} */ timer) => {
    const callback = callbacks.get(timer);
    if (callback) timers.delete(callback);
    stop(timer);
  },
});

/** As Dawn does, this keeps the process alive; and time passes quickly until the timers that there are have ended. */
function hang() {
  new MessageChannel().port1.on('message', () => undefined);
  const pass = () => {
    for (const tick of timers) tick();
    if (timers.size > 0) setImmediate(pass);
  };
  setImmediate(pass);
  return new Promise(() => undefined);
}
