// The chi2 of a grid point; twin of src/statistics/preparedChi2.ts and cholesky.ts (MODEL section 10; CNP arXiv:1903.07185). Events.
//
// What no signal changes is prepared in more than f64 (src/statistics/prepared.ts). A point is then solved in one of two bases: with
// every bin over its own error, which is good wherever bins are not almost completely correlated, or with the correlations without a
// signal taken out (whitened), which is good where the signal adds little to them. Each says what rounding may have changed; where no
// signal can bring it near its bound, IS_CHECKED is 0 and nobody asks.

import constants::{BIN_COUNT, BIN_PAIRS, IS_CHECKED, SIGNAL_PAIRS, WHITENED_PAIRS};

// Smallest prediction, events.
const MIN_PREDICTION: f32 = 1e-6;
const INCLUDED: u32 = 3u;

// Where float32 cannot tell chi2 well enough.
const UNKNOWN: f32 = -1.0;
// From here on a float32 of a grid says that there is no number: its fill value.
const MISSING: f32 = 9.969209968386869e36;
// Relative error of a rounding, and how good chi2 must be: half of the bound that the kernel keeps.
const ROUNDOFF: f32 = 5.9604645e-8;
const ABSOLUTE_BOUND: f32 = 5e-4;
const RELATIVE_BOUND: f32 = 5e-5;
// Roundings of an entry of the covariance and of a residual, as they add up.
const ENTRY_LOSS: f32 = 6.0;
const RESIDUAL_LOSS: f32 = 4.0;
// A pivot over its variance below which it is asked whether rounding moves the least eigenvalue by more than a share.
const SMALL_PIVOT: f32 = 0.03;
const LARGEST_MOVE: f32 = 0.2;
// Beyond these float32 has no say, and nothing within them leaves it: residuals over their errors; signals over the error without
// one, whose squares whitening multiplies by numbers up to 1e14; sums of squares; variances and pivots as shares of what they are the
// difference of.
const LARGEST_RESIDUAL: f32 = 1e8;
const LARGEST_WHITENED: f32 = 1e6;
const LARGEST_SUM: f32 = 1e20;
const SMALLEST_SHARE: f32 = 1e-6;
const SMALLEST_VARIANCE: f32 = 1e-36;

struct PreparedCounts {
  error: array<f32, BIN_COUNT>,
  residual: array<f32, BIN_COUNT>,
  tilt: array<f32, BIN_COUNT>,
  background: array<f32, BIN_COUNT>,
  gap: array<f32, BIN_COUNT>,
  linear: array<f32, BIN_COUNT>,
  curved: array<f32, BIN_COUNT>,
  twice: array<f32, BIN_COUNT>,
  // Row by row.
  correlation: array<f32, BIN_PAIRS>,
  // BIN_PAIRS entries, or a single one where the signal has no errors.
  cross: array<f32, SIGNAL_PAIRS>,
  signalCovariance: array<f32, SIGNAL_PAIRS>,
  // BIN_PAIRS entries, or a single one where nothing is whitened.
  whitening: array<f32, WHITENED_PAIRS>,
  whitened: array<f32, BIN_COUNT>,
  whitenedCross: array<f32, WHITENED_PAIRS>,
  base: f32,
}

// A bin over its error sigma.
struct ScaledBin {
  // Error without a signal, and signal.
  fixed: f32,
  signal: f32,
  // n - mu.
  residual: f32,
  // Sums of the absolute values of what residual and variance are made of.
  residualSize: f32,
  varianceSize: f32,
  // What the signal adds to the statistical variances, its own simulation's among them.
  added: f32,
}

// A quadratic form, and an estimate of what rounding changes of it over ROUNDOFF.
struct QuadraticForm {
  value: f32,
  loss: f32,
}

// Statistical variance that a signal adds to a bin, events^2.
fn addedVariance(code: u32, counts: ptr<storage, PreparedCounts, read>, i: u32, signal: f32) -> f32 {
  let mu = max(signal + (*counts).background[i], MIN_PREDICTION);
  let added = select(max(signal - (*counts).gap[i], 0.0), signal, code == INCLUDED);
  return added * ((*counts).linear[i] + (*counts).curved[i] / (mu + (*counts).twice[i]));
}

