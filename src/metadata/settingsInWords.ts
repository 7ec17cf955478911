/** A grid's settings as sentences for readers who know the physics but not the scan file: of a grid's attributes, which have its keys. */

import { listInWords } from '../words.js';

const MODEL_WORDS: Readonly<Record<string, string>> = {
  dual: 'dual model (nu_5 to nu_4 e+e-)',
  single: 'single model (nu_4 to nu e+e-)',
  dirac: 'Dirac neutrinos',
  majorana: 'Majorana neutrinos',
  'SM Z on': 'with the Z of the Standard Model',
  'SM Z off': 'without the Z of the Standard Model',
  'charge darknews': 'electric charge as in DarkNews',
  'charge alpha0': 'electric charge from alpha(0)',
};

/** `dual, dirac, SM Z on, charge darknews` as `dual model (nu_5 to nu_4 e+e-); Dirac neutrinos; with the Z ...`. */
export function modelForReaders(model: string): string {
  return model
    .split(', ')
    .map((setting) => MODEL_WORDS[setting] ?? setting)
    .join('; ');
}

const PLACES: Readonly<Record<string, string>> = { tpc: 'the TPC', tank: 'the tank' };

/** `tpc, dirt (cylinder), proton-elastic too` as `from the TPC and the dirt upstream (a cylinder), also elastic on protons`. */
export function productionForReaders(production: string): string {
  return production
    .split(' + ')
    .map((one) => {
      const settings = one.split(/, (?![^(]*\))/);
      const places = settings.flatMap((setting) => {
        const [, soil] = /^dirt \((.*)\)$/.exec(setting) ?? [];
        return soil === undefined ? (PLACES[setting] ?? []) : [`the dirt upstream (${soilForReaders(soil)})`];
      });
      const others = settings.filter((setting) => !(setting in PLACES) && !setting.startsWith('dirt ('));
      const from = places.length === 0 ? [] : [`from ${listInWords(places, 'and')}`];
      return [...from, ...others.map(settingForReaders)].join(', ');
    })
    .join(' + ');
}

function soilForReaders(soil: string): string {
  return soil.replace(/^dn-cone\b/, "DarkNews' cone").replace(/^(cylinder|cone|box)\b/, 'a $1');
}

function settingForReaders(setting: string): string {
  return setting
    .replace(/^proton-elastic too/, 'also elastic on protons')
    .replace(/^antineutrinos too$/, 'also from antineutrinos')
    .replace(/^sample (.*) reweighted$/, 'events of the sample $1, reweighted')
    .replace(/^wrong sign of (.*) too$/, 'also from the wrong sign of the beam $1');
}

const STATISTICS: Readonly<Record<string, string>> = {
  cnp: 'combined Neyman-Pearson chi2',
  neyman: 'Neyman chi2',
  pearson: 'Pearson chi2',
  poisson: 'Poisson likelihood ratio without systematic errors',
  'poisson without systematic errors': 'Poisson likelihood ratio without systematic errors',
  included: 'chi2 with the statistical errors in the covariance',
};

/** `cnp, observed; summed over experiments, ...` as `combined Neyman-Pearson chi2, observed data; summed over ...`. */
export function statisticForReaders(statistic: string): string {
  const [first = '', ...rest] = statistic.split('; ');
  const [, label = first, data] = /^(.*), (observed|asimov)$/.exec(first) ?? [];
  const words = STATISTICS[label] ?? label;
  const shown = data === undefined ? words : `${words}, ${data === 'asimov' ? 'Asimov' : data} data`;
  return [shown, ...rest].join('; ');
}
