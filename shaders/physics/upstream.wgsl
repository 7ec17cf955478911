// Matter upstream of a detector, and production of N in it; twin of src/physics/upstream.ts (docs/physics.md, section 5). cm.

import package::physics::kinematics::sinFromOneMinusCos;
import package::physics::rays::{bentFlight, rayTo, turnTo};

// Kinds of bodies: a cone about the beam axis is 0.
const ANNULUS: u32 = 1u;
// Half the relative width of a lateral edge.
const SOFTNESS: f32 = 0.02;
// Margin around the straight line in which births in an annulus are sampled.
const BENT: f32 = 0.04;

// One body of matter; see the twin.
struct Body {
  kind: u32,
  nearZ: f32,
  length: f32,
  radius: f32,
  taper: f32,
  outer: f32,
  halfHeight: f32,
}

// A birthplace: distance from the decay, weight, and direction of flight of N.
struct Birth {
  distance: f32,
  weight: f32,
  flight: vec3f,
}

// Relative density at radius r near an edge.
fn inside(r: f32, edge: f32) -> f32 {
  return clamp(0.5 + (1.0 - r / edge) / (2.0 * SOFTNESS), 0.0, 1.0);
}

// Density of a body at p relative to its interior.
fn densityAt(p: vec3f, b: Body) -> f32 {
  if (b.kind == ANNULUS) {
    let r = sqrt(p.x * p.x + p.z * p.z);
    return inside(r, b.outer) * (1.0 - inside(r, b.radius)) * inside(abs(p.y), b.halfHeight);
  }
  return inside(sqrt(p.x * p.x + p.y * p.y), b.radius - b.taper * (b.nearZ - p.z));
}

// Distance from the decay at which an arc crosses the plane at a distance h upstream of it; 1e30 if it reaches the source first.
fn planeCrossing(h: f32, uz: f32, ez: f32, oneMinusCos: f32, distance: f32) -> f32 {
  let sine = sinFromOneMinusCos(oneMinusCos);
  let cosine = 1.0 - oneMinusCos;
  let short = h / uz;
  let slope = ez / uz;
  let rest = distance - short;
  if (rest <= 0.0) {
    return 1e30;
  }
  let square = sine * (1.0 + slope * slope);
  let linear = sine * slope * (2.0 * rest - distance) + distance * cosine;
  let constant = sine * short * rest;
  let across = 2.0 * constant / (linear + sqrt(linear * linear + 4.0 * square * constant));
  let back = short - slope * across;
  return sqrt(back * back + across * across);
}

// Ranges [x, y] and [z, w] of the distance back in which a cone may contain births.
fn coneStretches(r: vec3f, u: vec3f, e: vec3f, oneMinusCos: f32, distance: f32, b: Body) -> vec4f {
  let cosine = 1.0 - oneMinusCos;
  let sine = sinFromOneMinusCos(oneMinusCos);
  if (cosine < 0.01) {
    return vec4f(1.0);
  }
  let height = r.z - b.nearZ;
  let near = planeCrossing(height, u.z, e.z, oneMinusCos, distance);
  let far = min(planeCrossing(height + b.length, u.z, e.z, oneMinusCos, distance), 0.9999 * distance);
  let aside = sqrt(r.x * r.x + r.y * r.y);
  let widest = 1.0001 * (b.radius * (1.0 + SOFTNESS) + aside);
  let w = widest * (widest * sine + distance * cosine);
  if (w >= sine * distance * distance / 4.0) {
    return vec4f(near, far, 1.0, 1.0);
  }
  let root = sqrt(distance * distance / 4.0 - w / sine);
  let leaves = w / sine / (distance / 2.0 + root);
  let enters = distance / 2.0 + root;
  return vec4f(
    near,
    min(sqrt(leaves * leaves + widest * widest), far),
    max(sqrt(enters * enters + widest * widest), near),
    far,
  );
}

// Distance against n to a cylinder of radius R about the vertical axis, from inside.
fn wayToCylinder(R: f32, along: f32, level: f32, rSq: f32) -> f32 {
  return (along + sqrt(max(along * along + level * (R * R - rSq), 0.0))) / level;
}

// Range in which an annulus may contain births, from the straight line tangent to the arc at the decay.
fn annulusStretches(r: vec3f, n: vec3f, distance: f32, b: Body) -> vec4f {
  let level = max(n.x * n.x + n.z * n.z, 1e-12);
  let along = r.x * n.x + r.z * n.z;
  let rSq = r.x * r.x + r.z * r.z;
  let top = b.halfHeight * (1.0 + SOFTNESS);
  let rises = (top + abs(r.y)) / max(abs(n.y), 1e-9);
  let near = (1.0 - BENT) * wayToCylinder(b.radius * (1.0 - SOFTNESS), along, level, rSq);
  let far = (1.0 + BENT) * min(wayToCylinder(b.outer * (1.0 + SOFTNESS), along, level, rSq), rises);
  return vec4f(near, min(far, 0.9999 * distance), 1.0, 1.0);
}

// Birthplace of an N that decays at r after a flight at an angle to its ray; see the twin.
fn upstreamBirth(u: f32, r: vec3f, oneMinusCos: f32, azimuth: vec2f, originZ: f32, b: Body) -> Birth {
  let ray = rayTo(r, originZ);
  let across = turnTo(ray.xyz, vec3f(azimuth, 0.0));
  var stretches: vec4f;
  if (b.kind == ANNULUS) {
    let straight = (1.0 - oneMinusCos) * ray.xyz + sinFromOneMinusCos(oneMinusCos) * across;
    stretches = annulusStretches(r, straight, ray.w, b);
  } else {
    stretches = coneStretches(r, ray.xyz, across, oneMinusCos, ray.w, b);
  }
  let first = log(max(stretches.y / stretches.x, 1.0));
  let second = log(max(stretches.w / stretches.z, 1.0));
  let total = first + second;
  let way = u * total;
  let isFirst = way < first;
  let t = select(stretches.z, stretches.x, isFirst) * exp(select(way - first, way, isFirst));
  let bent = bentFlight(t, oneMinusCos, ray.w);
  let flight = bent.y * ray.xyz + bent.x * across;
  let nearness = originZ / ray.w;
  return Birth(t, total * nearness * nearness * densityAt(r - t * flight, b) / bent.z, flight);
}
