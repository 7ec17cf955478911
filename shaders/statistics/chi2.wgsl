// The chi2 family; twin of src/statistics/chi2.ts and cholesky.ts (MODEL section 10; CNP arXiv:1903.07185). Events.

import constants::{BIN_COUNT, BIN_PAIRS, SIGNAL_PAIRS};

// Smallest prediction, events.
const MIN_PREDICTION: f32 = 1e-6;
const CNP: u32 = 0u;
const NEYMAN: u32 = 1u;
const INCLUDED: u32 = 3u;

struct Counts {
  data: array<f32, BIN_COUNT>,
  background: array<f32, BIN_COUNT>,
  // Row by row.
  covariance: array<f32, BIN_PAIRS>,
  // X and Y of C + s_i X_ij + s_j X_ji + s_i s_j Y_ij; BIN_PAIRS entries, or a single one where the signal has no errors.
  cross: array<f32, SIGNAL_PAIRS>,
  signalCovariance: array<f32, SIGNAL_PAIRS>,
  // What bins without a signal say of these: residuals are n - mu - shift - s tilt, and their chi2 is added.
  shift: array<f32, BIN_COUNT>,
  tilt: array<f32, BIN_COUNT>,
  base: f32,
}

// Systematic covariance of bins i and j for a signal, events^2.
fn systematicCovariance(
  counts: ptr<storage, Counts, read>,
  signal: array<f32, BIN_COUNT>,
  i: u32,
  j: u32,
) -> f32 {
  var s = signal;
  let ij = i * BIN_COUNT + j;
  let fixed = (*counts).covariance[ij];
  if (SIGNAL_PAIRS == 1u && BIN_COUNT > 1u) {
    return fixed;
  }
  let mixed = s[i] * (*counts).cross[ij % SIGNAL_PAIRS] + s[j] * (*counts).cross[(j * BIN_COUNT + i) % SIGNAL_PAIRS];
  return fixed + mixed + s[i] * s[j] * (*counts).signalCovariance[ij % SIGNAL_PAIRS];
}

// Statistical variance of a bin, events^2.
fn statisticalVariance(code: u32, n: f32, mu: f32, signal: f32) -> f32 {
  // Combined Neyman-Pearson 3/(1/n + 2/mu), in the form whose limit at n = 0 needs the other branch.
  let combined = select(0.5 * mu, 3.0 / (1.0 / max(n, 1e-30) + 2.0 / mu), n > 0.0);
  let counted = select(select(mu, n, code == NEYMAN), combined, code == CNP);
  return select(counted, signal, code == INCLUDED);
}

// r^T (C + diag(v))^-1 r by Cholesky of the matrix scaled to unit diagonal. -1 when it is not positive definite.
fn solveNormalised(
  counts: ptr<storage, Counts, read>,
  signal: array<f32, BIN_COUNT>,
  variance: array<f32, BIN_COUNT>,
  residual: array<f32, BIN_COUNT>,
) -> f32 {
  var v = variance;
  var r = residual;
  // 1/sigma of each bin, and 1/pivot: a matrix has many entries for a division each.
  var scale: array<f32, BIN_COUNT>;
  for (var i = 0u; i < BIN_COUNT; i++) {
    scale[i] = 1.0 / sqrt(systematicCovariance(counts, signal, i, i) + v[i]);
  }
  var inverse: array<f32, BIN_COUNT>;
  var lower: array<array<f32, BIN_COUNT>, BIN_COUNT>;
  var y: array<f32, BIN_COUNT>;
  var form = 0.0;
  for (var i = 0u; i < BIN_COUNT; i++) {
    for (var j = 0u; j <= i; j++) {
      var sum = select(systematicCovariance(counts, signal, i, j) * scale[i] * scale[j], 1.0, i == j);
      for (var k = 0u; k < j; k++) {
        sum -= lower[i][k] * lower[j][k];
      }
      if (i == j) {
        if (!(sum > 0.0)) {
          return -1.0;
        }
        inverse[i] = 1.0 / sqrt(sum);
      } else {
        lower[i][j] = sum * inverse[j];
      }
    }
    var z = r[i] * scale[i];
    for (var k = 0u; k < i; k++) {
      z -= lower[i][k] * y[k];
    }
    y[i] = z * inverse[i];
    form += y[i] * y[i];
  }
  return form;
}

// chi2 of signal + background; `relativeError` is the Monte Carlo error over the signal.
fn chi2(
  code: u32,
  counts: ptr<storage, Counts, read>,
  signal: array<f32, BIN_COUNT>,
  relativeError: array<f32, BIN_COUNT>,
) -> f32 {
  var s = signal;
  var e = relativeError;
  var residual: array<f32, BIN_COUNT>;
  var variance: array<f32, BIN_COUNT>;
  for (var i = 0u; i < BIN_COUNT; i++) {
    let mu = max(s[i] + (*counts).background[i], MIN_PREDICTION);
    residual[i] = (*counts).data[i] - mu - ((*counts).shift[i] + s[i] * (*counts).tilt[i]);
    let mc = s[i] * e[i];
    variance[i] = statisticalVariance(code, (*counts).data[i], mu, s[i]) + mc * mc;
  }
  let form = solveNormalised(counts, signal, variance, residual);
  // Its -1 is passed on as it is.
  return select(form + (*counts).base, form, form < 0.0);
}
