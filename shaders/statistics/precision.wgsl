// Accuracy of a statistic in float32, and the range in which it may be used; twin of src/statistics/precision.ts (`FLOAT32`).

// Relative error of a rounding, and the required accuracy of a statistic: half of the kernel's bound.
const ROUNDOFF: f32 = 5.9604645e-8;
const ABSOLUTE_BOUND: f32 = 5e-4;
const RELATIVE_BOUND: f32 = 5e-5;
// Limits beyond which float32 is not used, and within which it cannot overflow: residuals in units of their errors; signals in units of
// the error without a signal, whose squares whitening multiplies by up to 1e14; sums of squares; variances and pivots relative to the
// terms whose difference they are.
const LARGEST_RESIDUAL: f32 = 1e8;
const LARGEST_WHITENED: f32 = 1e6;
const LARGEST_SUM: f32 = 1e20;
const SMALLEST_SHARE: f32 = 1e-6;
const SMALLEST_VARIANCE: f32 = 1e-36;
