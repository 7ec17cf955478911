// Decay N -> N' e+e- through a mediator; twin of src/physics/decay.ts (docs/physics.md, section 3). GeV.

const DIRAC: u32 = 0u;
const MAJORANA: u32 = 1u;

// lambda^(1/2)(m^2, m'^2, q2), GeV^2.
fn kallenRoot(gap: f32, m: f32, mPrime: f32) -> f32 {
  return sqrt(gap * (gap + 4.0 * m * mPrime));
}

// Kinematics of a decay in the rest frame of N; see the twin.
struct PairKinematics {
  q2: f32,
  gap: f32,
  energy: f32,
  momentum: f32,
  daughterEnergy: f32,
  cosDaughter: f32,
  cosPair: f32,
  eMinus: f32,
  minusAlong: f32,
  minusPair: f32,
  ePlus: f32,
  plusAlong: f32,
  plusPair: f32,
}
