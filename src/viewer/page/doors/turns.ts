/** Turns of a browser's event loop. */
import type * as node from '../../../platform/turns.js';

/** As in Node: timers and results of the device come first. */
export const nextTurn: typeof node.nextTurn = () => new Promise((resolve) => setTimeout(resolve, 0));

/** As in Node. */
export const pause: typeof node.pause = (seconds) =>
  new Promise((resolve) => setTimeout(resolve, 1000 * seconds));

/** Nothing: a browser tells of its device by itself, so that no thread is kept busy by asking. */
export const sleep: typeof node.sleep = () => undefined;
