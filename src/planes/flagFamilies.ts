/** Families of flags, which determine how flags are reported and drawn. */

import { ownValue } from '../input/ownValue.js';

/**
 * `closed`: no signal is possible. `numbers`: the number at the point cannot be trusted as it stands. `assumptions`: an assumption
 * behind the number is doubtful. `information`: nothing is wrong.
 */
export type FlagFamily = 'closed' | 'numbers' | 'assumptions' | 'information';

const FAMILIES: Readonly<Record<string, FlagFamily>> = {
  closed: 'closed',
  low_effective_sample_size: 'numbers',
  overflow: 'numbers',
  chi2_unknown: 'numbers',
  sample_uncovered: 'numbers',
  sample_few_events: 'numbers',
  zprime_threshold: 'assumptions',
  broad_width: 'assumptions',
  dark_decay_open: 'assumptions',
  muon_decay_open: 'assumptions',
  large_mixing: 'assumptions',
  on_shell: 'information',
};

/** The family of a flag of a grid; `numbers` for a flag that is unknown here. */
export function familyOf(flag: string): FlagFamily {
  return ownValue(FAMILIES, flag) ?? 'numbers';
}

/** A flag for readers: `low effective sample size`. */
export function flagInWords(flag: string): string {
  return flag.replaceAll('_', ' ');
}
