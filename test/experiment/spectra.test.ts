/** `spectra.yaml`: read where it is, checked against the experiment, outside of a scan's identity, and drawn as layers. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputDataError } from '../../src/errors.js';
import { loadExperiment } from '../../src/experiment/load.js';
import { summarise } from '../../src/inspection/summary.js';
import { spectrumFigure } from '../../src/spectra/spectrumFigure.js';
import { backgroundLayers } from '../../src/spectra/spectrumPanels.js';
import { copyExperiment } from './scratch.js';

const PARTS = `background:
  parts:
    - { name: NC 1 pi0, events: { 1 shower: 30, 2 showers: 6 } }
    - { name: other, events: { 1 shower: 17.6, 2 showers: 3.5 } }
  source: ASSUMPTION, for a test
`;

async function withSpectra(text: string) {
  const dir = await copyExperiment();
  await writeFile(join(dir, 'spectra.yaml'), text);
  return dir;
}

const linesOf = async (text: string) => {
  const error: unknown = await loadExperiment(await withSpectra(text)).catch((e: unknown) => e);
  return error instanceof InputDataError ? error.lines.join('\n') : '';
};

describe('spectra.yaml', () => {
  it('is read, and is not among the files of the identity', async () => {
    const [plain, told] = [
      await loadExperiment('microboone-2025'),
      await loadExperiment(await withSpectra(PARTS)),
    ];
    expect(told.spectra?.background?.parts.map(({ name }) => name)).toEqual(['NC 1 pi0', 'other']);
    expect(Object.keys(told.files).some((file) => file.includes('spectra'))).toBe(false);
    expect(Object.keys(told.files)).toHaveLength(Object.keys(plain.files).length);
    expect((await loadExperiment('miniboone-2020:combined')).spectra?.beams).toEqual({
      fhc: 'neutrino mode',
      rhc: 'antineutrino mode',
    });
  });

  it('is refused where it names what is not there, or does not add up', async () => {
    expect(await linesOf('beams: { bmb: x }\n')).toMatch(
      /spectra\.yaml:1:\d+: .*unknown beam bmb; did you mean bnb\?/,
    );
    expect(await linesOf(PARTS.replace('1 shower: 30,', '1 shwer: 30,'))).toMatch(/unknown bin 1 shwer/);
    expect(await linesOf(PARTS.replace('1 shower: 30,', '1 shower: 32,'))).toMatch(
      /the parts of 1 shower add up to 49\.6 events, where its background is 47\.7/,
    );
    expect(await linesOf(PARTS.replace('1 shower: 30,', '1 shower: 29,'))).toMatch(
      /the parts of 1 shower add up to 46\.6 events, where its background is 47\.7/,
    );
    expect(await linesOf('figures: 1\n')).toMatch(/unknown key/);
    expect(await linesOf(PARTS.replace(/ {2}source.*\n/, ''))).toMatch(/missing citation/);
  });

  it('gives layers that add up to each background, and one for bins without parts', async () => {
    const experiment = await loadExperiment(await withSpectra(PARTS));
    const { layers, parts } = backgroundLayers(experiment.bins, experiment.spectra);
    expect(layers.map(({ label }) => label)).toEqual(['background', 'NC 1 pi0', 'other']);
    parts.forEach((list, i) => {
      const sum = list.reduce((all, part) => all + part, 0);
      expect(sum).toBeCloseTo(experiment.bins[i]?.background ?? 0, 10);
    });
    expect(parts[1]).toEqual([15.5, 0, 0]);
    const figure = spectrumFigure(summarise(experiment), experiment.spectra);
    expect(figure.layers).toHaveLength(3);
    expect(spectrumFigure(summarise(experiment)).layers).toBeUndefined();
  });
});
