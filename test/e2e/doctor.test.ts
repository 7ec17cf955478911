/** `dualnu doctor`: what the machine offers, as a page or one JSON document. */
import { expect, it } from 'vitest';
import { dualnu, makeFolder, NO_DRIVER } from './cli.js';

it('prints one JSON document', async () => {
  const { code, stdout, stderr } = await dualnu(await makeFolder(), ['doctor', '--json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const document = JSON.parse(stdout);
  expect(document).toMatchObject({
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    node: process.versions.node,
    chosen: { adapter: expect.any(String) },
  });
  expect(document.selfTestMs).toBeGreaterThan(0);
  expect(document).not.toHaveProperty('problem');
});

it('prints a page', async () => {
  const { code, stdout } = await dualnu(await makeFolder(), ['doctor']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^self test +passed in /m);
  expect(stdout).toMatch(/^chosen +\S/m);
});

it('ends with 5 after its report where there is no adapter', async () => {
  const dir = await makeFolder();
  const page = await dualnu(dir, ['doctor'], { env: NO_DRIVER });
  expect(page.code).toBe(5);
  expect(page.stdout).toMatch(/^adapter +none$/m);
  expect(page.stdout).toMatch(/^driver says +.*vkCreateInstance/m);
  expect(page.stderr).toMatch(/^dualnu: no WebGPU adapter found: [^\n]*\n$/);
  const { code, stdout } = await dualnu(dir, ['doctor', '--json'], { env: NO_DRIVER });
  expect(code).toBe(5);
  expect(JSON.parse(stdout)).toMatchObject({
    adapters: [],
    problem: expect.stringMatching(/^no WebGPU adapter/),
    driverSays: expect.arrayContaining([expect.stringMatching(/vkCreateInstance/)]),
  });
});