// A bin over its error. No square of events is formed, which float32 may not hold: the larger of signal and error is the unit.
fn scaledBin(
  code: u32,
  counts: ptr<storage, PreparedCounts, read>,
  i: u32,
  signal: f32,
  relativeError: f32,
) -> ScaledBin {
  let error = (*counts).error[i];
  let unit = 1.0 / max(error, signal);
  let fixed = error * unit;
  let share = signal * unit;
  let mc = share * relativeError;
  let added = addedVariance(code, counts, i, signal) * unit * unit + mc * mc;
  var systematic = fixed * fixed;
  var varianceSize = 1.0;
  if (SIGNAL_PAIRS == BIN_PAIRS) {
    let mixed = 2.0 * share * fixed * (*counts).cross[i * BIN_COUNT + i];
    systematic += mixed + share * share * (*counts).signalCovariance[i * BIN_COUNT + i];
    // What is negative made the variance smaller than what rounding goes by.
    varianceSize -= 2.0 * min(mixed, 0.0) / max(systematic + added, SMALLEST_VARIANCE);
  }
  let scale = 1.0 / sqrt(max(systematic + added, SMALLEST_VARIANCE));
  let rest = (*counts).residual[i] * unit;
  let lost = max(signal - (*counts).gap[i], 0.0) * unit;
  let tilted = share * (*counts).tilt[i];
  return ScaledBin(
    fixed * scale,
    share * scale,
    (rest - lost - tilted) * scale,
    (abs(rest) + lost + abs(tilted)) * scale,
    varianceSize,
    added * scale * scale,
  );
}

// Correlation of two bins at a signal.
fn correlation(counts: ptr<storage, PreparedCounts, read>, i: u32, j: u32, a: ScaledBin, b: ScaledBin) -> f32 {
  let fixed = (*counts).correlation[i * BIN_COUNT + j];
  if (SIGNAL_PAIRS != BIN_PAIRS) {
    return a.fixed * b.fixed * fixed;
  }
  let ij = i * BIN_COUNT + j;
  let ji = j * BIN_COUNT + i;
  let withFixed = a.fixed * fixed + a.signal * (*counts).cross[ij];
  let withSignal = a.fixed * (*counts).cross[ji] + a.signal * (*counts).signalCovariance[ij];
  return withFixed * b.fixed + withSignal * b.signal;
}

// Row j of T dC T^T to its diagonal, T the whitening and dC what a signal adds to the covariance.
fn whitenedRow(counts: ptr<storage, PreparedCounts, read>, j: u32, bins: array<ScaledBin, BIN_COUNT>) -> array<f32, BIN_COUNT> {
  var b = bins;
  var product: array<f32, BIN_COUNT>;
  for (var k = 0u; k <= j; k++) {
    product[k] = b[k].added / (b[k].fixed * b[k].fixed) * (*counts).whitening[j * BIN_COUNT + k];
    if (SIGNAL_PAIRS == BIN_PAIRS) {
      var sum = (*counts).whitenedCross[k * BIN_COUNT + j];
      for (var l = 0u; l <= j; l++) {
        let t = (*counts).whitening[j * BIN_COUNT + l];
        sum += (*counts).signalCovariance[k * BIN_COUNT + l] * (b[l].signal / b[l].fixed) * t;
      }
      product[k] += sum * b[k].signal / b[k].fixed;
    }
  }
  var row: array<f32, BIN_COUNT>;
  for (var i = 0u; i <= j; i++) {
    for (var k = 0u; k <= i; k++) {
      row[i] += (*counts).whitening[i * BIN_COUNT + k] * product[k];
    }
    if (SIGNAL_PAIRS == BIN_PAIRS) {
      for (var k = 0u; k <= j; k++) {
        let q = b[k].signal / b[k].fixed;
        row[i] += (*counts).whitening[j * BIN_COUNT + k] * q * (*counts).whitenedCross[k * BIN_COUNT + i];
      }
    }
  }
  return row;
}

// Row i of the whitened problem: its residual, and the sizes of what residual and variance are made of.
fn whitenedBin(counts: ptr<storage, PreparedCounts, read>, i: u32, bins: array<ScaledBin, BIN_COUNT>) -> ScaledBin {
  var b = bins;
  var residual = (*counts).whitened[i];
  var residualSize = abs(residual);
  var varianceSize = 1.0;
  for (var k = 0u; k <= i; k++) {
    let t = (*counts).whitening[i * BIN_COUNT + k];
    let q = b[k].signal / b[k].fixed;
    let lost = max(q - (*counts).gap[k] / (*counts).error[k], 0.0) + q * (*counts).tilt[k];
    residual -= t * lost;
    residualSize += abs(t) * q * (1.0 + abs((*counts).tilt[k]));
    varianceSize += t * t * b[k].added / (b[k].fixed * b[k].fixed);
    if (SIGNAL_PAIRS == BIN_PAIRS) {
      var sum = 2.0 * abs((*counts).whitenedCross[k * BIN_COUNT + i]);
      for (var l = 0u; l <= i; l++) {
        let own = (*counts).signalCovariance[k * BIN_COUNT + l] * (*counts).whitening[i * BIN_COUNT + l];
        sum += abs(own) * b[l].signal / b[l].fixed;
      }
      varianceSize += abs(t) * q * sum;
    }
  }
  return ScaledBin(1.0, 0.0, residual, residualSize, varianceSize, 0.0);
}

