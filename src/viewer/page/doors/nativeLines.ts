/** Lines of native code, of which a page sees none. */
import type * as node from '../../../platform/nativeLines.js';

/** Runs the code. */
export const holdNativeLines: typeof node.holdNativeLines = (run) => run();

/** None. */
export const heldLines: typeof node.heldLines = () => [];
