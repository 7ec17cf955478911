// Self-test of the adapter. The host checks every value; all arithmetic is exact.
// values[i] = (1664525 i + 1013904223) xor bits(i / 2 as f32); total = sum of i over all invocations.
// Bindings: 0 values, 1 total. Dispatch: COUNT / 64 workgroups of 64. Numeric bound: 0.

@group(0) @binding(0) var<storage, read_write> values: array<u32>;
@group(0) @binding(1) var<storage, read_write> total: atomic<u32>;

var<workgroup> partial: atomic<u32>;

@compute @workgroup_size(64)
fn selfTest(@builtin(global_invocation_id) id: vec3u, @builtin(local_invocation_index) lane: u32) {
  values[id.x] = (id.x * 1664525u + 1013904223u) ^ bitcast<u32>(f32(id.x) * 0.5);
  atomicAdd(&partial, id.x);
  workgroupBarrier();
  if lane == 0u {
    atomicAdd(&total, atomicLoad(&partial));
  }
}
