/** Threads of an engine, which a page does without: one point is packed faster than a thread starts. */
import type * as node from '../../../platform/threads.js';

/** RangeError: the page asks for none. */
export const startThreads: typeof node.startThreads = () => {
  throw new RangeError('an engine on a page has no threads');
};
