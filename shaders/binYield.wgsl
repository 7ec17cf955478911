// What the yields kernel leaves for the chi2 kernel: expected events of a bin at |U_mu5|^2 = 1, and their relative
// Monte Carlo error. One per (mass point, coupling point, bin), bin fastest.
struct Yield {
  signal: f32,
  relativeError: f32,
}
