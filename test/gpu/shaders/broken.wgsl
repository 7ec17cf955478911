import package::parts::maths::square;
@compute @workgroup_size(1)
fn run() {
  let x: f32 = square(2u);
}
