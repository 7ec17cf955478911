import { afterEach, expect, it, vi } from 'vitest';
import yargs from 'yargs';
import { reportLines } from '../../src/cli/doctor.js';
import { COMMANDS } from '../../src/cli/program.js';
import { DeviceError } from '../../src/errors.js';
import { diagnose } from '../../src/gpu/diagnose.js';

afterEach(() => {
  vi.restoreAllMocks();
});

async function runDoctor(...words: string[]): Promise<{ printed: string; error: unknown }> {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const error: unknown = await yargs(['doctor', ...words])
    .command([...COMMANDS])
    .exitProcess(false)
    .fail(false)
    .parseAsync()
    .then(() => undefined)
    .catch((cause: unknown) => cause);
  const printed = write.mock.calls.map(([text]) => String(text)).join('');
  write.mockRestore();
  return { printed, error };
}

it('finds an adapter that computes', async () => {
  const found = await diagnose();
  expect(found.problem).toBeUndefined();
  expect(found.adapters).toContainEqual(found.chosen);
  expect(found.selfTestMs).toBeGreaterThan(0);
  expect(found.limits?.maxStorageBufferBindingSize).toBeGreaterThanOrEqual(128 * 1024 ** 2);
  const report = reportLines('1.2.3', found).join('\n');
  expect(report).toContain(found.chosen?.adapter);
  expect(report).toMatch(/self test +passed/);
});

it('prints one JSON document', async () => {
  const { printed, error } = await runDoctor('--json');
  expect(error).toBeUndefined();
  expect(JSON.parse(printed)).toMatchObject({ version: expect.any(String), adapters: [{}] });
});

it('reports, and then fails with the device exit code, where the adapter is not there', async () => {
  const { printed, error } = await runDoctor('--adapter', 'nothing of the kind');
  expect(printed).toMatch(/self test +failed/);
  expect(error).toBeInstanceOf(DeviceError);
  expect((error as DeviceError).exitCode).toBe(5);
  expect((error as DeviceError).message).toMatch(/^no adapter is called 'nothing of the kind': there is '/);
});
