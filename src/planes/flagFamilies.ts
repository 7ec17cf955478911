/** What a flag is about, and so how it is told and drawn. */

/**
 * `closed`: no signal is possible. `numbers`: the number at the point is not to be trusted as it stands. `assumptions`: what the
 * number rests on is doubtful. `information`: nothing is wrong.
 */
export type FlagFamily = 'closed' | 'numbers' | 'assumptions' | 'information';

const FAMILIES: Readonly<Record<string, FlagFamily>> = {
  closed: 'closed',
  low_effective_sample_size: 'numbers',
  overflow: 'numbers',
  chi2_unknown: 'numbers',
  zprime_threshold: 'assumptions',
  broad_width: 'assumptions',
  dark_decay_open: 'assumptions',
  muon_decay_open: 'assumptions',
  large_mixing: 'assumptions',
  on_shell: 'information',
};

/** The family of a flag of a grid; a flag that is not known here is taken for one of the numbers. */
export function familyOf(flag: string): FlagFamily {
  return Object.hasOwn(FAMILIES, flag) ? (FAMILIES[flag] ?? 'numbers') : 'numbers';
}

/** A flag for people: `low effective sample size`. */
export function flagInWords(flag: string): string {
  return flag.replaceAll('_', ' ');
}
