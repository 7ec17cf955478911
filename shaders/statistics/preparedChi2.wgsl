// The chi2 of a grid point; twin of src/statistics/preparedChi2.ts (docs/statistics.md, docs/numerics.md). Events.
//
// Everything independent of the signal is prepared in more than f64 (src/statistics/prepared.ts). A point is then solved in one of two
// bases: with each bin in units of its error, which is accurate unless bins are almost completely correlated, or whitened with the
// correlations without a signal, which is accurate where the signal adds little to them. Each solution has an estimate of its rounding
// error; if no signal can bring it near the bound, IS_CHECKED is 0 and the estimate is skipped.

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

// chi2 of signal + background, or UNKNOWN; `relativeError` is the relative Monte Carlo error of the signal.
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
