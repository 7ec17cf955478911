// Reduces arrays of numbers to a few words each: the least known number with its first place, and counts of all others by kind. Twin:
// src/tiles/reduction.ts. A number is known if it is neither negative nor missing; the host looks at the others one by one.
//
// Numbers are taken as bits: all work is on whole numbers, so that the result is exact, and NaN and subnormals are what they are. Minima and
// sums of whole numbers are the same in any order: no workgroup or subgroup size is part of the result. Equal numbers have their places
// compared, and -0 is 0.
//
// Numbers are read in fours, which one access brings. An array may begin and end within a four.
//
// Dispatch: reduceParts with x = part of WORKGROUP * FOURS fours, z = array; then joinParts with z = array. Numeric bound: 0.

import package::statistics::counts::MISSING;
import package::statistics::counts::UNKNOWN;

override WORKGROUP: u32;
// Fours of an invocation of reduceParts.
override FOURS: u32;

// Bits of special numbers, in the order in which they follow as whole numbers.
const MISSING_BITS: u32 = bitcast<u32>(MISSING);
// 0x7f800000; above it are NaN.
const INFINITY_BITS: u32 = 2139095040u;
// 0x80000000, -0; above it are negative numbers.
const SIGN_BIT: u32 = 2147483648u;
const UNKNOWN_BITS: u32 = bitcast<u32>(UNKNOWN);
// 0xff800000; above it are NaN with a sign.
const MINUS_INFINITY_BITS: u32 = 4286578688u;
// Place of the least number where none is known.
const NOWHERE: u32 = 4294967295u;

struct ReduceParams {
  // Numbers of an array, and parts that they make.
  count: u32,
  parts: u32,
}

struct Reduced {
  // Bits of the least known number, MISSING_BITS without one, and its place in the array.
  least: u32,
  leastAt: u32,
  // Numbers by kind: UNKNOWN; other negative ones; the fill value and above; infinities and NaN.
  unknown: u32,
  negative: u32,
  missing: u32,
  notFinite: u32,
}

@group(0) @binding(0) var<uniform> params: ReduceParams;
// Bits, [array][count], in fours.
@group(0) @binding(1) var<storage, read> fours: array<vec4u>;
// [array][part].
@group(0) @binding(2) var<storage, read_write> parts: array<Reduced>;
// [array].
@group(0) @binding(3) var<storage, read_write> reduced: array<Reduced>;

var<workgroup> ofLane: array<Reduced, WORKGROUP>;

@compute @workgroup_size(WORKGROUP)
fn reduceParts(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let start = group.z * params.count;
  let first = start / 4u + group.x * WORKGROUP * FOURS + lane;
  let end = (start + params.count + 3u) / 4u;
  ofLane[lane] = reduceFours(start, first, min(first + WORKGROUP * FOURS, end));
  workgroupBarrier();
  if (lane == 0u) {
    parts[group.z * params.parts + group.x] = joinLanes();
  }
}

@compute @workgroup_size(WORKGROUP)
fn joinParts(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  var all = nothing();
  for (var part = lane; part < params.parts; part += WORKGROUP) {
    all = joined(all, parts[group.z * params.parts + part]);
  }
  ofLane[lane] = all;
  workgroupBarrier();
  if (lane == 0u) {
    reduced[group.z] = joinLanes();
  }
}

// The numbers of the array at `start` in the fours from `first` to before `end`, one of each WORKGROUP.
fn reduceFours(start: u32, first: u32, end: u32) -> Reduced {
  var least = MISSING_BITS;
  var leastAt = NOWHERE;
  var most = 0u;
  for (var four = first; four < end; four += WORKGROUP) {
    let bits = fours[four];
    for (var i = 0u; i < 4u; i++) {
      let place = 4u * four + i - start;
      // Before the start of the array, places wrap around.
      let number = select(MISSING_BITS, ordered(bits[i]), place < params.count);
      let isLess = number < least;
      least = select(least, number, isLess);
      leastAt = select(leastAt, place, isLess);
      most = max(most, number);
    }
  }
  var all = Reduced(least, leastAt, 0u, 0u, 0u, 0u);
  // Rare, and read a second time rather than tested for each number.
  if (most >= MISSING_BITS) {
    for (var four = first; four < end; four += WORKGROUP) {
      let bits = fours[four];
      for (var i = 0u; i < 4u; i++) {
        if (4u * four + i - start < params.count) {
          all = counted(all, ordered(bits[i]));
        }
      }
    }
  }
  return all;
}

// Bits by which numbers that are not negative follow each other. Everything from the fill value on comes after those that are known.
fn ordered(bits: u32) -> u32 {
  return select(bits, 0u, bits == SIGN_BIT);
}

// With one more number in the counts.
fn counted(all: Reduced, number: u32) -> Reduced {
  let isUnknown = number == UNKNOWN_BITS;
  let isNegative = number > SIGN_BIT && number < MINUS_INFINITY_BITS;
  let isMissing = number >= MISSING_BITS && number < INFINITY_BITS;
  let isNotFinite = number >= INFINITY_BITS && !isNegative;
  return Reduced(
    all.least,
    all.leastAt,
    all.unknown + select(0u, 1u, isUnknown),
    all.negative + select(0u, 1u, isNegative && !isUnknown),
    all.missing + select(0u, 1u, isMissing),
    all.notFinite + select(0u, 1u, isNotFinite),
  );
}

fn joinLanes() -> Reduced {
  var all = ofLane[0];
  for (var lane = 1u; lane < WORKGROUP; lane++) {
    all = joined(all, ofLane[lane]);
  }
  return all;
}

fn nothing() -> Reduced {
  return Reduced(MISSING_BITS, NOWHERE, 0u, 0u, 0u, 0u);
}

fn joined(a: Reduced, b: Reduced) -> Reduced {
  let isLess = b.least < a.least || (b.least == a.least && b.leastAt < a.leastAt);
  return Reduced(
    select(a.least, b.least, isLess),
    select(a.leastAt, b.leastAt, isLess),
    a.unknown + b.unknown,
    a.negative + b.negative,
    a.missing + b.missing,
    a.notFinite + b.notFinite,
  );
}
