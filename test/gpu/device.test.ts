import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DeviceError } from '../../src/errors.js';
import {
  chooseAdapter,
  collectUntil,
  type GpuContext,
  listAdapters,
  openDevice,
} from '../../src/gpu/device.js';

const info = (adapter: string, software: boolean) => ({
  info: { adapter, vendor: 'v', architecture: 'a', driver: 'd', backend: 'vulkan', software },
});

describe('chooseAdapter', () => {
  const soft = info('llvmpipe (LLVM 15)', true);
  const card = info('Card One', false);
  const other = info('Card Two', false);

  it('prefers hardware, and takes a part of a name in any case', () => {
    expect(chooseAdapter([soft, card, other], { allowSoftware: true })).toBe(card);
    expect(chooseAdapter([soft, card, other], { allowSoftware: false, adapterName: 'two' })).toBe(other);
    expect(chooseAdapter([soft, card], { allowSoftware: true, adapterName: 'LLVMpipe' })).toBe(soft);
  });

  it('says in one line what is missing and what to do', () => {
    const cases = [
      { found: [], options: { allowSoftware: true }, message: /npm run setup/ },
      { found: [soft], options: { allowSoftware: false }, message: /llvmpipe \(LLVM 15\).*--software/ },
      { found: [soft, card], options: { allowSoftware: false, adapterName: 'llvm' }, message: /--software/ },
      {
        found: [soft, card],
        options: { allowSoftware: true, adapterName: 'nvidia' },
        message: /'nvidia'.*'llvmpipe \(LLVM 15\)', 'Card One'/,
      },
    ];
    for (const { found, options, message } of cases) {
      expect(() => chooseAdapter(found, options)).toThrow(DeviceError);
      expect(() => chooseAdapter(found, options)).toThrow(message);
    }
  });
});

describe('collectUntil', () => {
  it('opens one after another up to the first that is enough, and leaves out what does not open', async () => {
    const opened: number[] = [];
    const open = async (number: number) => {
      opened.push(number);
      return number === 2 ? undefined : 10 * number;
    };
    expect(await collectUntil([1, 2, 3, 4], open, (found) => found >= 30)).toEqual([10, 30]);
    expect(opened).toEqual([1, 2, 3]);
    expect(await collectUntil([1, 2, 3, 4], open, () => false)).toEqual([10, 30, 40]);
  });
});

describe('an adapter of this machine', () => {
  let context: GpuContext;
  beforeAll(async () => {
    context = await openDevice({ allowSoftware: true });
  });
  afterAll(async () => {
    await context[Symbol.asyncDispose]();
  });

  it('is listed, and opens with all its limits', async () => {
    const adapters = await listAdapters();
    expect(adapters).toContainEqual(context.info);
    expect(context.info.driver).not.toBe('');
    expect(context.limits.maxBufferSize).toBeGreaterThanOrEqual(256 * 1024 ** 2);
    expect(context.device.limits.maxBufferSize).toBe(context.limits.maxBufferSize);
    expect(context.device.limits.maxComputeInvocationsPerWorkgroup).toBe(
      context.limits.maxComputeInvocationsPerWorkgroup,
    );
  });

  it('passes values and turns rejections into a named DeviceError of one line', async () => {
    await expect(context.guard('work', Promise.resolve(3))).resolves.toBe(3);
    const failing = context.guard('work', Promise.reject(new Error('first.\nsecond')));
    await expect(failing).rejects.toThrow(DeviceError);
    await expect(context.guard('work', Promise.reject(new Error('first.\nsecond')))).rejects.toThrow(
      /^work: first$/,
    );
  });
});

describe('failures of a device', () => {
  it('throws at the next guard after an error that nobody caught', async () => {
    await using context = await openDevice({ allowSoftware: true });
    context.device.createBuffer({ size: 4, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.STORAGE });
    await expect(context.settle('work')).rejects.toThrow(/^work: WebGPU error/);
    await expect(context.guard('later', Promise.resolve(1))).rejects.toThrow(DeviceError);
  });

  it('throws from every pending and later guard once the device is lost', async () => {
    await using context = await openDevice({ allowSoftware: true });
    const pending = context.guard('waiting', new Promise<void>(() => undefined));
    context.device.destroy();
    await expect(pending).rejects.toThrow(/^waiting: the device .* was lost/);
    // WebGPU itself lets all of these succeed.
    await expect(context.settle('idle')).rejects.toThrow(DeviceError);
    await expect(context.checked('create', () => 1)).rejects.toThrow(DeviceError);
  });

  it('can be disposed twice, and says afterwards that it is closed', async () => {
    const context = await openDevice({ allowSoftware: true });
    const undone: number[] = [];
    context.defer(() => undone.push(1));
    context.defer(() => undone.push(2));
    await context[Symbol.asyncDispose]();
    await context[Symbol.asyncDispose]();
    expect(undone).toEqual([2, 1]);
    await expect(context.settle('late')).rejects.toThrow(/it was closed/);
  });
});
