// Fixed-point sums: integers add in any order to the same bits. Twin of src/physics/fixedPoint.ts.

// A value is high + low/2^19 with |low| <= 2^18: 2^12 such low limbs add up within 31 bits.
const LIMB: f32 = 524288.0;

// Limbs (high, low) of a value, rounded to nearest. Exact but for the rounding where |value| < 2^23.
fn toLimbs(value: f32) -> vec2i {
  let high = round(value);
  return vec2i(i32(high), i32(round((value - high) * LIMB)));
}

// The value of a sum of limbs.
fn fromLimbs(limbs: vec2i) -> f32 {
  return f32(limbs.x) + f32(limbs.y) / LIMB;
}
