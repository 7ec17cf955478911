const ONE = 1u;
const UNUSED = 2u;
override NEVER: u32 = 3;
struct Pair { a: u32, b: u32 }
fn square(x: u32) -> u32 { return x * x; }
fn cube(x: u32) -> u32 { return x * square(x) * NEVER; }
