/** All mistakes of an experiment's folder in one run, over all of its files. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputDataError } from '../../src/errors.js';
import { loadExperiment } from '../../src/experiment/load.js';
import { copyExperiment, edit } from './scratch.js';

/** Replacements in files of a copy of microboone-2025. */
type Edits = readonly (readonly [file: string, from: string | RegExp, to: string])[];

async function mistakesOf(edits: Edits, variant = ''): Promise<string[]> {
  const dir = await copyExperiment();
  for (const [file, from, to] of edits) await edit(dir, file, from, to);
  const error: unknown = await loadExperiment(`${dir}${variant}`).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(InputDataError);
  return (error as InputDataError).lines.map((line) => line.replaceAll(`${dir}/`, ''));
}

const YAML = 'experiment.yaml';

describe('the mistakes of an experiment', () => {
  it('are told of all nuclei of a target, though one of its keys cannot be read', async () => {
    const composition = 'composition: { __proto__: 0.5, Ar4: 0.3, Ar40: -0.1, Xe: 0.3 }';
    expect(await mistakesOf([[YAML, 'composition: { Ar40: 1 }', composition]])).toEqual([
      expect.stringMatching(/target\.composition\.__proto__: nothing has this name; correct it$/),
      expect.stringMatching(/target\.composition\.Ar4: unknown nucleus Ar4; did you mean Ar40\?$/),
      expect.stringMatching(/target\.composition\.Ar40: -0.1 is out of range/),
      expect.stringMatching(/target\.composition\.Xe: unknown nucleus Xe; /),
      expect.stringMatching(/^4 mistakes in /),
    ]);
  });

  it('are told of soil that is named as if there were none', async () => {
    expect(await mistakesOf([[YAML, '    cylinder:\n', '    none:\n']])).toEqual([
      expect.stringMatching(
        /dirt\.presets\.none: in a scan file none means no soil; give the preset another name$/,
      ),
    ]);
  });

  it('are told in one run: those of its blocks, its response and its tables', async () => {
    const lines = await mistakesOf([
      [YAML, 'mass_tonnes', 'mass_tons'],
      [YAML, 'composition: { Ar40: 1 }', 'composition: { toString: 0.5, Ar4: 0.5 }'],
      [YAML, 'data: 26', 'data: -26'],
      [YAML, 'cell: two-showers', 'cell: two-shower'],
      [YAML, 'near_z_cm: -758', 'near_z_cm: -500'],
      [YAML, '[1100, 1100]', '[100, 200]'],
      [YAML, '[11.7, 7.9, 4.6]', '[11.7, 7.9]'],
      ['response.yaml', 'angle_scale_deg', 'angle_scale'],
      ['flux.csv', '\n0.225,', '\n0.125,'],
      ['flux.csv', '\n0.325,', '\nx,'],
    ]);
    expect(lines).toEqual([
      expect.stringMatching(
        /^experiment\.yaml:\d+:18: target\.composition\.toString: unknown nucleus toString; valid: /,
      ),
      expect.stringMatching(
        /^experiment\.yaml:\d+:33: target\.composition\.Ar4: unknown nucleus Ar4; did you mean Ar40\?$/,
      ),
      expect.stringMatching(
        /^experiment\.yaml:\d+:3: target\.mass_tons: unknown key; did you mean mass_tonnes\?$/,
      ),
      expect.stringMatching(
        /^experiment\.yaml:\d+:7: dirt\.presets\.cylinder\.near_z_cm: -500 cm lies inside/,
      ),
      expect.stringMatching(
        /^experiment\.yaml:\d+:18: dirt\.presets\.cylinder\.radii_cm\[0\]: 100 cm does not cover/,
      ),
      expect.stringMatching(
        /^experiment\.yaml:\d+:23: dirt\.presets\.cylinder\.radii_cm\[1\]: the far end is wider/,
      ),
      expect.stringMatching(/^experiment\.yaml:\d+:\d+: observation\.bins\[1\]\.data: -26 is out of range/),
      expect.stringMatching(
        /^experiment\.yaml:\d+:11: covariance\.errors: 2 errors for 3 bins; one for every bin$/,
      ),
      expect.stringMatching(
        /^response\.yaml:\d+:1: angle_scale: unknown key; did you mean angle_scale_deg\?$/,
      ),
      expect.stringMatching(/^flux\.csv:14: e_nu_gev: "x" is not a finite number; correct the cell$/),
      '10 mistakes in 3 files',
    ]);
  });

  it('in its bins are told bin by bin, key by key', async () => {
    const lines = await mistakesOf([
      [
        YAML,
        'label: 2 showers,          cell: two-showers,          data: 17',
        'label: 1 shower, cell: two-shower, beam: bmb, data: 17',
      ],
      [YAML, 'cell: one-shower-one-track, data: 26', 'cells: [one-shower, 7], cell: one-shower, data: .nan'],
    ]);
    expect(lines.map((line) => line.replace(/^experiment\.yaml:\d+:\d+: observation\./, ''))).toEqual([
      'bins[1]: both cell and cells; a bin has one of them, or neither',
      'bins[1]: cell one-shower is in another bin already; remove one',
      'bins[1]: the response toy has no cell 7; 0 to 2',
      'bins[1].data: expected a finite number, found NaN',
      'bins[2]: the response toy has no cell two-shower; did you mean two-showers?',
      'bins[2].label: 1 shower names two bins; give each its own label',
      'bins[2].beam: unknown beam bmb; did you mean bnb?',
      expect.stringMatching(/^7 mistakes in /),
    ]);
  });

  it('that follow from another one are left out', async () => {
    const only = async (...edits: Edits) => {
      const lines = await mistakesOf(edits);
      expect(lines).toHaveLength(1);
      return lines[0];
    };
    // Without a response no cell is known, without a shape no dirt can be placed.
    expect(await only(['response.yaml', /kind: .*/, 'kind: pair'])).toMatch(/^response\.yaml/);
    expect(await only([YAML, 'kind: box', 'kind: ball'])).toMatch(/geometry\.kind/);
    expect(await only([YAML, 'file: response.yaml', 'fil: response.yaml'])).toMatch(
      /response\.fil: unknown key/,
    );
    expect(await only([YAML, 'observation:', 'observations:'])).toMatch(/observations: unknown key/);
    expect(await only([YAML, 'covariance:', 'covariances:'])).toMatch(/covariances: unknown key/);
  });

  it('in a variant are told where it stands, also where the variant is not asked for', async () => {
    const edits: Edits = [[YAML, 'data: 95, background', 'data: lots, background']];
    for (const variant of ['', ':total']) {
      expect(await mistakesOf(edits, variant)).toEqual([
        expect.stringMatching(
          /^experiment\.yaml:\d+:\d+: variants\.total\.observation\.bins\[0\]\.data: expected a finite number, found "lots"$/,
        ),
      ]);
    }
    // What the variant takes the place of does not matter to it, and what only it has is looked at when it is asked for.
    const misfit: Edits = [[YAML, 'errors: [17.3]', 'errors: [17.3, 4]']];
    expect(await mistakesOf(misfit, ':total')).toEqual([
      expect.stringMatching(/variants\.total\.covariance\.errors: 2 errors for 1 bins/),
    ]);
  });

  it('two beams of one name are one', async () => {
    const dir = await copyExperiment();
    const beam =
      '  - { name: bnb, pot: 1e20, source: x, flux: { file: flux.csv, energy_column: e_nu_gev, numu_column: numu, range_gev: [0.1, 5], source: x } }\n';
    await edit(dir, YAML, 'beams:\n', `beams:\n${beam}`);
    await expect(loadExperiment(dir)).rejects.toThrow(/beams\[1\]\.name: bnb names two beams; rename one/);
  });
});

