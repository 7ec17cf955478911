// The chi2 of a grid point; twin of src/statistics/preparedChi2.ts (MODEL section 10). Events.
//
// What no signal changes is prepared in more than f64 (src/statistics/prepared.ts). A point is then solved in one of two bases: with
// every bin over its own error, which is good wherever bins are not almost completely correlated, or with the correlations without a
// signal taken out (whitened), which is good where the signal adds little to them. Each says what rounding may have changed; where no
// signal can bring it near its bound, IS_CHECKED is 0 and nobody asks.

import constants::{BIN_COUNT, BIN_PAIRS, WHITENED_PAIRS};
import package::statistics::cholesky::quadraticForm;
import package::statistics::counts::{MISSING, UNKNOWN};
import package::statistics::precision::{
  ABSOLUTE_BOUND,
  LARGEST_RESIDUAL,
  LARGEST_WHITENED,
  RELATIVE_BOUND,
  ROUNDOFF,
  SMALLEST_SHARE,
};
import package::statistics::prepared::PreparedCounts;
import package::statistics::scaledBin::{ScaledBin, scaledBin};

// chi2 of signal + background, or UNKNOWN; `relativeError` is the Monte Carlo error over the signal.
fn preparedChi2(
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
    bins[i] = scaledBin(counts, i, s[i], e[i]);
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
