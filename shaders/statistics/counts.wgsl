// Conventions shared by all statistics; twin of src/statistics/counts.ts. Events.

// Smallest prediction.
const MIN_PREDICTION: f32 = 1e-6;
// Returned where float32 does not suffice for a statistic.
const UNKNOWN: f32 = -1.0;
// Fill value: a float32 of a grid at or above it is missing.
const MISSING: f32 = 9.969209968386869e36;
