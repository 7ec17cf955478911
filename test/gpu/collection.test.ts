import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { runToEnd } from '../processes.js';

const dist = new URL('../../dist/gpu/device.js', import.meta.url);

// Collection of Dawn's own object under a living device ends the process with SIGABRT.
const script = `
  import { openDevice } from ${JSON.stringify(dist.href)};
  const work = async (device) => {
    for (let i = 0; i < 20; i++) {
      globalThis.gc();
      // Finalizers run in a later turn of the event loop.
      for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
      device.createBuffer({ size: 16, usage: GPUBufferUsage.COPY_DST });
      await device.queue.onSubmittedWorkDone();
    }
  };
  const context = await openDevice({ allowSoftware: true });
  await work(context.device);
  await context.settle('work');
  // Only the device is kept, its context is let go.
  const device = await (async () => (await openDevice({ allowSoftware: true })).device)();
  await work(device);
  // A wait that the device never ends must not keep the process from ending.
  const endless = context.guard('endless', new Promise(() => undefined)).catch((error) => error.message);
  await context[Symbol.asyncDispose]();
  if (!(await endless).includes('closed')) throw new Error('not told');
  await work({ createBuffer() {}, queue: { async onSubmittedWorkDone() {} } });
  console.log('alive');
`;

it('survives garbage collection while a device lives, and ends with one open', async () => {
  if (!existsSync(fileURLToPath(dist))) throw new Error('dist/ is missing: npm run build');
  const args = ['--expose-gc', '--input-type=module', '--eval', script];
  const { code, stdout } = await runToEnd(process.execPath, args);
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'alive\n' });
});
