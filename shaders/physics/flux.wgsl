// Neutrino energies by the inverse survival function; twin of src/physics/flux.ts (docs/physics.md, section 6).

// One node of an energy table: energy (GeV), sampling density (1/GeV), flux (1/GeV), survival.
struct EnergyNode {
  energy: f32,
  density: f32,
  flux: f32,
  survival: f32,
}

// Distance (GeV) below the right edge of a segment at which the linear density has integral `above`.
fn depthInSegment(above: f32, width: f32, densityLeft: f32, densityRight: f32) -> f32 {
  let slope = (densityLeft - densityRight) / width;
  let root = sqrt(max(densityRight * densityRight + 2.0 * slope * above, 0.0));
  return min(2.0 * above / (densityRight + root), width);
}

// (energy in GeV, flux/density) at u in (0, 1) of the table at [first, first + count).
fn neutrinoEnergy(table: ptr<storage, array<EnergyNode>, read>, first: u32, count: u32, u: f32) -> vec2f {
  let s = 1.0 - u;
  var low = first;
  var high = first + count - 1u;
  while (high - low > 1u) {
    let middle = (low + high) / 2u;
    if ((*table)[middle].survival >= s) {
      low = middle;
    } else {
      high = middle;
    }
  }
  let left = (*table)[low];
  let right = (*table)[high];
  let width = right.energy - left.energy;
  let depth = depthInSegment(max(s - right.survival, 0.0), width, left.density, right.density);
  let f = depth / width;
  let flux = right.flux * (1.0 - f) + left.flux * f;
  return vec2f(right.energy - depth, flux / (right.density * (1.0 - f) + left.density * f));
}
