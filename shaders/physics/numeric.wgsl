// Elementary functions whose WGSL built-ins are missing or too inaccurate: sin and cos are only promised to 2^-11,
// atan2 to 4096 ULP, and there is no expm1. Twins in src/physics/numeric.ts.

import package::physics::constants::PI;

// 1 - exp(-x) for x >= 0. Relative error below 8 ULP: Taylor series to x^8/8! where exp would cancel.
fn expm1Negative(x: f32) -> f32 {
  let series = x * (1.0 - x * (1.0 / 2.0 - x * (1.0 / 6.0 - x * (1.0 / 24.0
    - x * (1.0 / 120.0 - x * (1.0 / 720.0 - x * (1.0 / 5040.0 - x * ((1.0 / 5040.0) * (1.0 / 8.0)))))))));
  // exp(-100) vanishes in float32; larger arguments could leave the range of exp.
  return select(1.0 - exp(-min(x, 100.0)), series, x < 0.5);
}

// 1/(1 + exp(-x)).
fn logistic(x: f32) -> f32 {
  return 1.0 / (1.0 + exp(-clamp(x, -80.0, 80.0)));
}

// (cos 2 pi u, sin 2 pi u) for u in [0, 1]. Absolute error below 4e-7: Taylor polynomials on an eighth of the circle.
fn unitCircle(u: f32) -> vec2f {
  let quarter = round(u * 4.0);
  let x = (u - quarter * 0.25) * (2.0 * PI);
  let xx = x * x;
  let s = x * (1.0 - xx * (1.0 / 6.0) * (1.0 - xx * (1.0 / 20.0) * (1.0 - xx * (1.0 / 42.0) * (1.0 - xx * (1.0 / 72.0)))));
  let c = 1.0 - xx * 0.5 * (1.0 - xx * (1.0 / 12.0) * (1.0 - xx * (1.0 / 30.0) * (1.0 - xx * (1.0 / 56.0) * (1.0 - xx * (1.0 / 90.0)))));
  // Quadrant modulo 4, as a float: 0 and 2 are at distance 1 from 1.
  let k = quarter - 4.0 * floor(quarter * 0.25);
  let even = select(vec2f(-s, c), vec2f(c, s), abs(k - 1.0) == 1.0);
  return select(even, -even, k >= 2.0);
}

// atan(t) for t in [0, 1]: one reduction by pi/8's tangent, then the series to t^9. Absolute error below 2e-7.
fn arcTangent(t: f32) -> f32 {
  let TAN_PI_8 = 0.41421356237309503;
  let TAN_PI_16 = 0.19891236737965800;
  let first = t > TAN_PI_16;
  let reduced = select(t, (t - TAN_PI_8) / (1.0 + t * TAN_PI_8), first);
  // A second use of the same reduction leaves |r| <= tan(pi/16).
  let second = reduced > TAN_PI_16;
  let r = select(reduced, (reduced - TAN_PI_8) / (1.0 + reduced * TAN_PI_8), second);
  let turns = select(0.0, 1.0, first) + select(0.0, 1.0, second);
  let rr = r * r;
  let series = r * (1.0 - rr * (1.0 / 3.0 - rr * (1.0 / 5.0 - rr * (1.0 / 7.0 - rr * (1.0 / 9.0)))));
  return series + turns * (PI / 8.0);
}

// Angle in radians in [0, pi] of the point (x, y) with y >= 0, from the x axis.
fn polarAngle(y: f32, x: f32) -> f32 {
  let ax = abs(x);
  let small = min(ax, y);
  let large = max(ax, y);
  let t = select(small / large, 0.0, large == 0.0);
  let octant = arcTangent(t);
  let first = select(octant, PI / 2.0 - octant, y > ax);
  return select(first, PI - first, x < 0.0);
}

// A whole number x in [0, 2^23) as an integer, from the bits of x + 2^23. WGSL's conversion saturates, which is slow
// on software adapters.
fn wholeNumber(x: f32) -> u32 {
  return bitcast<u32>(x + 8388608.0) & 8388607u;
}

// Lagrange weights of the nodes -1, 0, 1, 2 at f; exact for cubics.
fn cubicWeights(f: f32) -> vec4f {
  return vec4f(
    -f * (f - 1.0) * (f - 2.0) * (1.0 / 6.0),
    (f + 1.0) * (f - 1.0) * (f - 2.0) * 0.5,
    -(f + 1.0) * f * (f - 2.0) * 0.5,
    (f + 1.0) * f * (f - 1.0) * (1.0 / 6.0),
  );
}
