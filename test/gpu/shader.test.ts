import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DeviceError } from '../../src/errors.js';
import { createBuffer, createBufferWith, readBuffer } from '../../src/gpu/buffers.js';
import { type GpuContext, openDevice } from '../../src/gpu/device.js';
import { createBindGroups, structViews } from '../../src/gpu/layout.js';
import { linkShader, linkSource, overrideNames, shaderHash } from '../../src/gpu/link.js';
import { createComputePipeline } from '../../src/gpu/shader.js';
import { timeDispatches } from '../../src/gpu/timing.js';

const folder = fileURLToPath(new URL('./shaders', import.meta.url));

describe('linkShader', () => {
  it('joins modules, drops what nothing uses, and is the same every time', async () => {
    const code = await linkShader('entry', folder);
    expect(code).toContain('fn square');
    expect(code).not.toContain('cube');
    expect(code).not.toContain('UNUSED');
    expect(code).not.toContain('Fixture');
    expect([...overrideNames(code)].sort()).toEqual(['BLOCK', 'SCALE']);
    expect(shaderHash(await linkShader('entry', folder))).toBe(shaderHash(code));
    expect(shaderHash(code)).toMatch(/^[0-9a-f]{64}$/);
  });

  it('links a text as if it stood in the folder', async () => {
    const code = await linkSource(
      'import package::parts::maths::cube;\n@compute @workgroup_size(1) fn run() { _ = cube(1u); }',
      folder,
    );
    expect(code).toContain('fn square');
    expect([...overrideNames(code)]).toEqual(['NEVER']);
  });

  it('imports what is chosen under a general name', async () => {
    const text = 'import chosen::power;\n@compute @workgroup_size(1) fn run() { _ = power(2u); }';
    const of = (path: string) => linkSource(text, folder, {}, { power: `package::parts::maths::${path}` });
    // Only the cube uses this override.
    expect(await of('cube')).toContain('NEVER');
    expect(await of('square')).not.toContain('NEVER');
    await expect(linkSource(text, folder)).rejects.toThrow(/chosen/);
    await expect(of('nothing')).rejects.toThrow(/nothing/);
  });

  it('says which file does not link', async () => {
    await expect(linkShader('unlinked', folder)).rejects.toThrow(DeviceError);
    await expect(linkShader('unlinked', folder)).rejects.toThrow(/unlinked\.wgsl.*missing.*line 3/);
    await expect(linkShader('nowhere', folder)).rejects.toThrow(/no shader nowhere\.wgsl/);
  });
});

describe('structViews', () => {
  it('reads offsets and sizes from the text', async () => {
    const layout = structViews(await linkShader('entry', folder));
    expect(layout.sizeOf('Params')).toBe(32);
    expect(layout.offsetOf('Params', 'addend')).toBe(12);
    const { arrayBuffer, items } = layout.views('Params', 2);
    items[1]?.set({
      addend: 7,
      counts: [
        [1, 2],
        [3, 4],
      ],
    });
    expect([...new Uint32Array(arrayBuffer, 32 + 12)]).toEqual([7, 1, 2, 3, 4]);
    expect(layout.viewOf('Params', arrayBuffer, 32).views.addend[0]).toBe(7);
    expect(() => layout.view('Nothing')).toThrow(/Nothing.*Params/);
    expect(() => layout.offsetOf('Params', 'nothing')).toThrow(DeviceError);
  });
});

describe('createComputePipeline', () => {
  let context: GpuContext;
  beforeAll(async () => {
    context = await openDevice({ allowSoftware: true });
  });
  afterAll(async () => {
    await context[Symbol.asyncDispose]();
  });

  it('runs a linked kernel with its overrides, by the names of its variables', async () => {
    const code = await linkShader('entry', folder);
    const entryPoint = 'run';
    const constants = { SCALE: 10, BLOCK: 16, NEVER: 1 };
    const pipeline = await createComputePipeline(context, { label: 'entry', code, entryPoint, constants });
    const params = structViews(code).view('Params');
    params.set({ addend: 5 });
    const uniform = await createBufferWith(context, {
      label: 'params',
      usage: GPUBufferUsage.UNIFORM,
      data: params.arrayBuffer,
    });
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC;
    const result = await createBuffer(context, { label: 'result', size: 4 * 32, usage });
    const bindGroups = await createBindGroups(
      context,
      { label: 'entry', code, entryPoint, pipeline },
      { params: uniform, result, unused: result },
    );
    const dispatch = { label: 'entry', pipeline, bindGroups, workgroups: [2] as const };
    const { wallMs } = await timeDispatches(context, [dispatch]);
    expect(wallMs).toBeGreaterThan(0);
    const values = await readBuffer(context, result, { offset: 0, size: 128 }, new Uint32Array(32));
    expect([...values]).toEqual(Array.from({ length: 32 }, (_, x) => x * x * 10 + 5 + 1));
  });

  it('shows the compiler error with its line', async () => {
    const code = await linkShader('broken', folder);
    const compiling = createComputePipeline(context, { label: 'broken', code, entryPoint: 'run' });
    await expect(compiling).rejects.toThrow(DeviceError);
    await expect(
      createComputePipeline(context, { label: 'broken', code, entryPoint: 'run' }),
    ).rejects.toThrow(/^shader broken: .*line \d+ of the linked text: let x: f32 = square\(2u\);$/);
  });

  it('refuses an override without a value, an unknown entry point, a missing buffer', async () => {
    const code = await linkShader('entry', folder);
    const kernel = { label: 'entry', code, entryPoint: 'run' };
    await expect(createComputePipeline(context, kernel)).rejects.toThrow(/^shader entry: .*SCALE/);
    await expect(
      createComputePipeline(context, { ...kernel, entryPoint: 'walk', constants: { SCALE: 1 } }),
    ).rejects.toThrow(DeviceError);
    const pipeline = await createComputePipeline(context, { ...kernel, constants: { SCALE: 1 } });
    await expect(createBindGroups(context, { ...kernel, pipeline }, {})).rejects.toThrow(/'(params|result)'/);
  });

  it('is not disturbed by any of these errors', async () => {
    await context.settle('after errors');
  });
});
