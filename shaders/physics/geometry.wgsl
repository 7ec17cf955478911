// Geometry of an active volume and of the matter upstream; twin of src/physics/geometry.ts. cm.

import package::physics::kinematics::direction;
import package::physics::numeric::unitCircle;

const SHORTEST_WAY_CM: f32 = 0.01;

// Where N is born.
const INSIDE: u32 = 0u;
const UPSTREAM: u32 = 1u;
const SHELL: u32 = 2u;

// A box, or a sphere (radius above 0) with a shell around it in which N are also born.
struct Detector {
  half: vec3f,
  radius: f32,
  shell: f32,
}

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

// Point of a spherical shell from coordinates in (0, 1).
fn pointInShell(u: vec3f, inner: f32, outer: f32) -> vec3f {
  let a = inner * inner * inner;
  let b = outer * outer * outer;
  let radius = exp(log(a + u.x * (b - a)) / 3.0);
  return radius * direction(2.0 * u.y, unitCircle(u.z));
}

// Distance from a point inside a sphere to its surface along the unit vector n.
fn sphereExit(r: vec3f, n: vec3f, radius: f32) -> f32 {
  let along = dot(r, n);
  let inside = radius * radius - dot(r, r);
  let root = sqrt(max(along * along + inside, 0.0));
  return select(root - along, inside / (along + root), along > 0.0);
}

// (distance, weight) of a decay in a sphere of an N born at r outside it; see the twin.
fn shellBirth(u: f32, r: vec3f, n: vec3f, radius: f32) -> vec2f {
  let along = dot(r, n);
  let outside = max(dot(r, r) - radius * radius, 0.0);
  let discriminant = along * along - outside;
  if (along >= 0.0 || discriminant <= 0.0) {
    return vec2f(1.0, 0.0);
  }
  let b = sqrt(discriminant) - along;
  let a = max(outside / b, SHORTEST_WAY_CM);
  if (b <= a) {
    return vec2f(1.0, 0.0);
  }
  let stretch = log(b / a);
  return vec2f(a * exp(u * stretch), stretch);
}

// Point of the (fiducial) volume.
fn pointInDetector(u: vec3f, d: Detector) -> vec3f {
  if (d.radius > 0.0) {
    return pointInShell(u, 0.0, d.radius);
  }
  return pointInBox(u, d.half);
}

// Distance from a point of the volume to its surface.
fn detectorExit(r: vec3f, n: vec3f, d: Detector) -> f32 {
  if (d.radius > 0.0) {
    return sphereExit(r, n, d.radius);
  }
  return exitDistance(r, n, d.half);
}
