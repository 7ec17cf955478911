/** What a map says about its variable: by its symbol and in words, never by the name of a folder. */
import { proseMarkup } from '../drawing/captionText.js';
import { symbolLabel } from '../drawing/labelMarkup.js';
import { parameterMarkup } from '../drawing/parameterMarkup.js';
import { provenanceSentences } from '../figures/caption.js';
import { attributesOfExperiment } from '../planes/experiments.js';
import { effectOf, isOfModel } from './flagEffects.js';
import type { MappedPlane } from './mapped.js';

/** A variable in figures, as markup (richText.ts). */
interface VariableWords {
  /** Title of the figure. */
  readonly title: string;
  /** Title of the colour bar, with the unit. */
  readonly bar: string;
}

/** Variables of a scan by their names, without those of experiments. */
const WORDS: Readonly<Record<string, VariableWords>> = {
  chi2: { title: '*χ*^2 of the prediction against the data', bar: '*χ*^2' },
  signal: { title: 'Expected signal', bar: 'signal (events)' },
  ctau_cm: { title: 'Proper decay length of the heavy neutrino', bar: '*cτ* (cm)' },
  n_eff: {
    title: 'Effective number of simulated events',
    bar: '*N*_{eff} = (Σ*w*)^2 / Σ*w*^2',
  },
  n_eff_by_bin: { title: 'Effective number of events by bin', bar: '*N*_{eff} = (Σ*w*)^2 / Σ*w*^2' },
  uncovered: { title: 'Share of the mass point that the sample does not cover', bar: 'uncovered share' },
  largest_weight: { title: 'Largest weight of an event of the sample', bar: 'max *w* / Σ*w*' },
  events: { title: 'Simulated events of each channel', bar: 'events of each channel' },
  spectrum: { title: 'Expected signal by bin', bar: 'signal (events)' },
  spectrum_error: { title: 'Relative Monte Carlo error of the signal by bin', bar: 'relative error' },
  branching_ee: {
    title: 'Branching ratio of the heavy neutrino to *e*^{+}*e*^{−}',
    bar: 'BR(*e*^{+}*e*^{−})',
  },
};

/** The variable's name without its experiment: `chi2` of `chi2_microboone_2025`. */
function bareName({ variable, experiment }: Pick<MappedPlane, 'variable' | 'experiment'>): string {
  const ending = experiment === undefined || experiment.suffix === '' ? '' : `_${experiment.suffix}`;
  return variable.name.endsWith(ending)
    ? variable.name.slice(0, variable.name.length - ending.length)
    : variable.name;
}

/** A variable in figures: as this program knows it, or by the description and the unit that the grid has. */
export function variableWords(
  mapped: Pick<MappedPlane, 'variable' | 'experiment' | 'places'>,
): VariableWords {
  const { variable, experiment, places } = mapped;
  const known = Object.hasOwn(WORDS, bareName(mapped)) ? WORDS[bareName(mapped)] : undefined;
  const perUnit =
    typeof variable.attributes.multiply_by === 'string' ? variable.attributes.multiply_by : undefined;
  const where = places.map(({ dimension, label }) => `${proseMarkup(dimension)} ${symbolLabel(label)}`);
  if (known !== undefined) {
    const title = [known.title, ...where].join(', ');
    return perUnit === undefined
      ? { ...known, title }
      : { title, bar: `${known.bar.replace(/ \(events\)$/, '')} / ${parameterMarkup(perUnit)} (events)` };
  }
  const ending = experiment === undefined ? '' : `, ${experiment.name}`;
  const { longName } = variable;
  const long = ending !== '' && longName.endsWith(ending) ? longName.slice(0, -ending.length) : longName;
  const unit = variable.units === '1' || variable.units === '' ? '' : ` (${proseMarkup(variable.units)})`;
  const text = symbolLabel(long === '' ? variable.name : long);
  return { title: [capitalised(text), ...where].join(', '), bar: `${text}${unit}` };
}

const capitalised = (text: string) => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

/** The title of the experiment, or of all in the sums; undefined of a variable that is of none, such as c tau. */
export function experimentTitle({ variable, experiment, grid }: MappedPlane): string | undefined {
  if (isOfModel(variable.name)) return undefined;
  return experiment?.title ?? grid.attributes.experiment_title;
}

/** Sentences below a map: what the numbers rest on, and what has no colour. */
export function mapSentences(mapped: MappedPlane): string[] {
  const { grid, experiment, variable, flags, constantAlong } = mapped;
  const attributes =
    experiment === undefined ? grid.attributes : attributesOfExperiment(grid.attributes, experiment);
  const sentences = provenanceSentences(attributes);
  const kept = isOfModel(variable.name)
    ? sentences.filter((sentence) => sentence.startsWith('Model'))
    : sentences.filter((sentence) => bareName(mapped) === 'chi2' || !sentence.startsWith('Statistic'));
  const hides = flags.names.filter(
    (flag, i) => effectOf(variable.name, flag) === 'hides' && isRaised(mapped, i),
  );
  return [
    ...constantAlong.map((name) => `It does not depend on ${parameterMarkup(name)}.`),
    ...(hides.length > 0 || mapped.missing > 0 ? ['White and grey: no number that can be trusted.'] : []),
    ...kept,
  ];
}

const isRaised = ({ flags: { bits } }: MappedPlane, i: number) =>
  bits.some((word) => (word & (1 << i)) !== 0);
