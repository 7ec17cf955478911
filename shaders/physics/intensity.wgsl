// Off-axis intensity of a beam; twin of src/physics/intensity.ts (docs/physics.md, section 5). cm.

// Tangent of the angle between the beam axis and the ray from the source at (0, 0, originZ) to p.
fn offAxisTangent(p: vec3f, originZ: f32) -> f32 {
  return sqrt(p.x * p.x + p.y * p.y) / (p.z - originZ);
}

// Intensity at the tangent of an angle, relative to the axis, from `count` tangents followed by as many intensities; see the twin.
fn beamIntensity(table: ptr<storage, array<f32>, read>, first: u32, count: u32, tangent: f32) -> f32 {
  var low = 0u;
  var high = count - 1u;
  while (high - low > 1u) {
    let middle = (low + high) / 2u;
    if ((*table)[first + middle] <= tangent) {
      low = middle;
    } else {
      high = middle;
    }
  }
  let left = (*table)[first + low];
  let share = clamp((tangent - left) / ((*table)[first + high] - left), 0.0, 1.0);
  return (*table)[first + count + low] * (1.0 - share) + (*table)[first + count + high] * share;
}
