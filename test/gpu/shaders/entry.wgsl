// Fixture: an entry kernel with imports, overrides, override-sized workgroup memory and bindings of another module.
import package::parts::maths::{square, Pair};
import package::parts::layout::{params, result, BLOCK};
import package::parts::maths;
override SCALE: u32;
var<workgroup> partial: array<u32, BLOCK * 2>;
@compute @workgroup_size(BLOCK)
fn run(@builtin(global_invocation_id) id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let pair = Pair(id.x, params.addend);
  partial[lane] = square(pair.a) * SCALE + pair.b;
  workgroupBarrier();
  result[id.x] = partial[lane] + maths::ONE;
}
