/** Examines this machine for a working adapter: what is there, what is chosen, and whether it computes. */
import { at } from '../at.js';
import { DeviceError } from '../errors.js';
import { type Machine, thisMachine } from '../platform/machine.js';
import { heldLines } from '../platform/nativeLines.js';
import { createBuffer, readBuffer } from './buffers.js';
import { type AdapterInfo, type GpuContext, type Limits, listAdapters, openDevice } from './device.js';
import { createBindGroups } from './layout.js';
import { linkShader } from './link.js';
import { createComputePipeline } from './shader.js';
import { timeDispatches } from './timing.js';

/** What was found; `problem` is absent when all is well. */
export interface Diagnosis extends Machine {
  readonly adapters: readonly AdapterInfo[];
  readonly chosen?: AdapterInfo;
  /** The limits of the chosen adapter that matter for a scan. */
  readonly limits?: Limits;
  readonly features?: readonly string[];
  /** Milliseconds that the self test's dispatch took; absent where it did not run or was wrong. */
  readonly selfTestMs?: number;
  /** Lines of native code on stderr that were held back, without harmless ones. */
  readonly driverSays: readonly string[];
  /** One line: what is wrong and what to do. */
  readonly problem?: string;
}

/** The limits that matter for a scan. */
const KEY_LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
] as const;

const SELF_TEST_COUNT = 4096;

/** Examines the machine, including software adapters. A DeviceError is not thrown but returned as `problem`. */
export async function diagnose(adapterName?: string): Promise<Diagnosis> {
  const machine = thisMachine();
  let found: Omit<Partial<Diagnosis>, 'driverSays'> & Pick<Diagnosis, 'adapters'> = { adapters: [] };
  try {
    found = { adapters: await listAdapters() };
    await using context = await openDevice({
      allowSoftware: true,
      ...(adapterName === undefined ? {} : { adapterName }),
    });
    const limits = Object.fromEntries(
      KEY_LIMITS.flatMap((name) => {
        const limit = context.limits[name];
        return limit === undefined ? [] : [[name, limit]];
      }),
    );
    found = { ...found, chosen: context.info, limits, features: [...context.device.features].sort() };
    found = { ...found, selfTestMs: await runSelfTest(context) };
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error;
    found = { ...found, problem: error.message };
  }
  return { ...machine, ...found, driverSays: heldLines() };
}

/** Runs shaders/selfTest.wgsl and returns its time in milliseconds. Throws DeviceError where a value is wrong. */
export async function runSelfTest(context: GpuContext): Promise<number> {
  const kernel = { label: 'selfTest', code: await linkShader('selfTest'), entryPoint: 'selfTest' };
  const pipeline = await createComputePipeline(context, kernel);
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC;
  const size = 4 * SELF_TEST_COUNT;
  const values = await createBuffer(context, { label: 'values', size, usage });
  const total = await createBuffer(context, { label: 'total', size: 4, usage });
  const bindGroups = await createBindGroups(context, { ...kernel, pipeline }, { values, total });
  const dispatch = { label: kernel.label, pipeline, bindGroups, workgroups: [SELF_TEST_COUNT / 64] as const };
  const { wallMs } = await timeDispatches(context, [dispatch]);
  const computed = await readBuffer(context, values, { offset: 0, size }, new Uint32Array(SELF_TEST_COUNT));
  const [sum] = await readBuffer(context, total, { offset: 0, size: 4 }, new Uint32Array(1));
  const wrong = computed.findIndex((value, index) => value !== expectedValue(index));
  if (wrong >= 0 || sum !== (SELF_TEST_COUNT * (SELF_TEST_COUNT - 1)) / 2) {
    const what =
      wrong >= 0 ? `value ${wrong} is ${computed[wrong]}, not ${expectedValue(wrong)}` : `the sum is ${sum}`;
    throw new DeviceError(
      `the adapter ${context.info.adapter} computes wrongly (${what}): update its driver`,
    );
  }
  return wallMs;
}

const bits = new Uint32Array(1);
const float = new Float32Array(bits.buffer);

function expectedValue(index: number): number {
  float[0] = index / 2;
  return ((Math.imul(index, 1664525) + 1013904223) ^ at(bits, 0)) >>> 0;
}
