// Counts of a statistic with a covariance; twin of src/statistics/prepared.ts, which documents them and prepares them in more than f64.
// The host fills the struct by the names of its members (src/statistics/gaussian.ts). Events.

import constants::{BIN_COUNT, BIN_PAIRS, SIGNAL_PAIRS, WHITENED_PAIRS};

struct PreparedCounts {
  error: array<f32, BIN_COUNT>,
  residual: array<f32, BIN_COUNT>,
  tilt: array<f32, BIN_COUNT>,
  background: array<f32, BIN_COUNT>,
  gap: array<f32, BIN_COUNT>,
  onset: array<f32, BIN_COUNT>,
  linear: array<f32, BIN_COUNT>,
  curved: array<f32, BIN_COUNT>,
  offset: array<f32, BIN_COUNT>,
  // Row-major.
  correlation: array<f32, BIN_PAIRS>,
  // BIN_PAIRS entries, or a single one if the signal has no errors.
  cross: array<f32, SIGNAL_PAIRS>,
  signalCovariance: array<f32, SIGNAL_PAIRS>,
  // BIN_PAIRS entries, or a single one if bins are not whitened.
  whitening: array<f32, WHITENED_PAIRS>,
  whitened: array<f32, BIN_COUNT>,
  whitenedCross: array<f32, WHITENED_PAIRS>,
  base: f32,
}
