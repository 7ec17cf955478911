// Divides the weights of reweighted events by the largest of their row, of which the fixed-point sums are fractions (reweightedEvents.wgsl).
//
// Dispatch: x = WORKGROUP events, y = row.

import package::templateRow::TemplateRange;

override WORKGROUP: u32;

@group(0) @binding(0) var<uniform> range: TemplateRange;
@group(0) @binding(1) var<storage, read> peaks: array<f32>;
@group(0) @binding(2) var<storage, read_write> records: array<vec4f>;

@compute @workgroup_size(WORKGROUP)
fn scaleRecords(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let event = group.x * WORKGROUP + lane;
  let peak = peaks[range.firstRow + group.y];
  if (event < range.events && peak > 0.0) {
    records[group.y * range.events + event].y /= peak;
  }
}