describe('files of other kinds', () => {
  it('are named at the key that names them', async () => {
    const dir = await copyExperiment();
    await edit(dir, YAML, 'file: flux.csv', 'file: /dev/zero');
    await edit(dir, YAML, 'file: response.yaml', 'file: .');
    const error: unknown = await loadExperiment(dir).catch((e: unknown) => e);
    expect((error as InputDataError).lines).toEqual([
      expect.stringMatching(
        /beams\[0\]\.flux\.file: \/dev\/zero is no regular file \(a pipe, a socket or a device\); name a file$/,
      ),
      expect.stringMatching(/response\.file: .* is a folder; name a file$/),
      expect.stringMatching(/^2 mistakes in /),
    ]);
  });

  it('are refused for their size', async () => {
    const dir = await copyExperiment();
    const { open } = await import('node:fs/promises');
    const file = await open(join(dir, YAML), 'w');
    await file.truncate(1e10);
    await file.close();
    await expect(loadExperiment(dir)).rejects.toThrow(
      /experiment\.yaml: cannot be read: 9537 MiB, where at most 16 MiB/,
    );
  });

  it('in other encodings are the same experiment', async () => {
    const dir = await copyExperiment();
    const { files: _, ...before } = await loadExperiment(dir);
    const { readFile } = await import('node:fs/promises');
    for (const [name, spoil] of [
      [YAML, (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
      ['response.yaml', (text: string) => Buffer.from(text.replaceAll('\n', '\r'))],
      ['flux.csv', (text: string) => Buffer.from(text.replaceAll('\n', '\r'), 'utf16le').swap16()],
    ] as const) {
      const path = join(dir, name);
      await writeFile(path, spoil(await readFile(path, 'utf8')));
    }
    const { files: __, ...after } = await loadExperiment(dir);
    expect(after).toEqual(before);
  });
});
