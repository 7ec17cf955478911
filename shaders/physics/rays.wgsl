// Neutrino rays from a point source, and the flight of N at an angle to its ray; twin of src/physics/rays.ts (docs/physics.md, section 5). cm.

import package::physics::kinematics::sinFromOneMinusCos;

// (unit vector from the source at (0, 0, originZ) to r, their distance).
fn rayTo(r: vec3f, originZ: f32) -> vec4f {
  let way = vec3f(r.x, r.y, r.z - originZ);
  let distance = sqrt(dot(way, way));
  return vec4f(way / distance, distance);
}

// Turns a vector given in a frame whose z axis is n into the frame in which n is given.
fn turnTo(n: vec3f, v: vec3f) -> vec3f {
  let across = n.x * v.x + n.y * v.y;
  let factor = v.z - across / max(1.0 + n.z, 1e-12);
  return vec3f(v.x + n.x * factor, v.y + n.y * factor, n.z * v.z - across);
}

// (sin, cos) of the angle between the flight of N and the ray through its decay, and cos(psi), at the distance t from it; see the twin.
fn bentFlight(t: f32, oneMinusCos: f32, distance: f32) -> vec3f {
  let sine = sinFromOneMinusCos(oneMinusCos);
  let cosine = 1.0 - oneMinusCos;
  let sinPsi = t / distance * sine;
  let cosPsi = sqrt(max(1.0 - sinPsi * sinPsi, 0.0));
  let fromSource = cosPsi - t / distance * cosine;
  return vec3f(sine * fromSource, cosine * cosPsi + sine * sinPsi, cosPsi);
}
