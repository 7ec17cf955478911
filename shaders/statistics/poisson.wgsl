// The likelihood ratio of Poisson counts, 2 sum (mu - n + n ln(n/mu)), without a covariance; twin of src/statistics/poisson.ts, which
// documents it. Events.

import constants::BIN_COUNT;
import package::statistics::cholesky::RESIDUAL_LOSS;
import package::statistics::counts::{MIN_PREDICTION, MISSING, UNKNOWN};
import package::statistics::precision::{ABSOLUTE_BOUND, RELATIVE_BOUND, ROUNDOFF};

const SERIES_LIMIT: f32 = 0.33333333333333333;
const SERIES_TERMS: u32 = 10u;
const PART_LOSS: f32 = 128.0;

struct PoissonCounts {
  data: array<f32, BIN_COUNT>,
  background: array<f32, BIN_COUNT>,
  residual: array<f32, BIN_COUNT>,
  gap: array<f32, BIN_COUNT>,
  base: f32,
}

// mu - n + n ln(n/mu) of a bin, with residual = n - mu; near mu = n by a series in v = residual/(n + mu), free of cancellation.
fn deviance(n: f32, mu: f32, residual: f32) -> f32 {
  if (n <= 0.0) {
    return mu;
  }
  let v = residual / (n + mu);
  if (abs(v) > SERIES_LIMIT) {
    return n * log(n / mu) - residual;
  }
  let square = v * v;
  var series = 0.0;
  for (var j = SERIES_TERMS; j > 0u; j--) {
    series = square * (series + 1.0 / f32(2u * j + 1u));
  }
  return residual * v + 2.0 * n * v * series;
}

// The value at a point, or UNKNOWN. The Monte Carlo error does not enter.
fn preparedPoisson(
  counts: ptr<storage, PoissonCounts, read>,
  signal: array<f32, BIN_COUNT>,
  relativeError: array<f32, BIN_COUNT>,
) -> f32 {
  var s = signal;
  var value = (*counts).base;
  var loss = 0.0;
  for (var i = 0u; i < BIN_COUNT; i++) {
    if (s[i] >= MISSING) {
      return UNKNOWN;
    }
    let mu = max(s[i] + (*counts).background[i], MIN_PREDICTION);
    let lost = max(s[i] - (*counts).gap[i], 0.0);
    let residual = (*counts).residual[i] - lost;
    let part = 2.0 * deviance((*counts).data[i], mu, residual);
    value += part;
    if (value >= MISSING) {
      return UNKNOWN;
    }
    // An error e of the residual shifts the term by 2 e residual/mu + e^2/mu, which may not be small compared with the term.
    let off = RESIDUAL_LOSS * (abs((*counts).residual[i]) + lost);
    let steepness = min((abs(residual) + ROUNDOFF * off) / mu, 1.0);
    loss += PART_LOSS * part + 2.0 * off * steepness;
  }
  if (ROUNDOFF * loss <= ABSOLUTE_BOUND + RELATIVE_BOUND * value) {
    return value;
  }
  return UNKNOWN;
}
