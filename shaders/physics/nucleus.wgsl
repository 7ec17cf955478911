// Nuclear form factor from a table; twin of src/physics/nucleus.ts (docs/physics.md, section 2).

import package::physics::numeric::{cubicWeights, wholeNumber};

// Intervals of the table on q in [0, 1] GeV.
const FORM_FACTOR_INTERVALS: f32 = 512.0;

// Signed form factor at q (GeV) by four-point interpolation in the table that begins at `first`; its node i stands at
// (i - 1)/512 GeV.
fn formFactor(table: ptr<storage, array<f32>, read>, first: u32, qGev: f32) -> f32 {
  let s = qGev * FORM_FACTOR_INTERVALS;
  let left = clamp(floor(s), 0.0, FORM_FACTOR_INTERVALS - 1.0);
  let i = first + wholeNumber(left);
  return dot(cubicWeights(s - left), vec4f((*table)[i], (*table)[i + 1u], (*table)[i + 2u], (*table)[i + 3u]));
}
