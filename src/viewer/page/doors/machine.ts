/** What a browser tells of its machine. */
import type * as node from '../../../platform/machine.js';

/** As far as it is told: memory is 0, which is unknown. */
export const thisMachine: typeof node.thisMachine = () => ({
  node: '',
  platform: 'browser',
  cores: navigator.hardwareConcurrency,
  memoryBytes: 0,
});
