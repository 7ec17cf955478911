/** An experiment without beams, or with what are none: nothing that needs them is read. */
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { InputDataError } from '../../src/errors.js';
import { loadExperiment } from '../../src/experiment/load.js';
import { DATA_DIR } from '../../src/input/inputFiles.js';
import { temporaryFolder } from '../grid/fixture.js';

it.each([undefined, null, 'x', [null], [{}]])(
  'beams that are %j are refused in words, with every variant',
  async (beams) => {
    const dir = join(await temporaryFolder(), 'miniboone-2020');
    await cp(join(DATA_DIR, 'experiments', 'miniboone-2020'), dir, { recursive: true });
    const path = join(dir, 'experiment.yaml');
    const value = parse(await readFile(path, 'utf8'));
    await writeFile(path, stringify({ ...value, beams }));
    for (const variant of ['', ...Object.keys(value.variants).map((name) => `:${name}`)])
      await loadExperiment(`${dir}${variant}`).catch((error: unknown) =>
        expect(error).toBeInstanceOf(InputDataError),
      );
    await expect(loadExperiment(dir)).rejects.toThrow(/beams/);
  },
);
