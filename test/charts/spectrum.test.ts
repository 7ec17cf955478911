/** The figure of an observation: how bins are labelled, and what the figure says. */
import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import { labelMarkup } from '../../src/drawing/labelMarkup.js';
import { loadExperiment } from '../../src/experiment/load.js';
import { summarise } from '../../src/inspection/summary.js';
import { binAxis } from '../../src/spectra/binAxis.js';
import { drawHistograms } from '../../src/spectra/histogram.js';
import { spectrumFigure } from '../../src/spectra/spectrumFigure.js';

describe('the axis of named bins', () => {
  it('has edges where the names are ranges that touch', () => {
    const names = ['nu_e-like 200-300 MeV', 'nu_e-like 300-375 MeV'];
    const axis = { kind: 'edges', edges: [200, 300, 375], unit: 'MeV' };
    expect(binAxis(names)).toEqual({ ...axis, title: '*ν*_{e}-like (MeV)', sample: '' });
    // A quantity of the response is what the axis shows; the names say of what.
    const title = 'reconstructed *E*_{ν}^{QE} (MeV)';
    expect(binAxis(names, 'e_qe_gev')).toEqual({ ...axis, title, sample: '*ν*_{e}-like' });
  });

  it('has what tells the names apart otherwise', () => {
    const words = (names: string[]) => {
      const axis = binAxis(names);
      return [axis.title, axis.kind, ...(axis.kind === 'bins' ? axis.labels : axis.edges)];
    };
    expect(words(['nu_mu 1', 'nu_mu 2'])).toEqual(['*ν*_{μ}', 'bins', '1', '2']);
    expect(words(['1-2 GeV', '3-4 GeV'])).toEqual(['GeV', 'bins', '1–2', '3–4']);
    expect(words(['1 shower', '1 shower + 1 track', '2 showers'])[0]).toBe('');
    expect(words(['shower', 'shower'])).toEqual(['', 'bins', 'shower', 'shower']);
    expect(words(['total'])).toEqual(['', 'bins', 'total']);
  });
});

describe('names from files', () => {
  it('get their symbols, and nothing else is markup', () => {
    expect(labelMarkup('nu_e-bar-like')).toBe('*ν\u0304*_{e}-like');
    expect(labelMarkup('e+e- at 1-2 GeV')).toBe('*e*^{+}*e*^{−} at 1–2 GeV');
    expect(labelMarkup('nu_example *x*')).toBe('nu\\_example \\*x\\*');
  });
});

describe('the figure of spectra', () => {
  async function textsOf(name: string): Promise<string[]> {
    const svg = drawHistograms(spectrumFigure(summarise(await loadExperiment(name))));
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    const { document } = new JSDOM(svg, { contentType: 'image/svg+xml' }).window;
    return [...document.querySelectorAll('text')].map((element) => element.textContent ?? '');
  }

  it('has one frame for one beam without control samples', async () => {
    const texts = await textsOf('microboone-2025');
    const words = [
      'MicroBooNE 2025, dark-sector e+e− search',
      '1 shower + 1 track',
      'data',
      'background',
      'events',
    ];
    expect(texts).toEqual(expect.arrayContaining(words));
    expect(texts.filter((text) => text === 'events')).toHaveLength(1);
    expect(texts.join(' ')).toContain('χ2 = 2.70 in 3 bins');
  });

  it('has two frames for each beam with control samples', async () => {
    const texts = await textsOf('miniboone-2020:combined');
    const headings = [
      'fhc, signal region: νe-like',
      'fhc, control sample',
      'rhc, signal region: ν\u0304e-like',
      'rhc, control sample',
    ];
    const titles = ['reconstructed EνQE (MeV)', 'events / MeV', 'ν\u0304μ', 'events / 103'];
    expect(texts).toEqual(expect.arrayContaining([...headings, ...titles]));
    expect(texts.filter((text) => text === '3000')).toHaveLength(2);
  });

  it('is logarithmic where counts span decades', async () => {
    const summary = summarise(await loadExperiment('microboone-2025'));
    const bins = summary.bins.map((bin, i) => (i === 0 ? { ...bin, data: 40000, background: 40000 } : bin));
    expect(spectrumFigure({ ...summary, bins }).panels[0]?.y).toMatchObject({
      spacing: 'log',
      values: [1, 1e5],
    });
  });
});
