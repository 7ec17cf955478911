// Multiplies the units of moments of reweighted events by the largest weight of their row, of which the sums are fractions (scaleRecords.wgsl).
//
// Dispatch: one invocation per (mass, channel).

import constants::{MOMENTS, SIGNAL_MOMENTS};
import package::yields::YieldMass;

override WORKGROUP: u32;

@group(0) @binding(0) var<storage, read> peaks: array<f32>;
@group(0) @binding(1) var<storage, read_write> masses: array<YieldMass>;

@compute @workgroup_size(WORKGROUP)
fn scaleMoments(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.x + id.y * groups.x * WORKGROUP;
  if (index >= arrayLength(&masses)) {
    return;
  }
  let peak = peaks[masses[index].row];
  for (var k = 0u; k < MOMENTS; k++) {
    masses[index].momentUnit[k] *= select(peak * peak, peak, k < SIGNAL_MOMENTS);
  }
}
