// What float32 may lose of a statistic, and where it has no say; twin of src/statistics/precision.ts (`FLOAT32`).

// Relative error of a rounding, and how good a statistic must be: half of the bound that the kernel keeps.
const ROUNDOFF: f32 = 5.9604645e-8;
const ABSOLUTE_BOUND: f32 = 5e-4;
const RELATIVE_BOUND: f32 = 5e-5;
// Beyond these float32 has no say, and nothing within them leaves it: residuals over their errors; signals over the error without
// one, whose squares whitening multiplies by numbers up to 1e14; sums of squares; variances and pivots as shares of what they are the
// difference of.
const LARGEST_RESIDUAL: f32 = 1e8;
const LARGEST_WHITENED: f32 = 1e6;
const LARGEST_SUM: f32 = 1e20;
const SMALLEST_SHARE: f32 = 1e-6;
const SMALLEST_VARIANCE: f32 = 1e-36;
