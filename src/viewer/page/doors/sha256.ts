/** Digests, which only a grid's identity needs, and which the server checks. */
import type * as node from '../../../platform/sha256.js';

/** RangeError: a page checks no digest. */
export const sha256: typeof node.sha256 = () => {
  throw new RangeError('a page computes no digest');
};
