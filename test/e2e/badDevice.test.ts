/** No adapter, another adapter than there is, or only a software adapter: exit code 5, and nothing left on disk. */
import { describe, expect, it } from 'vitest';
import { dualnu, failing, makeFolder, NO_DRIVER, smallScan } from './cli.js';

/** The adapters of this machine. */
const { adapters } = JSON.parse((await dualnu(await makeFolder(), ['doctor', '--json'])).stdout) as {
  adapters: { adapter: string; software: boolean }[];
};
const software = adapters.find((adapter) => adapter.software);

const SCAN = ['scan', 'small.yaml', '--out', 'new/deep/grid.zarr'];
const makeScan = () => makeFolder({ 'small.yaml': smallScan() });

describe('a scan', () => {
  it('says what to do where there is no adapter', async () => {
    const message = /^dualnu: no WebGPU adapter found: install a Vulkan driver; .*npm run setup/;
    for (const args of [SCAN, [...SCAN, '--software', '--json']]) {
      expect(await failing(await makeScan(), args, 5, { env: NO_DRIVER })).toMatch(message);
    }
  });

  it('quotes what the Vulkan loader says then, and with --debug shows it as it comes', async () => {
    const message = await failing(await makeScan(), SCAN, 5, { env: NO_DRIVER });
    expect(message).toMatch(/ \(the driver says: .*vkCreateInstance.*\)$/);
    const { code, stderr } = await dualnu(await makeScan(), [...SCAN, '--debug'], { env: NO_DRIVER });
    expect(code).toBe(5);
    expect(stderr).toMatch(/^Warning: .*vkCreateInstance/m);
    expect(stderr).toMatch(/^dualnu: no WebGPU adapter found: [^(]*$/m);
  });

  it('needs no adapter for the reference engine, nor for a dry run', async () => {
    const dir = await makeScan();
    for (const extra of [['--dry-run'], ['--engine', 'reference']]) {
      const { code, stdout } = await dualnu(dir, [...SCAN, ...extra], { env: NO_DRIVER });
      expect(code).toBe(0);
      if (extra.length === 1)
        expect(stdout).toMatch(
          /^time not estimated: no WebGPU adapter found: .*\nwould be refused without an adapter; with one it would start /m,
        );
    }
  });

  it.skipIf(software === undefined)('takes no software adapter without --software', async () => {
    // Where there is hardware too, the software adapter is asked for by its name.
    const isOnly = adapters.every((adapter) => adapter.software);
    const choice = isOnly ? [] : ['--adapter', software?.adapter ?? ''];
    expect(await failing(await makeScan(), [...SCAN, ...choice], 5)).toBe(
      `dualnu: only the software adapter '${software?.adapter}' was found: pass --software to use it, or install a GPU driver`,
    );
  });

  it('names the adapters where none has the name that is asked for', async () => {
    const message = await failing(await makeScan(), [...SCAN, '--software', '--adapter', 'voodoo2'], 5);
    expect(message).toContain(`no adapter is called 'voodoo2': there is '${adapters[0]?.adapter}'`);
  });
});
