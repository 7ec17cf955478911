/** Finding adapters and opening a device: hardware first, software only where that is allowed. */
import { DeviceError } from '../errors.js';
import { type AdapterName, gpuOf, listAdapterNames } from '../platform/dawn.js';
import { heldLines, holdNativeLines } from '../platform/nativeLines.js';
import { firstLine } from '../text.js';
import { type AdapterInfo, GpuContext, type Limits } from './context.js';
import type { Ticker } from './watchdog.js';

export type { AdapterInfo, Limits } from './context.js';
export { GpuContext } from './context.js';

/** Which adapter to open. */
export interface DeviceOptions {
  /** Part of the adapter's name, case-insensitive; without it, the first hardware adapter is taken. */
  readonly adapterName?: string;
  /** Whether a software adapter is acceptable where there is no hardware. */
  readonly allowSoftware: boolean;
  /** The timer of the watchdog, for tests. */
  readonly ticker?: Ticker;
}

/** Features that are requested where the adapter has them. */
const WANTED_FEATURES = ['timestamp-query', 'subgroups'] as const satisfies readonly GPUFeatureName[];

interface Candidate {
  readonly adapter: GPUAdapter;
  readonly info: AdapterInfo;
}

/** Lists all adapters, hardware first. Throws DeviceError where Dawn cannot be loaded; an empty list is not an error. */
export async function listAdapters(): Promise<AdapterInfo[]> {
  const found = await collectUntil(await listAdapterNames(), candidateOf, () => false);
  return hardwareFirst(found).map(({ info }) => info);
}

/**
 * Opens a device with all limits of its adapter. A name selects among the adapters; a software adapter also needs
 * `allowSoftware`. Throws DeviceError where there is no adapter, none of that name, only a software one, or no device.
 */
export async function openDevice(options: DeviceOptions): Promise<GpuContext> {
  // Each candidate takes an instance of Dawn, which starts every driver of the machine: those after the chosen one are not asked for.
  const found = await collectUntil(
    await listAdapterNames(),
    candidateOf,
    ({ info }) => !info.software && isWanted(info, options),
  );
  const { adapter, info } = chooseAdapter(hardwareFirst(found), options, heldLines());
  const limits = readLimits(adapter.limits);
  try {
    const device = await holdNativeLines(() =>
      adapter.requestDevice({
        label: 'dualnu',
        requiredLimits: limits,
        requiredFeatures: WANTED_FEATURES.filter((feature) => adapter.features.has(feature)),
      }),
    );
    return new GpuContext(device, info, limits, options.ticker);
  } catch (cause) {
    throw new DeviceError(
      `the adapter ${info.adapter} gives no device: ${firstLine(cause)}${saidByDriver(heldLines())}`,
      { cause },
    );
  }
}

/** Picks the adapter that the options ask for; `held` are lines of the driver, to be quoted where there is none. See openDevice. */
export function chooseAdapter<T extends { readonly info: AdapterInfo }>(
  candidates: readonly T[],
  { adapterName, allowSoftware }: DeviceOptions,
  held: readonly string[] = [],
): T {
  if (candidates.length === 0) {
    throw new DeviceError(
      `no WebGPU adapter found: install a Vulkan driver; in a checkout on Linux, npm run setup installs a software adapter where there is no GPU${saidByDriver(held)}`,
    );
  }
  const matching = candidates.filter(({ info }) => isWanted(info, { adapterName }));
  if (matching.length === 0) {
    const names = candidates.map(({ info }) => `'${info.adapter}'`).join(', ');
    throw new DeviceError(`no adapter is called '${adapterName}': there is ${names}`);
  }
  const hardware = matching.find(({ info }) => !info.software);
  if (hardware !== undefined) return hardware;
  const [software] = matching;
  if (software === undefined || !allowSoftware) {
    throw new DeviceError(
      `only the software adapter '${software?.info.adapter}' was found: pass --software to use it, or install a GPU driver`,
    );
  }
  return software;
}

/** Whether an adapter has the name that is asked for. */
function isWanted(
  { adapter }: AdapterInfo,
  { adapterName = '' }: { adapterName?: string | undefined },
): boolean {
  return adapter.toLowerCase().includes(adapterName.toLowerCase());
}

/** What `open` makes of each name in order, without those it makes nothing of, up to the first that is `enough`. */
export async function collectUntil<N, T>(
  names: readonly N[],
  open: (name: N) => Promise<T | undefined>,
  enough: (opened: T) => boolean,
): Promise<T[]> {
  const found: T[] = [];
  for (const name of names) {
    const opened = await open(name);
    if (opened === undefined) continue;
    found.push(opened);
    if (enough(opened)) break;
  }
  return found;
}

/** The adapter of a name; undefined where Dawn lists it but then refuses it. A Dawn instance offers one only, selected by a flag. */
async function candidateOf({ name, backend }: AdapterName): Promise<Candidate | undefined> {
  const gpu = await gpuOf([`adapter=${name}`]);
  const adapter = await holdNativeLines(() =>
    gpu.requestAdapter({ powerPreference: 'high-performance' }),
  ).catch(() => null);
  if (adapter === null) return undefined;
  const { vendor, architecture, description, isFallbackAdapter } = adapter.info;
  const info = {
    adapter: name,
    vendor,
    architecture,
    driver: description,
    backend,
    software: isFallbackAdapter,
  };
  return { adapter, info };
}

function hardwareFirst(candidates: readonly Candidate[]): Candidate[] {
  return [...candidates].sort((a, b) => Number(a.info.software) - Number(b.info.software));
}

/** Most lines that an error quotes. */
const MOST_QUOTED = 3;

/** The driver's lines as the end of a one-line message; empty where there are none. */
export function saidByDriver(held: readonly string[]): string {
  if (held.length === 0) return '';
  const more = held.length > MOST_QUOTED ? `; ${held.length - MOST_QUOTED} more, see --debug` : '';
  return ` (the driver says: ${held.slice(0, MOST_QUOTED).join('; ')}${more})`;
}

function readLimits(supported: GPUSupportedLimits): Limits {
  const limits: Record<string, number> = {};
  // The limits are getters on the prototype, which neither spread nor Object.entries sees.
  for (const name in supported) {
    const value: unknown = Reflect.get(supported, name);
    if (typeof value === 'number') limits[name] = value;
  }
  return limits;
}
