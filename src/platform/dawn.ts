/** The only access to Dawn: loads the native module late, sets up the process for it, and lists its adapters. */
import { tmpdir } from 'node:os';
import { DeviceError } from '../errors.js';
import { firstLine } from '../text.js';
import { holdNativeLines, prepareToHold } from './nativeLines.js';

/** An adapter, as named in Dawn's list. */
export interface AdapterName {
  readonly name: string;
  readonly backend: string;
}

/**
 * Dawn instances of this process by their flags. They are never released: an instance holds threads and descriptors to the end of
 * the process, and its garbage collection would end a device that is still in use.
 */
const instances = new Map<string, Promise<GPU>>();
const forgotten: Promise<GPU>[] = [];

/**
 * The Dawn instance with flags such as `adapter=NAME`; equal flags give the same instance.
 * Throws DeviceError where the native module cannot be loaded.
 */
export function gpuOf(flags: readonly string[] = []): Promise<GPU> {
  const key = flags.join(' ');
  const instance = instances.get(key) ?? createGpu(flags);
  instances.set(key, instance);
  return instance;
}

/** From now on instances are made anew: those that there are may know a driver that has gone. They are kept for devices that are in use. */
export function forgetInstances(): void {
  forgotten.push(...instances.values());
  instances.clear();
}

async function createGpu(flags: readonly string[]): Promise<GPU> {
  // Mesa warns on stderr where this is unset; any existing folder is fine.
  process.env.XDG_RUNTIME_DIR ??= tmpdir();
  await prepareToHold();
  try {
    const { create, globals } = await import('webgpu');
    // webgpu-utils and our own code use GPUBufferUsage and the like as globals.
    if (!('GPUBufferUsage' in globalThis)) Object.assign(globalThis, globals);
    return holdNativeLines(() => create([...flags]));
  } catch (cause) {
    throw new DeviceError(
      `the WebGPU module cannot be loaded on ${process.platform}-${process.arch}: ${firstLine(cause)}: it needs glibc 2.34 and the libstdc++ of GCC 12, or newer; in a checkout, run npm run setup`,
      { cause },
    );
  }
}

/**
 * Lists the adapters that Dawn finds, in its order, each name once; an empty list where there is none.
 * Two identical cards share a name and cannot be distinguished.
 */
export async function listAdapterNames(): Promise<AdapterName[]> {
  // dawn.node has no call for this, but its error message for an unknown name lists all adapters.
  const gpu = await gpuOf(['adapter=\u0001none']);
  let message = '';
  try {
    await holdNativeLines(() => gpu.requestAdapter());
  } catch (error) {
    message = error instanceof Error ? error.message : String(error);
  }
  const found = new Map<string, AdapterName>();
  for (const [, backend, name] of message.matchAll(/^ \* backend: '([^']*)', name: '(.*)'$/gm)) {
    if (backend === undefined || name === undefined || found.has(name)) continue;
    found.set(name, { name, backend });
  }
  return [...found.values()];
}
