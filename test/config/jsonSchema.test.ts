import { readdir, readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { jsonSchema, variationsJsonSchema } from '../../src/config/jsonSchema.js';
import { createScanSchema, scanSchema } from '../../src/config/schema.js';
import { AXIS_INFO } from '../../src/model/parameters.js';
import { OUTPUTS } from '../../src/outputs/outputs.js';

it('the checked-in JSON Schema is the one that the program means; if not, run npm run schema', async () => {
  await expect(`${JSON.stringify(jsonSchema(), null, 2)}\n`).toMatchFileSnapshot(
    '../../schemas/scan.schema.json',
  );
});

it('and so is that of variations files', async () => {
  await expect(`${JSON.stringify(variationsJsonSchema(), null, 2)}\n`).toMatchFileSnapshot(
    '../../schemas/variations.schema.json',
  );
});

it('completes every axis', () => {
  const text = JSON.stringify(jsonSchema());
  for (const [name, { longName }] of Object.entries(AXIS_INFO)) {
    expect(text).toContain(`"${name}"`);
    expect(text).toContain(JSON.stringify(longName).slice(1, -1));
  }
});

it('every scan file names the schema for editors, says what it answers, and resolves', async () => {
  const { loadScan } = await import('../../src/config/load.js');
  const files = (await readdir('scans')).filter((file) => file.endsWith('.yaml'));
  expect(files).toContain('quickstart.yaml');
  for (const file of files) {
    const text = await readFile(`scans/${file}`, 'utf8');
    expect(text).toMatch(/^# yaml-language-server: \$schema=\.\.\/schemas\/scan\.schema\.json\n#\n# /);
    await loadScan(`scans/${file}`);
  }
});

it('every variations file does the same', async () => {
  const { loadStudy } = await import('../../src/config/variations.js');
  const files = (await readdir('scans/variations')).filter((file) => file.endsWith('.yaml'));
  expect(files).toEqual(['figure4a.yaml', 'figure4b.yaml']);
  for (const file of files) {
    const text = await readFile(`scans/variations/${file}`, 'utf8');
    expect(text).toMatch(
      /^# yaml-language-server: \$schema=\.\.\/\.\.\/schemas\/variations\.schema\.json\n#\n# /,
    );
    const { scans, bases } = await loadStudy(`scans/variations/${file}`);
    expect(bases).toHaveLength(2);
    expect(scans.length).toBeGreaterThan(40);
  }
});

it('a schema may name what is on the shelves that it is given, and nothing else', () => {
  const [chi2, ...others] = OUTPUTS;
  if (!chi2) throw new Error('there is an output');
  const small = createScanSchema({ outputs: [chi2], statistics: ['cnp'] });
  const scan = {
    model: { kind: 'dual' },
    axes: { m5_gev: { values: [0.2] } },
    experiments: ['microboone-2025'],
    outputs: [chi2.name],
  };
  expect(small.safeParse(scan).success).toBe(true);
  expect(small.safeParse({ ...scan, statistic: 'poisson' }).success).toBe(false);
  for (const { name } of others) expect(small.safeParse({ ...scan, outputs: [name] }).success).toBe(false);
  expect(scanSchema.safeParse({ ...scan, statistic: 'poisson' }).success).toBe(true);
});
