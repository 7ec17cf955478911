/** Compilation of linked WGSL into compute pipelines, with errors that show the offending line. */
import { DeviceError } from '../errors.js';
import { firstLine } from '../text.js';
import type { GpuContext } from './context.js';
import { overrideNames } from './link.js';

/** What to compile. */
export interface ComputeKernel {
  /** Name in messages and in debuggers. */
  readonly label: string;
  /** Linked WGSL text. */
  readonly code: string;
  readonly entryPoint: string;
  /** Values of overrides; those that linking dropped because nothing refers to them are ignored. */
  readonly constants?: Readonly<Record<string, number>>;
}

/** A kernel, compiled. */
export interface CompiledKernel extends Omit<ComputeKernel, 'constants'> {
  readonly pipeline: GPUComputePipeline;
}

/**
 * Compiles a kernel with the layout that its text implies.
 * Throws DeviceError with the compiler's first error, its line in the linked text and that line itself.
 */
export async function createComputePipeline(
  context: GpuContext,
  { label, code, entryPoint, constants = {} }: ComputeKernel,
): Promise<GPUComputePipeline> {
  const { device } = context;
  const what = `shader ${label}`;
  device.pushErrorScope('validation');
  const module = device.createShaderModule({ label, code });
  // getCompilationInfo describes the errors that this scope catches in more detail.
  const scope = device.popErrorScope();
  const { messages } = await context.guard(what, module.getCompilationInfo());
  const broken = await context.guard(what, scope);
  const error = messages.find(({ type }) => type === 'error');
  if (error !== undefined) {
    const source = code.split('\n')[error.lineNum - 1]?.trim() ?? '';
    throw new DeviceError(
      `${what}: ${firstLine(error.message)}: line ${error.lineNum} of the linked text: ${source}`,
    );
  }
  if (broken !== null) throw new DeviceError(`${what}: ${firstLine(broken)}`);

  const known = overrideNames(code);
  const kept = Object.fromEntries(Object.entries(constants).filter(([name]) => known.has(name)));
  // Not the asynchronous call: Dawn starts a thread for it, which outlives the device.
  return await context.checked(what, () =>
    device.createComputePipeline({
      label,
      layout: 'auto',
      compute: { module, entryPoint, constants: kept },
    }),
  );
}
