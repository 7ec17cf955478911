/** Neyman's chi2: the variance is the observed count. */
import { exactly } from '../algebra/doubleDouble.js';
import { gaussian } from './gaussian.js';

/** An empty bin has no statistical variance. */
export const neyman = gaussian(
  {
    name: 'neyman',
    isChoice: true,
    title: "Neyman's chi2 with the covariance",
    formula: 'n',
    remark: 'in an empty bin only the systematic error remains',
    errors: 'stat^2 = data (Neyman)',
    label: 'neyman',
  },
  {
    variance: (n) => n,
    extendedVariance: (n) => exactly(n),
    slope: () => 0,
    growth: () => ({ linear: 0, curved: 0, offset: 0 }),
    ofSignal: false,
  },
);
