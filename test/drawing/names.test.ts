/** Names and settings as readers see them: short names that tell experiments apart, and no keys of scan files. */
import { describe, expect, it } from 'vitest';
import { loadScan } from '../../src/config/load.js';
import { experimentNames, shortTitle } from '../../src/drawing/experimentNames.js';
import { REFERENCE_INFO } from '../../src/engine/reference/reference.js';
import {
  modelForReaders,
  productionForReaders,
  statisticForReaders,
} from '../../src/metadata/settingsInWords.js';
import { describeGrid } from '../../src/scan/gridSpec.js';

describe('names of experiments', () => {
  const micro = { name: 'microboone-2025', title: 'MicroBooNE 2025, dark-sector e+e- search' };
  const mini = { name: 'miniboone-2020', title: 'MiniBooNE 2020, electron-like excess' };

  it('are the first words of their titles', () => {
    expect(experimentNames([micro, mini])).toEqual(['MicroBooNE 2025', 'MiniBooNE 2020']);
    expect(shortTitle('SBND projection (scaled background, 5 % errors)')).toBe('SBND projection');
    expect(shortTitle('A, b + C, d')).toBe('A + C');
  });

  it('have what tells them apart where these are the same: of the name, or else of the title', () => {
    const coherent = { name: 'miniboone-coherent', title: mini.title };
    expect(experimentNames([micro, mini, coherent])).toEqual([
      'MicroBooNE 2025',
      'MiniBooNE 2020',
      'MiniBooNE 2020, coherent',
    ]);
    const twins = [
      { name: 'miniboone', title: 'MiniBooNE, one' },
      { name: 'MiniBooNE', title: 'MiniBooNE, two' },
    ];
    expect(experimentNames(twins)).toEqual(['MiniBooNE, one', 'MiniBooNE, two']);
    const same = twins.map(({ name }) => ({ name, title: 'MiniBooNE' }));
    expect(experimentNames(same)).toEqual(['MiniBooNE (miniboone)', 'MiniBooNE (MiniBooNE)']);
    // The same experiment twice has one name.
    expect(experimentNames([mini, micro, mini])).toEqual([
      'MiniBooNE 2020',
      'MicroBooNE 2025',
      'MiniBooNE 2020',
    ]);
  });

  it('are those that the user chooses', () => {
    expect(experimentNames([micro, mini], { 'microboone-2025': 'ours' })).toEqual(['ours', 'MiniBooNE 2020']);
  });
});

describe('settings of a grid', () => {
  it('are sentences, and unknown ones stay as they are', () => {
    expect(modelForReaders('dual, dirac, SM Z on, charge darknews, decays also to muons')).toBe(
      'dual model (nu_5 to nu_4 e+e-); Dirac neutrinos; with the Z of the Standard Model; electric charge as in DarkNews; decays also to muons',
    );
    expect(
      productionForReaders(
        'tpc, dirt (cylinder with radius_cm 700, density 2), proton-elastic too (below 10 MeV)',
      ),
    ).toBe(
      'from the TPC and the dirt upstream (a cylinder with radius_cm 700, density 2), also elastic on protons (below 10 MeV)',
    );
    expect(productionForReaders('tpc, sample heavy reweighted')).toBe(
      'from the TPC, events of the sample heavy, reweighted',
    );
    expect(productionForReaders('tpc + tank, dirt (dn-cone), wrong sign of fhc too')).toBe(
      "from the TPC + from the tank and the dirt upstream (DarkNews' cone), also from the wrong sign of the beam fhc",
    );
    expect(statisticForReaders('cnp, asimov')).toBe('combined Neyman-Pearson chi2, Asimov data');
    expect(statisticForReaders('poisson without systematic errors, observed; summed')).toBe(
      'Poisson likelihood ratio without systematic errors, observed data; summed',
    );
    expect(statisticForReaders('something new')).toBe('something new');
  });

  it.each(['figure4a', 'long-lived', 'sbnd', 'sensitivity'])(
    'have no key left of what a scan writes: %s',
    async (name) => {
      const scan = await loadScan(`scans/${name}.yaml`);
      const { model, production, statistic } = (await describeGrid(scan, REFERENCE_INFO)).attributes;
      const words = [modelForReaders(model), productionForReaders(production)].join('; ');
      expect(words).toMatch(
        /neutrinos; .*the Z of the Standard Model; electric charge .*; from the (TPC|tank)/,
      );
      expect(words).not.toMatch(/dual,|single,|dirac|majorana|SM Z|charge (darknews|alpha0)|tpc|\(dn-|too\b/);
      expect(statisticForReaders(statistic)).toMatch(/^(combined|chi2 with|Poisson|Neyman|Pearson) .* data/);
    },
  );
});
