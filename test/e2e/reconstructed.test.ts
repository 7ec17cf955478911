/** Commands that would evaluate a response of reconstructed quantities on generated pairs say that it cannot be. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { reconstructedFolder } from '../reweighting/reconstructedFolder.js';
import { dualnu, failing, makeFolder } from './cli.js';

const WHY =
  'the response pseudo counts score and topology, which only events of an imported sample have: it has no efficiency for generated pairs';

it('experiment efficiency', async () => {
  const folder = await reconstructedFolder();
  const lines = await failing(await makeFolder(), ['experiment', 'efficiency', folder], 3);
  expect(lines).toBe(`dualnu: ${folder}: ${WHY}`);
});

it('experiment check, which draws spectra alone', async () => {
  const dir = await makeFolder();
  const { code, stdout } = await dualnu(dir, [
    ...['experiment', 'check', await reconstructedFolder()],
    ...['--out', 'mine.csv'],
  ]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^valid$/m);
  expect(stdout).toContain(`\nwrote mine-spectra.csv\n${WHY}\n`);
  expect(stdout).not.toContain('mine-efficiency');
});

it.each([
  ['scan', ['scan', 'scan.yaml', '--dry-run']],
  ['point', ['point', 'scan.yaml', '--set', 'Umu5_sq=1e-8']],
])('%s of generated events', async (_, command) => {
  const dir = await makeFolder();
  const scan = {
    model: {
      kind: 'dual',
      parameters: { m4_gev: 0.1, m5_gev: 0.2, mZprime_gev: 1.25, epsilon: 8e-4 },
    },
    axes: { Umu5_sq: { values: [1e-8] } },
    experiments: [await reconstructedFolder()],
  };
  await writeFile(join(dir, 'scan.yaml'), JSON.stringify(scan));
  expect(await failing(dir, command, 3)).toMatch(
    /^dualnu: scan\.yaml:1:\d+: experiments\[0\]: microboone-2025 counts score and topology, which generated events do not have; write signal: sample:FOLDER, with a sample that has them$/,
  );
});
