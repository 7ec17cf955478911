// Geometry of an active volume; twin of src/physics/geometry.ts. cm.

// Point of a box centred on the origin, from coordinates in (0, 1).
fn pointInBox(u: vec3f, half: vec3f) -> vec3f {
  return (2.0 * u - vec3f(1.0)) * half;
}

// Distance from a point inside the box to its surface along the unit vector n.
fn exitDistance(r: vec3f, n: vec3f, half: vec3f) -> f32 {
  let room = half - sign(n) * r;
  let distance = room / max(abs(n), vec3f(1e-30));
  return min(distance.x, min(distance.y, distance.z));
}
