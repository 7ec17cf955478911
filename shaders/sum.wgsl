// Adds arrays of numbers, one array at a time and in their order, as a host does in double precision that rounds the sum to single precision
// once. Twin: SUM of src/outputs/joins.ts, whose bits these are.
//
// Doubles are worked out with whole numbers: a device has none, and may flush subnormals and reassociate additions, which would give other bits
// than the host gives to the few tiles whose numbers it has changed. Two normal numbers are added as floats, because one addition is all.
//
// A sum is MISSING where a term is or where it is as large, and UNKNOWN where a term is negative, infinite or NaN: the host, which replaces
// such terms, adds those arrays itself.
//
// Dispatch: one invocation for four numbers, once for each array after the first. Numeric bound: 0.

import package::statistics::counts::MISSING;
import package::statistics::counts::UNKNOWN;

override WORKGROUP: u32;
// Whether these are the first two arrays, and whether no other follows.
override IS_FIRST: bool;
override IS_LAST: bool;

const MISSING_BITS: u32 = bitcast<u32>(MISSING);
const UNKNOWN_BITS: u32 = bitcast<u32>(UNKNOWN);
// 0x7f800000; NaN and numbers with a sign follow.
const INFINITY_BITS: u32 = 2139095040u;
// 0x80000000, -0.
const SIGN_BIT: u32 = 2147483648u;
// 0x00800000, the leading bit of a mantissa, which is not stored: of single precision, and in the high word of double precision.
const LEADING_SINGLE: u32 = 8388608u;
const LEADING_DOUBLE: u32 = 1048576u;
// Difference of the biases of exponents, 1023 - 127.
const BIAS: u32 = 896u;
// High word of a partial sum with an unknown term.
const NO_DOUBLE: u32 = 4294967295u;

struct SumParams {
  // Fours of numbers.
  fours: u32,
}

@group(0) @binding(0) var<uniform> params: SumParams;
// Bits, in fours. Only the first two arrays need `first`.
@group(0) @binding(1) var<storage, read> first: array<vec4u>;
@group(0) @binding(2) var<storage, read> term: array<vec4u>;
// Doubles of the sum so far, (high, low) in pairs; a single entry where there are only two arrays.
@group(0) @binding(3) var<storage, read_write> partial: array<vec4u>;
@group(0) @binding(4) var<storage, read_write> sums: array<vec4u>;

@compute @workgroup_size(WORKGROUP)
fn addTerm(@builtin(global_invocation_id) id: vec3u) {
  let four = id.x;
  if (four >= params.fours) {
    return;
  }
  let bits = term[four];
  if (IS_FIRST && IS_LAST) {
    let before = first[four];
    sums[four] = vec4u(
      sumOfTwo(before.x, bits.x),
      sumOfTwo(before.y, bits.y),
      sumOfTwo(before.z, bits.z),
      sumOfTwo(before.w, bits.w),
    );
    return;
  }
  var low: vec4u;
  var high: vec4u;
  if (IS_FIRST) {
    let before = first[four];
    low = vec4u(doubleOf(before.x), doubleOf(before.y));
    high = vec4u(doubleOf(before.z), doubleOf(before.w));
  } else {
    low = partial[2u * four];
    high = partial[2u * four + 1u];
  }
  let a = sumOf(low.xy, doubleOf(bits.x));
  let b = sumOf(low.zw, doubleOf(bits.y));
  let c = sumOf(high.xy, doubleOf(bits.z));
  let d = sumOf(high.zw, doubleOf(bits.w));
  if (IS_LAST) {
    sums[four] = vec4u(singleOf(a), singleOf(b), singleOf(c), singleOf(d));
  } else {
    partial[2u * four] = vec4u(a, b);
    partial[2u * four + 1u] = vec4u(c, d);
  }
}

// The bits of the sum of two numbers.
fn sumOfTwo(x: u32, y: u32) -> u32 {
  if (isOrdinary(x) && isOrdinary(y)) {
    // Rounding to double precision first would not change it.
    return min(bitcast<u32>(bitcast<f32>(x) + bitcast<f32>(y)), MISSING_BITS);
  }
  return singleOf(sumOf(doubleOf(x), doubleOf(y)));
}

// Whether a number is zero, or normal, known and positive: every device adds these alike.
fn isOrdinary(bits: u32) -> bool {
  return bits == 0u || (bits >= LEADING_SINGLE && bits < MISSING_BITS);
}

