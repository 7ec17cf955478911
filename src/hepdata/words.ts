/** Names and qualifiers as HEPData shows them: symbols in LaTeX, units in capitals. */
import { ownValue } from '../input/ownValue.js';
import type { GridAttributes } from '../metadata/manifest.js';
import { unitOf } from '../model/parameters.js';
import type { ReducedAxis } from '../planes/reductions.js';
import { reductionLines } from '../planes/reductionWords.js';
import type { FixedAxis } from '../planes/slice.js';
import type { Axis } from '../tiles/axes.js';
import type { Qualifier } from './document.js';

const SYMBOLS: Readonly<Record<string, string>> = {
  m4_gev: '$m_4$',
  m5_gev: '$m_5$',
  delta: '$\\Delta = (m_5 - m_4)/m_4$',
  mZprime_gev: "$m_{Z'}$",
  Umu5_sq: '$|U_{\\mu5}|^2$',
  Umu4_sq: '$|U_{\\mu4}|^2$',
  epsilon: '$\\varepsilon$',
  gD: '$g_D$',
  V54: '$V_{54}$',
  V44: '$V_{44}$',
  kappa: '$\\kappa$',
};

/** Symbol of an axis; its name where it has none. */
export const symbolOf = (name: string): string => ownValue(SYMBOLS, name) ?? name;

/** `{ name, units }` of a column with an axis' values. */
export function headerOf(axis: Pick<Axis, 'name' | 'units'>): { name: string; units?: string } {
  const unit = unitOf(axis).toUpperCase();
  return { name: symbolOf(axis.name), ...(unit === '' ? {} : { units: unit }) };
}

/** Delta chi2, as a column and as a qualifier. */
export const DELTA_CHI2 = '$\\Delta\\chi^2$';

/** Qualifiers of a confidence level: itself in percent, and its Delta chi2. */
export function levelQualifiers(cl: number, level: number): Qualifier[] {
  return [
    { name: 'Confidence level', value: Number((100 * cl).toPrecision(12)), units: '%' },
    { name: DELTA_CHI2, value: level },
  ];
}

/** Qualifiers of a result: experiment, model, the values of all parameters that are not shown, and what is reduced. */
export function qualifiersOf(
  experiment: string,
  { model, statistic, fixed: constants }: Pick<GridAttributes, 'model' | 'statistic' | 'fixed'>,
  fixed: readonly FixedAxis[],
  reduced: readonly ReducedAxis[],
): Qualifier[] {
  const values = [...fixed, ...Object.entries(constants).map(([name, value]) => ({ name, value }))];
  return [
    { name: 'Experiment', value: experiment },
    { name: 'Model', value: model },
    { name: 'Test statistic', value: statistic },
    ...values.map((axis): Qualifier => ({ ...headerOf({ name: axis.name }), value: axis.value })),
    ...reductionLines(reduced).map((line) => ({ name: 'Reduced', value: line })),
  ];
}

/** Phrases by which the tables are found. */
export const PHRASES = [
  'dark neutrino',
  'heavy neutral lepton',
  'dark photon',
  'short-baseline neutrinos',
  'electron-positron pair',
];

/** At most 64 characters, as HEPData has it. */
export const shortened = (name: string): string => (name.length <= 64 ? name : `${name.slice(0, 63)}…`);

/** Name of a data file, of letters, digits, dots and dashes. */
export const fileName = (...words: string[]): string => `${words.join('-').replace(/[^\w.]+/g, '-')}.yaml`;
