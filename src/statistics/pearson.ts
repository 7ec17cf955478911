/** Pearson's chi2: the variance is the prediction. */
import { exactly } from '../algebra/doubleDouble.js';
import { gaussian } from './gaussian.js';

/** The variance grows linearly with the signal. */
export const pearson = gaussian(
  {
    name: 'pearson',
    isChoice: true,
    title: "Pearson's chi2 with the covariance",
    formula: 'mu',
    remark: '',
    errors: 'stat^2 = prediction (Pearson)',
    label: 'pearson',
  },
  {
    variance: (_, mu) => mu,
    extendedVariance: (_, mu) => exactly(mu),
    slope: () => 1,
    growth: () => ({ linear: 1, curved: 0, offset: 0 }),
    ofSignal: false,
  },
);
