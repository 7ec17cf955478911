// Densities of events with the same masses of N and N'; twin of src/physics/massRatio.ts (docs/physics.md, section 6). GeV.

// The part of an event's density that depends on the mediator's mass, in units of mX^-4 and, for a virtual mediator, 1/(I pole^2);
// `pole` is 0 for a real one.
fn propagatorDensity(mXSq: f32, hi: f32, pole: f32, q2: f32, gap: f32) -> f32 {
  let production = mXSq / (q2 + mXSq);
  let decay = select(1.0, pole / (hi + gap), pole > 0.0);
  return production * production * decay * decay;
}
