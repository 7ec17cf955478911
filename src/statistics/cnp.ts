/** Combined Neyman-Pearson: the variance for which chi2 is (Neyman + 2 Pearson)/3 without correlations. arXiv:1903.07185. */
import { add, divide, multiply, rounded } from '../algebra/doubleDouble.js';
import { gaussian } from './gaussian.js';

/** The default statistic. With d = mu - mu0 the variance grows by d 6 n^2/((mu0 + 2 n) (mu + 2 n)), and by d/2 where n = 0. */
export const cnp = gaussian(
  {
    name: 'cnp',
    isChoice: true,
    title: 'combined Neyman-Pearson chi2 with the covariance (arXiv:1903.07185)',
    formula: '3/(1/n + 2/mu); mu/2 where n = 0',
    remark: 'combined Neyman-Pearson, arXiv:1903.07185',
    errors: 'stat^2 = 3/(1/data + 2/prediction) (CNP)',
    label: 'cnp',
  },
  {
    // The limit at n = 0 is mu/2.
    variance: (n, mu) => (n > 0 ? 3 / (1 / n + 2 / mu) : mu / 2),
    extendedVariance: (n, mu) =>
      n > 0 ? divide(multiply(multiply(3, n), mu), add(mu, 2 * n)) : multiply(mu, 0.5),
    slope: (n, mu) => (n > 0 ? 6 / (mu / n + 2) ** 2 : 1 / 2),
    growth: (n, mu0) =>
      n > 0
        ? { linear: 0, curved: rounded(divide(multiply(6 * n, n), add(mu0, 2 * n))), offset: 2 * n }
        : { linear: 0.5, curved: 0, offset: 0 },
    ofSignal: false,
  },
);
