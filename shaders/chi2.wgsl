// chi2 scan: compares the spectra of each grid point of a tile with any number of datasets, by the statistic that the kernel is linked with
// (src/statistics/statistic.ts): `chosen` provides the struct of its counts and its value at a point. docs/statistics.md.
//
// Dispatch: one invocation per grid point and dataset (z), the points in the C order of the scan file's axes. Numeric bound: chi2 within
// 1e-4 relative + 1e-3 of the f64 reference, or UNKNOWN, -1, where the host must compute it. A signal out of the range of float32 is MISSING.

import constants::{BIN_COUNT, GRID_AXES, GROUP_COUNT, SIGNAL_BINS};
import chosen::PreparedCounts;
import chosen::preparedChi2;
import package::binYield::Yield;
import package::statistics::counts::MISSING;

override WORKGROUP: u32;

struct ScanParams {
  // Axes of the tile: length, and increments of the indices of (mass, coupling, mixing) per step.
  axes: array<vec4u, GRID_AXES>,
  points: u32,
  couplingCount: u32,
}

// Bin of the observation for each bin of each beam; BIN_COUNT for none.
struct SignalBins {
  bin: array<u32, SIGNAL_BINS>,
}

@group(0) @binding(0) var<uniform> params: ScanParams;
// One per dataset.
@group(0) @binding(1) var<storage, read> counts: array<PreparedCounts>;
@group(0) @binding(2) var<storage, read> yields: array<Yield>;
// |U|^2 as a factor.
@group(0) @binding(3) var<storage, read> mixings: array<f32>;
// [dataset][point].
@group(0) @binding(4) var<storage, read_write> chi2Out: array<f32>;
@group(0) @binding(5) var<storage, read_write> signalOut: array<f32>;
// [group][point]; not written if there is only one group.
@group(0) @binding(6) var<storage, read_write> groupSignalOut: array<f32>;
@group(0) @binding(7) var<storage, read> signalBins: SignalBins;

@compute @workgroup_size(WORKGROUP)
fn scanChi2(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let point = id.x + id.y * groups.x * WORKGROUP;
  if (point >= params.points) {
    return;
  }
  var rest = point;
  var mass = 0u;
  var coupling = 0u;
  var mixing = 0u;
  for (var i = GRID_AXES; i > 0u; i--) {
    let axis = params.axes[i - 1u];
    let index = rest % axis.x;
    rest = rest / axis.x;
    mass += index * axis.y;
    coupling += index * axis.z;
    mixing += index * axis.w;
  }
  let cell = (mass * params.couplingCount + coupling) * SIGNAL_BINS;
  let factor = mixings[mixing];
  var signal: array<f32, BIN_COUNT>;
  var relativeError: array<f32, BIN_COUNT>;
  var byGroup: array<f32, GROUP_COUNT>;
  var total = 0.0;
  for (var i = 0u; i < SIGNAL_BINS; i++) {
    let bin = signalBins.bin[i];
    if (bin >= BIN_COUNT) {
      continue;
    }
    relativeError[bin] = yields[cell + i].relativeError;
    var sum = 0.0;
    for (var g = 0u; g < GROUP_COUNT; g++) {
      let own = scaled(yields[cell + i].signal[g], factor);
      byGroup[g] = min(byGroup[g] + own, MISSING);
      sum = min(sum + own, MISSING);
    }
    signal[bin] = sum;
    total = min(total + sum, MISSING);
  }
  let dataset = id.z;
  if (dataset == 0u) {
    signalOut[point] = total;
    if (GROUP_COUNT > 1u) {
      for (var g = 0u; g < GROUP_COUNT; g++) {
        groupSignalOut[g * params.points + point] = byGroup[g];
      }
    }
  }
  chi2Out[dataset * params.points + point] = preparedChi2(&counts[dataset], signal, relativeError);
}

// Events at a mixing: 0 at zero mixing, otherwise missing if they are missing without it.
fn scaled(events: f32, factor: f32) -> f32 {
  return select(events * factor, select(0.0, MISSING, factor > 0.0), events >= MISSING);
}
