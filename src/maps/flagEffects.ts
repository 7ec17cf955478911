/** What a flag means for a map of a variable. */
import { familyOf } from '../planes/flagFamilies.js';

/**
 * `hides`: there is no such number, or it cannot be trusted, so that it has no colour. `marks`: it has one, with hatching over it, since an
 * assumption behind it is doubtful, or since the flag follows from the very number that is shown.
 */
export type FlagEffect = 'hides' | 'marks';

/** Variables that do not depend on simulated events, nor on chi2. */
const OF_THE_MODEL = ['ctau_cm', 'branching_ee'];
/** Variables about the simulated events themselves, and the flags that follow from them. */
const OF_THE_SAMPLE: Readonly<Record<string, readonly string[]>> = {
  n_eff: ['low_effective_sample_size', 'sample_few_events'],
  events: ['low_effective_sample_size'],
  uncovered: ['sample_uncovered'],
  largest_weight: ['low_effective_sample_size', 'sample_few_events'],
};

const isOne = (names: readonly string[], variable: string) =>
  names.some((name) => variable === name || variable.startsWith(`${name}_`));

/** Whether a variable follows from the model alone, whatever the experiment. */
export const isOfModel = (variable: string): boolean => isOne(OF_THE_MODEL, variable);

/** The effect of a flag on a variable; undefined where it does not concern it. */
export function effectOf(variable: string, flag: string): FlagEffect | undefined {
  const family = familyOf(flag);
  if (family === 'information') return undefined;
  if (family === 'closed') return 'hides';
  if (isOfModel(variable)) return family === 'assumptions' ? 'marks' : undefined;
  const ofSample = Object.keys(OF_THE_SAMPLE).find((name) => isOne([name], variable));
  if (ofSample !== undefined) return OF_THE_SAMPLE[ofSample]?.includes(flag) ? 'marks' : undefined;
  if (family === 'assumptions') return 'marks';
  // A chi2 may be unknown where the signal is known.
  return flag === 'chi2_unknown' && !isOne(['chi2'], variable) ? undefined : 'hides';
}
