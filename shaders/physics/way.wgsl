// The path of an N: birthplace, direction and length; twin of src/physics/way.ts (docs/physics.md, section 5). cm.

import package::physics::geometry::{
  Detector, SHELL, UPSTREAM, detectorExit, pointInDetector, pointInShell, shellBirth
};
import package::physics::kinematics::direction;
import package::physics::rays::{rayTo, turnTo};
import package::physics::upstream::{Birth, Body, upstreamBirth};

// Where N is born and decays.
struct Place {
  detector: Detector,
  // INSIDE, UPSTREAM or SHELL.
  born: u32,
  body: Body,
  originZ: f32,
}

// Distance, weight and direction of flight of an N at an angle to its ray; see the twin.
fn travel(vertex: vec3f, u: f32, oneMinusCos: f32, azimuth: vec2f, place: Place) -> Birth {
  if (place.born == UPSTREAM) {
    return upstreamBirth(u, pointInDetector(vertex, place.detector), oneMinusCos, azimuth, place.originZ, place.body);
  }
  var r: vec3f;
  if (place.born == SHELL) {
    r = pointInShell(vertex, place.detector.radius, place.detector.shell);
  } else {
    r = pointInDetector(vertex, place.detector);
  }
  let ray = rayTo(r, place.originZ);
  let flight = turnTo(ray.xyz, direction(oneMinusCos, azimuth));
  let nearness = place.originZ / ray.w;
  var way = vec2f(0.0);
  if (place.born == SHELL) {
    way = shellBirth(u, r, flight, place.detector.radius);
  } else {
    way = vec2f(detectorExit(r, flight, place.detector), 1.0);
  }
  return Birth(way.x, way.y * nearness * nearness, flight);
}

// Birthplace of an N whose path begins or ends at a vertex; see the twin.
fn birthplace(vertex: vec3f, way: Birth, place: Place) -> vec3f {
  if (place.born == SHELL) {
    return pointInShell(vertex, place.detector.radius, place.detector.shell);
  }
  let r = pointInDetector(vertex, place.detector);
  if (place.born == UPSTREAM) {
    return r - way.distance * way.flight;
  }
  return r;
}
