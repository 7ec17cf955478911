override BLOCK: u32 = 8;
struct Params { weights: vec3f, addend: u32, counts: array<vec2u, 2> }
@group(0) @binding(2) var<uniform> params: Params;
@group(0) @binding(5) var<storage, read_write> result: array<u32>;
@group(0) @binding(6) var<storage, read_write> unused: array<u32>;
