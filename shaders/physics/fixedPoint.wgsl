// Fixed-point sums: integers add in any order to the same bits. Twin of src/physics/fixedPoint.ts.

// Limbs (high, low) of a value, |value| < 2^31, high + low/limb, rounded to nearest. Exact but for the rounding: from 2^23 on float32's
// numbers are whole.
fn toLimbs(value: f32, limb: f32) -> vec2i {
  let high = round(value);
  return vec2i(i32(high), i32(round((value - high) * limb)));
}

// The value of a sum of limbs, of which a low one is worth `lowUnit`.
fn fromLimbs(limbs: vec2i, lowUnit: f32) -> f32 {
  return f32(limbs.x) + f32(limbs.y) * lowUnit;
}