// r^T C^-1 r by Cholesky, with the bins over their errors or whitened; LARGEST_SUM is lost where C is not positive definite to rounding.
// With x = C^-1 r, entries of C that are off by eps times their sizes V change it by about eps sum V_i x_i^2, residuals that are off
// by eps times theirs by 2 eps sum |x_i| R_i at most.
fn quadraticForm(counts: ptr<storage, PreparedCounts, read>, isWhitened: u32, bins: array<ScaledBin, BIN_COUNT>) -> QuadraticForm {
  var b = bins;
  var lower: array<array<f32, BIN_COUNT>, BIN_COUNT>;
  if (isWhitened == 1u) {
    for (var j = 0u; j < BIN_COUNT; j++) {
      lower[j] = whitenedRow(counts, j, bins);
      b[j] = whitenedBin(counts, j, bins);
    }
  }
  // 1/pivot: a matrix has many entries for a division each.
  var inverse: array<f32, BIN_COUNT>;
  var y: array<f32, BIN_COUNT>;
  var form = 0.0;
  var isDelicate = false;
  for (var i = 0u; i < BIN_COUNT; i++) {
    for (var j = 0u; j < i; j++) {
      var sum = lower[i][j];
      if (isWhitened == 0u) {
        sum = correlation(counts, i, j, b[i], b[j]);
      }
      for (var k = 0u; k < j; k++) {
        sum -= lower[i][k] * lower[j][k];
      }
      lower[i][j] = sum * inverse[j];
    }
    let variance = 1.0 + lower[i][i];
    var pivot = variance;
    var z = b[i].residual;
    for (var k = 0u; k < i; k++) {
      pivot -= lower[i][k] * lower[i][k];
      z -= lower[i][k] * y[k];
    }
    if (pivot < SMALLEST_SHARE * variance) {
      return QuadraticForm(0.0, LARGEST_SUM);
    }
    isDelicate = isDelicate || pivot < SMALL_PIVOT * variance;
    inverse[i] = 1.0 / sqrt(pivot);
    y[i] = z * inverse[i];
    form += y[i] * y[i];
    if (form > LARGEST_SUM) {
      return QuadraticForm(0.0, LARGEST_SUM);
    }
  }
  if (IS_CHECKED == 0u) {
    return QuadraticForm(form, 0.0);
  }
  if (isDelicate) {
    // With absolute values in its place, L^-1 applied to the errors bounds the inverse of the least eigenvalue.
    var growth: array<f32, BIN_COUNT>;
    var inverseLeast = 0.0;
    for (var i = 0u; i < BIN_COUNT; i++) {
      growth[i] = sqrt(b[i].varianceSize);
      for (var k = 0u; k < i; k++) {
        growth[i] += abs(lower[i][k]) * growth[k];
      }
      growth[i] *= inverse[i];
      inverseLeast += growth[i] * growth[i];
      if (ROUNDOFF * ENTRY_LOSS * inverseLeast > LARGEST_MOVE) {
        return QuadraticForm(0.0, LARGEST_SUM);
      }
    }
  }
  var loss = 0.0;
  for (var i = BIN_COUNT; i > 0u; i--) {
    let own = i - 1u;
    var x = y[own];
    for (var k = i; k < BIN_COUNT; k++) {
      x -= lower[k][own] * y[k];
    }
    x *= inverse[own];
    y[own] = x;
    let size = abs(x);
    loss += size * (ENTRY_LOSS * b[own].varianceSize * size + RESIDUAL_LOSS * b[own].residualSize);
    if (loss > LARGEST_SUM) {
      return QuadraticForm(0.0, LARGEST_SUM);
    }
  }
  return QuadraticForm(form, loss);
}

// chi2 of signal + background, or UNKNOWN; `relativeError` is the Monte Carlo error over the signal.
fn preparedChi2(
  code: u32,
  counts: ptr<storage, PreparedCounts, read>,
  signal: array<f32, BIN_COUNT>,
  relativeError: array<f32, BIN_COUNT>,
) -> f32 {
  var s = signal;
  var e = relativeError;
  var bins: array<ScaledBin, BIN_COUNT>;
  var mayWhiten = WHITENED_PAIRS == BIN_PAIRS;
  for (var i = 0u; i < BIN_COUNT; i++) {
    if (s[i] >= MISSING) {
      return UNKNOWN;
    }
    bins[i] = scaledBin(code, counts, i, s[i], e[i]);
    if (bins[i].residualSize > LARGEST_RESIDUAL || bins[i].varianceSize * SMALLEST_SHARE > 1.0) {
      return UNKNOWN;
    }
    mayWhiten = mayWhiten && bins[i].signal <= LARGEST_WHITENED * bins[i].fixed;
  }
  let base = (*counts).base;
  let form = quadraticForm(counts, 0u, bins);
  if (ROUNDOFF * form.loss <= ABSOLUTE_BOUND + RELATIVE_BOUND * (form.value + base)) {
    return form.value + base;
  }
  if (mayWhiten) {
    let whitened = quadraticForm(counts, 1u, bins);
    if (ROUNDOFF * whitened.loss <= ABSOLUTE_BOUND + RELATIVE_BOUND * (whitened.value + base)) {
      return whitened.value + base;
    }
  }
  return UNKNOWN;
}
