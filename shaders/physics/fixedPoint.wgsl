// Fixed-point sums: integer sums do not depend on the order of summation. Twin of src/physics/fixedPoint.ts.

// Limbs (high, low) of a value = high + low/limb, |value| < 2^31, rounded to nearest. Exact apart from the rounding, because float32
// numbers are whole from 2^23 on.
fn toLimbs(value: f32, limb: f32) -> vec2i {
  let high = round(value);
  return vec2i(i32(high), i32(round((value - high) * limb)));
}

// The value of a sum of limbs; `lowUnit`: value of a unit of the low limb.
fn fromLimbs(limbs: vec2i, lowUnit: f32) -> f32 {
  return f32(limbs.x) + f32(limbs.y) * lowUnit;
}
