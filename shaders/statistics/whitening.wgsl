// Bins whitened with their correlations without a signal; twin of src/statistics/whitening.ts. Events.

import constants::{BIN_COUNT, BIN_PAIRS, SIGNAL_PAIRS};
import package::statistics::prepared::PreparedCounts;
import package::statistics::scaledBin::ScaledBin;

// Row j of T dC T^T up to its diagonal; T is the whitening matrix and dC the signal's part of the covariance.
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

// Row i of the whitened problem: its residual, and the sizes of the terms of residual and variance.
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
