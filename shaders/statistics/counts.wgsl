// What all statistics agree on; twin of src/statistics/counts.ts. Events.

// Smallest prediction.
const MIN_PREDICTION: f32 = 1e-6;
// Where float32 cannot tell a statistic well enough.
const UNKNOWN: f32 = -1.0;
// From here on a float32 of a grid says that there is no number: its fill value.
const MISSING: f32 = 9.969209968386869e36;