// The double, (high, low), of the bits of a number; exact.
fn doubleOf(bits: u32) -> vec2u {
  if (bits == 0u || bits == SIGN_BIT) {
    return vec2u();
  }
  if (bits >= INFINITY_BITS) {
    return vec2u(NO_DOUBLE);
  }
  // Subnormals of single precision are normal in double precision.
  let shift = select(0u, countLeadingZeros(bits) - 8u, bits < LEADING_SINGLE);
  let mantissa = bits << shift;
  let exponent = max(bits >> 23u, 1u) + BIAS - shift;
  return vec2u((exponent << 20u) + ((mantissa & (LEADING_SINGLE - 1u)) >> 3u), mantissa << 29u);
}

// The sum of two doubles that are not negative, rounded to the nearest, of two to the even one. Neither is subnormal.
fn sumOf(x: vec2u, y: vec2u) -> vec2u {
  if (x.x == NO_DOUBLE || y.x == NO_DOUBLE) {
    return vec2u(NO_DOUBLE);
  }
  let isLess = x.x < y.x || (x.x == y.x && x.y < y.y);
  let large = select(x, y, isLess);
  let small = select(y, x, isLess);
  if ((small.x | small.y) == 0u) {
    return large;
  }
  // Mantissas with three more bits: two that follow, and one for all that was shifted out.
  let a = mantissaOf(large);
  let b = shiftedRight(mantissaOf(small), (large.x >> 20u) - (small.x >> 20u));
  var low = a.y + b.y;
  var high = a.x + b.x + select(0u, 1u, low < a.y);
  var exponent = large.x >> 20u;
  if (high >= 16u * LEADING_DOUBLE) {
    low = (low >> 1u) | (low & 1u) | (high << 31u);
    high = high >> 1u;
    exponent += 1u;
  }
  let rest = low & 7u;
  let kept = (low >> 3u) | (high << 29u);
  let rounded = kept + select(0u, 1u, rest > 4u || (rest == 4u && (kept & 1u) == 1u));
  let carry = select(0u, 1u, rounded < kept);
  // The leading bit, and a carry into it, count in the exponent.
  return vec2u(((exponent - 1u) << 20u) + (high >> 3u) + carry, rounded);
}

// The mantissa of a normal double, eight times.
fn mantissaOf(x: vec2u) -> vec2u {
  let high = (x.x & (LEADING_DOUBLE - 1u)) | LEADING_DOUBLE;
  return vec2u((high << 3u) | (x.y >> 29u), x.y << 3u);
}

// A mantissa moved by a number of bits; the last bit is set if any was lost.
fn shiftedRight(x: vec2u, count: u32) -> vec2u {
  if (count == 0u) {
    return x;
  }
  if (count >= 56u) {
    return vec2u(0u, 1u);
  }
  // By whole words first.
  let isFar = count >= 32u;
  let high = select(x.x, 0u, isFar);
  let low = select(x.y, x.x, isFar);
  let lost = select(0u, x.y, isFar);
  let bits = count % 32u;
  if (bits == 0u) {
    return vec2u(high, low | select(0u, 1u, lost != 0u));
  }
  let rest = lost | (low << (32u - bits));
  return vec2u(high >> bits, (low >> bits) | (high << (32u - bits)) | select(0u, 1u, rest != 0u));
}

// The bits of a double in single precision, rounded to the nearest, of two to the even one.
fn singleOf(x: vec2u) -> u32 {
  if (x.x == NO_DOUBLE) {
    return UNKNOWN_BITS;
  }
  let exponent = x.x >> 20u;
  let bits = (x.x << 3u) | (x.y >> 29u);
  if (exponent <= BIAS) {
    // A sum of single numbers that is subnormal has no more bits than they.
    let mantissa = (bits & (LEADING_SINGLE - 1u)) | LEADING_SINGLE;
    return select(0u, mantissa >> (BIAS + 1u - exponent), exponent > 0u);
  }
  let rest = x.y << 3u;
  let isUp = rest > SIGN_BIT || (rest == SIGN_BIT && (bits & 1u) == 1u);
  let single = ((exponent - BIAS) << 23u) + (bits & (LEADING_SINGLE - 1u)) + select(0u, 1u, isUp);
  return min(single, MISSING_BITS);
}
