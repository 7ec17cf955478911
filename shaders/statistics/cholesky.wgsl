// A quadratic form with a covariance matrix, and an estimate of its rounding error; twin of src/statistics/cholesky.ts.

import constants::{BIN_COUNT, IS_CHECKED};
import package::statistics::precision::{LARGEST_SUM, ROUNDOFF, SMALLEST_SHARE};
import package::statistics::prepared::PreparedCounts;
import package::statistics::scaledBin::{ScaledBin, correlation};
import package::statistics::whitening::{whitenedBin, whitenedRow};

// Effective number of roundings of an entry of the covariance and of a residual.
const ENTRY_LOSS: f32 = 6.0;
const RESIDUAL_LOSS: f32 = 4.0;
// Pivot relative to its variance below which rounding must not move the smallest eigenvalue by more than a given fraction.
const SMALL_PIVOT: f32 = 0.03;
const LARGEST_MOVE: f32 = 0.2;

// A quadratic form, and an estimate of its rounding error in units of ROUNDOFF.
struct QuadraticForm {
  value: f32,
  loss: f32,
}

// r^T C^-1 r by Cholesky factorisation, with bins in units of their errors or whitened; the loss is LARGEST_SUM if C is not positive definite
// within rounding. With x = C^-1 r, relative errors eps of the entries of C, of size V, change it by about eps sum V_i x_i^2, and of the
// residuals, of size R, by at most 2 eps sum |x_i| R_i.
fn quadraticForm(counts: ptr<storage, PreparedCounts, read>, isWhitened: u32, bins: array<ScaledBin, BIN_COUNT>) -> QuadraticForm {
  var b = bins;
  var lower: array<array<f32, BIN_COUNT>, BIN_COUNT>;
  if (isWhitened == 1u) {
    for (var j = 0u; j < BIN_COUNT; j++) {
      lower[j] = whitenedRow(counts, j, bins);
      b[j] = whitenedBin(counts, j, bins);
    }
  }
  // 1/pivot, which saves a division for each entry of the matrix.
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
    // With absolute values, L^-1 applied to the errors bounds the inverse of the smallest eigenvalue.
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
