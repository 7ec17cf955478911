/** The chi2 of an experiment whose covariance includes the statistical errors of data and background (docs/physics.md, section 11). */
import { exactly } from '../algebra/doubleDouble.js';
import { gaussian } from './gaussian.js';

/** Only the signal's statistical variance is added. Replaces any other statistic with a covariance for such an experiment. */
export const included = gaussian(
  {
    name: 'included',
    isChoice: false,
    title: 'chi2 with a covariance that has the statistical errors in it',
    formula: 's',
    remark: 'the covariance includes the rest; see below',
    errors: "stat^2 = signal: the covariance has the background's",
    label: 'included',
  },
  {
    variance: (_n, _mu, signal) => signal,
    extendedVariance: (_n, _mu, signal) => exactly(signal),
    slope: () => 1,
    growth: () => ({ linear: 1, curved: 0, offset: 0 }),
    ofSignal: true,
  },
);
