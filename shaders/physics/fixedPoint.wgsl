// Fixed-point sums: integers add in any order to the same bits. Twin of src/physics/fixedPoint.ts.

// A value is an integer multiple of one unit, split into limbs: value = high 2^20 + low, |low| <= 2^19.
const LIMB: f32 = 1048576.0;
const LIMB_BITS: u32 = 20u;

// Limbs (high, low) of `scaled` units of 2^20, rounded to nearest. Exact in float32 for |scaled| < 2^23.
fn toLimbs(scaled: f32) -> vec2i {
  let high = round(scaled);
  return vec2i(i32(high), i32(round((scaled - high) * LIMB)));
}

// Moves what overflows the low limb into the high one: 0 <= low < 2^20 afterwards.
fn normaliseLimbs(limbs: vec2i) -> vec2i {
  let carry = limbs.y >> LIMB_BITS;
  return vec2i(limbs.x + carry, limbs.y - (carry << LIMB_BITS));
}

// The sum as float32, in units of 2^20.
fn fromLimbs(limbs: vec2i) -> f32 {
  return f32(limbs.x) + f32(limbs.y) / LIMB;
}
