import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { runToEnd } from '../processes.js';

const dist = new URL('../../dist/gpu/device.js', import.meta.url);

const script = `
  import { readdirSync } from 'node:fs';
  import { openDevice } from ${JSON.stringify(dist.href)};
  const held = [];
  for (let i = 0; i < 12; i++) {
    const context = await openDevice({ allowSoftware: true });
    await context.settle('nothing');
    await context[Symbol.asyncDispose]();
    held.push(['task', 'fd'].map((name) => readdirSync('/proc/self/' + name).length));
  }
  console.log(JSON.stringify(held));
`;

it.runIf(existsSync('/proc/self/task'))(
  'a device that is closed leaves no thread and no descriptor',
  async () => {
    if (!existsSync(fileURLToPath(dist))) throw new Error('dist/ is missing: npm run build');
    const { code, stdout } = await runToEnd(process.execPath, ['--input-type=module', '--eval', script]);
    expect(code).toBe(0);
    const held = JSON.parse(stdout) as [number, number][];
    const [threads, descriptors] = held[1] ?? [];
    expect(held.at(-1)?.[0]).toBeLessThanOrEqual(threads ?? 0);
    expect(held.at(-1)?.[1]).toBeLessThanOrEqual(descriptors ?? 0);
  },
);
