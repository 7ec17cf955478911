/** Devices that do not answer: they end with their worker. */
import type * as node from '../../../platform/hungDevices.js';

/** Nothing: whoever started the worker ends it. */
export const leaveHungDevice: typeof node.leaveHungDevice = () => undefined;
