// A bin in units of its error at a given signal, and the correlation of two bins; twin of src/statistics/scaledBin.ts. Events.

import constants::{BIN_COUNT, BIN_PAIRS, SIGNAL_PAIRS};
import package::statistics::counts::MIN_PREDICTION;
import package::statistics::precision::SMALLEST_VARIANCE;
import package::statistics::prepared::PreparedCounts;

// A bin in units of its error sigma.
struct ScaledBin {
  // Error without a signal, and signal.
  fixed: f32,
  signal: f32,
  // n - mu.
  residual: f32,
  // Sums of the absolute values of the terms of residual and variance.
  residualSize: f32,
  varianceSize: f32,
  // What the signal adds to the statistical variance, its Monte Carlo variance included.
  added: f32,
}

// Statistical variance that a signal adds to a bin, events^2.
fn addedVariance(counts: ptr<storage, PreparedCounts, read>, i: u32, signal: f32) -> f32 {
  let mu = max(signal + (*counts).background[i], MIN_PREDICTION);
  let added = max(signal - (*counts).onset[i], 0.0);
  return added * ((*counts).linear[i] + (*counts).curved[i] / (mu + (*counts).offset[i]));
}

// A bin in units of its error. The larger of signal and error is the unit, because squares of events may overflow float32.
fn scaledBin(
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
  let added = addedVariance(counts, i, signal) * unit * unit + mc * mc;
  var systematic = fixed * fixed;
  var varianceSize = 1.0;
  if (SIGNAL_PAIRS == BIN_PAIRS) {
    let mixed = 2.0 * share * fixed * (*counts).cross[i * BIN_COUNT + i];
    systematic += mixed + share * share * (*counts).signalCovariance[i * BIN_COUNT + i];
    // A negative term makes the variance smaller than the terms that set its rounding error.
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
