// Tables of one to four dimensions in the quantities of a pair; twin of src/physics/responseTables.ts.

import constants::{
  AXIS_COUNT, AXIS_NODES, AXIS_QUANTITY, AXIS_SIZE, AXIS_STEPPED, MAX_RANK, QUANTITY_COUNT, TABLE_AXES, TABLE_RANK,
  TABLE_VALUES
};
import package::physics::numeric::wholeNumber;

// Number of the `count` increasing numbers from `first` on that are at most x.
fn nodesUpTo(data: ptr<storage, array<f32>, read>, first: u32, count: u32, x: f32) -> f32 {
  var low = 0u;
  var high = count;
  while (low < high) {
    let middle = (low + high) / 2u;
    if ((*data)[first + middle] <= x) {
      low = middle + 1u;
    } else {
      high = middle;
    }
  }
  return f32(low);
}

// Position of x on an axis in units of its nodes, in [0, count - 1]; whole if the axis is stepped.
fn axisPosition(data: ptr<storage, array<f32>, read>, axis: u32, x: f32) -> f32 {
  let count = wholeNumber((*data)[axis + AXIS_COUNT]);
  let nodes = wholeNumber((*data)[axis + AXIS_NODES]);
  let upTo = wholeNumber(nodesUpTo(data, nodes, count, x));
  let left = max(upTo, 1u) - 1u;
  if (upTo == 0u || upTo == count || (*data)[axis + AXIS_STEPPED] == 1.0) {
    return f32(left);
  }
  let start = (*data)[nodes + left];
  return f32(left) + clamp((x - start) / ((*data)[nodes + upTo] - start), 0.0, 1.0);
}

// Value of a table at quantities q: multilinear between nodes, constant beyond the outer ones.
fn tableValue(data: ptr<storage, array<f32>, read>, table: u32, q: array<f32, QUANTITY_COUNT>) -> f32 {
  let rank = wholeNumber((*data)[table + TABLE_RANK]);
  let values = wholeNumber((*data)[table + TABLE_VALUES]);
  var left: array<u32, MAX_RANK>;
  var fraction: array<f32, MAX_RANK>;
  for (var d = 0u; d < rank; d++) {
    let axis = table + TABLE_AXES + d * AXIS_SIZE;
    let position = axisPosition(data, axis, q[wholeNumber((*data)[axis + AXIS_QUANTITY])]);
    left[d] = wholeNumber(floor(position));
    fraction[d] = position - f32(left[d]);
  }
  var total = 0.0;
  for (var corner = 0u; corner < (1u << rank); corner++) {
    var weight = 1.0;
    var index = 0u;
    for (var d = 0u; d < rank; d++) {
      let count = wholeNumber((*data)[table + TABLE_AXES + d * AXIS_SIZE + AXIS_COUNT]);
      let side = (corner >> d) & 1u;
      weight *= select(1.0 - fraction[d], fraction[d], side == 1u);
      index = index * count + min(left[d] + side, count - 1u);
    }
    total += weight * (*data)[values + index];
  }
  return total;
}
