// Output of the yields kernel for the chi2 kernel: expected events of a bin by group of channels, with the factor |U|^2 set to 1, and the
// relative Monte Carlo error of their sum. One per (mass point, coupling point, beam, bin of the beam), the last fastest.

import constants::GROUP_COUNT;

struct Yield {
  relativeError: f32,
  signal: array<f32, GROUP_COUNT>,
}
