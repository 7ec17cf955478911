/** WebGPU as a browser offers it, in the form in which the engine asks for Dawn. */
import { DeviceError } from '../../../errors.js';
import type * as node from '../../../platform/dawn.js';

/** The browser's WebGPU. DeviceError where it has none. */
export const gpuOf: typeof node.gpuOf = async () => {
  // The type says that there is always one.
  const gpu = navigator.gpu as GPU | undefined;
  if (gpu === undefined) throw new DeviceError('this browser has no WebGPU');
  return gpu;
};

/** The adapter that the browser chooses: there is no way to ask for another. DeviceError where it gives none. */
export const listAdapterNames: typeof node.listAdapterNames = async () => {
  const adapter = await (await gpuOf()).requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null)
    throw new DeviceError(
      'this browser has WebGPU but gives no adapter for it: it may have been switched off, or know no driver of this machine (Chrome says which at chrome://gpu)',
    );
  const { description, vendor, architecture, device } = adapter.info;
  const parts = [vendor, architecture, device].filter((part) => part !== '');
  const name = description === '' ? parts.join(' ') : description;
  return [{ name: name === '' ? 'an adapter without a name' : name, backend: 'browser' }];
};

/** Nothing: a browser makes its instance by itself. */
export const forgetInstances: typeof node.forgetInstances = () => undefined;
