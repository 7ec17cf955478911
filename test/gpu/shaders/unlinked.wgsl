import package::parts::maths::missing;
@compute @workgroup_size(1)
fn run() { _ = missing(); }
