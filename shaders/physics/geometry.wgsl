// Geometry of an active volume and of the matter upstream; twin of src/physics/geometry.ts. cm.

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

// Matter upstream: a cylinder or cone about the beam axis, cut off at both ends.
struct Upstream {
  nearZ: f32,
  length: f32,
  radius: f32,
  // Radius lost per cm of way upstream.
  taper: f32,
  originZ: f32,
}

// Stretch [a, b] of the way back from r, against the flight n, that lies in the matter upstream; [0, 0] for none.
fn upstreamPath(r: vec3f, n: vec3f, d: Upstream) -> vec2f {
  if (n.z <= 0.0) {
    return vec2f(0.0, 0.0);
  }
  let a = (r.z - d.nearZ) / n.z;
  let x = r.x - a * n.x;
  let y = r.y - a * n.y;
  let inside = x * x + y * y - d.radius * d.radius;
  if (inside >= 0.0) {
    return vec2f(0.0, 0.0);
  }
  let slope = d.taper * n.z;
  let square = n.x * n.x + n.y * n.y - slope * slope;
  let half = d.radius * slope - (x * n.x + y * n.y);
  let discriminant = half * half - square * inside;
  let root = sqrt(max(discriminant, 0.0));
  let far = d.length / n.z;
  var leaves = far;
  if (discriminant >= 0.0 && half > 0.0) {
    leaves = -inside / (half + root);
  } else if (discriminant >= 0.0 && square > 0.0) {
    leaves = (root - half) / square;
  }
  return vec2f(a, a + min(leaves, far));
}

// (distance of the birthplace from r in cm, weight): uniform in ln(s/(L - s)); see the twin.
fn upstreamBirth(u: f32, r: vec3f, n: vec3f, d: Upstream) -> vec2f {
  let path = upstreamPath(r, n, d);
  if (path.y <= path.x) {
    return vec2f(1.0, 0.0);
  }
  let way = (r.z - d.originZ) / n.z;
  let stretch = log(path.y * (way - path.x) / (path.x * (way - path.y)));
  let odds = path.x / (way - path.x) * exp(u * stretch);
  let distance = way * odds / (1.0 + odds);
  let x = r.x - distance * n.x;
  let y = r.y - distance * n.y;
  let z = r.z - distance * n.z - d.originZ;
  return vec2f(distance, stretch * d.originZ * d.originZ / (x * x + y * y + z * z) / (1.0 + odds));
}
