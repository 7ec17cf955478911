/** The one door to Dawn: loads the native module late, sets up what it expects of the process, names its adapters. */
import { tmpdir } from 'node:os';
import { DeviceError } from '../errors.js';
import { firstLine } from '../text.js';
import { holdNativeLines, prepareToHold } from './nativeLines.js';

/** An adapter as Dawn's own listing names it. */
export interface AdapterName {
  readonly name: string;
  readonly backend: string;
}

/**
 * Dawn instances of this process by their flags. One is never let go: it holds threads and descriptors to the end of the process, and its
 * collection under a living device would end that.
 */
const instances = new Map<string, Promise<GPU>>();

/**
 * The Dawn instance with flags such as `adapter=NAME`, the same at every call.
 * Throws DeviceError where the native module cannot be loaded.
 */
export function gpuOf(flags: readonly string[] = []): Promise<GPU> {
  const key = flags.join(' ');
  const instance = instances.get(key) ?? createGpu(flags);
  instances.set(key, instance);
  return instance;
}

async function createGpu(flags: readonly string[]): Promise<GPU> {
  // Mesa complains on stderr where this is unset; any folder that exists will do.
  process.env.XDG_RUNTIME_DIR ??= tmpdir();
  await prepareToHold();
  try {
    const { create, globals } = await import('webgpu');
    // GPUBufferUsage and its kin: webgpu-utils and the callers of this room read them as globals.
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
 * Two cards of one make share a name and cannot be told apart.
 */
export async function listAdapterNames(): Promise<AdapterName[]> {
  // dawn.node has no call for this: it names all adapters in its complaint about a name that does not exist.
  const gpu = await gpuOf(['adapter=\u0001none']);
  let complaint = '';
  try {
    await holdNativeLines(() => gpu.requestAdapter());
  } catch (error) {
    complaint = error instanceof Error ? error.message : String(error);
  }
  const found = new Map<string, AdapterName>();
  for (const [, backend, name] of complaint.matchAll(/^ \* backend: '([^']*)', name: '(.*)'$/gm)) {
    if (backend === undefined || name === undefined || found.has(name)) continue;
    found.set(name, { name, backend });
  }
  return [...found.values()];
}
