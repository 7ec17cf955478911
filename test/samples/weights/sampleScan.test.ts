/** The scan that a sample is reweighted for: whose model, which experiment, and when the sample cannot stand for its events. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { loadScan } from '../../../src/config/load.js';
import { ConfigError } from '../../../src/errors.js';
import { sampleScan } from '../../../src/samples/weights/sampleScan.js';
import { temporaryFolder } from '../../grid/fixture.js';
import { reconstructedFolder } from '../../reweighting/reconstructedFolder.js';
import { POINT, scoredSample } from './scoredSample.js';

const sample = scoredSample([{ parameters: POINT, events: 256, seed: 5, decays: 'integrated' }]);
const noFile = { file: undefined, experiment: undefined, changes: [] };

async function scanFile(changes: object): Promise<string> {
  const file = join(await temporaryFolder(), 'scan.yaml');
  const scan = {
    model: { kind: 'dual', parameters: { m4_gev: 0.1, mZprime_gev: 1.25 } },
    axes: { m5_gev: { values: [0.2, 0.3] }, Umu5_sq: { values: [1e-6, 1e-5] } },
    experiments: ['microboone-2025'],
    ...changes,
  };
  await writeFile(file, stringify(scan));
  return file;
}

describe('without a scan file', () => {
  it('the model with its choices is that of the sample', async () => {
    const [component] = sample.components;
    if (!component) throw new Error('a component');
    const model = { ...component.model, smZ: false, decays: { muons: true, hadrons: false, dark: true } };
    const other = { ...sample, components: [{ ...component, model }] };
    const scan = await sampleScan(other, noFile);
    expect(scan.model).toEqual(model);
    expect(scan.sample).toBe(other);
    expect(scan.experiment.name).toBe('microboone-2025');
    // Each parameter without a default must be set.
    expect(scan.axes.map(({ name }) => name).sort()).toEqual(['Umu5_sq', 'm4_gev', 'm5_gev', 'mZprime_gev']);
  });

  it('the experiment may count columns that the sample has', async () => {
    const scan = await sampleScan(sample, { ...noFile, experiment: await reconstructedFolder() });
    expect(scan.experiment.response.reconstructed?.columns.length).toBe(2);
    const { observables: _, ...bare } = sample;
    const without = sampleScan(
      { ...bare, observables: {} },
      { ...noFile, experiment: await reconstructedFolder() },
    );
    await expect(without).rejects.toThrow(ConfigError);
    await expect(without).rejects.toThrow(/own: own has no column score, which the response pseudo counts/);
  });
});

describe('with a scan file', () => {
  it('its own signal is not read, whatever it names', async () => {
    const experiment = await reconstructedFolder();
    const file = await scanFile({
      experiments: [{ name: experiment, signal: 'sample:./nowhere' }],
      signal: 'sample:./neither',
    });
    await expect(loadScan(file)).rejects.toThrow(/nowhere/);
    const scan = await sampleScan(sample, { ...noFile, file });
    expect(scan.sample).toBe(sample);
    expect(scan.axes.length).toBe(2);
  });

  it('one of several experiments is chosen, and only that one must suit the sample', async () => {
    const file = await scanFile({ experiments: ['microboone-2025', 'miniboone-2020'] });
    await expect(sampleScan(sample, { ...noFile, file })).rejects.toThrow(/choose one with --experiment/);
    const scan = await sampleScan(sample, { ...noFile, file, experiment: 'microboone-2025' });
    expect(scan.experiment.name).toBe('microboone-2025');
    const other = sampleScan(sample, { ...noFile, file, experiment: 'miniboone-2020' });
    await expect(other).rejects.toThrow(/own: the sample has events on Ar40/);
  });

  it('changes of the command line hold, and another model is refused', async () => {
    const file = await scanFile({});
    const scan = await sampleScan(sample, { ...noFile, file, changes: ['seed=7'] });
    expect(scan.seed).toBe(7);
    const majorana = sampleScan(sample, { ...noFile, file, changes: ['model.nature=majorana'] });
    await expect(majorana).rejects.toThrow(
      /own: component component 0 of own is of the dual model with dirac/,
    );
    const dirt = sampleScan(sample, { ...noFile, file, changes: ['production.dirt=cylinder'] });
    await expect(dirt).rejects.toThrow(/leave dirt: cylinder out/);
  });
});
