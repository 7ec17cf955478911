// Data of a row (one channel of a mass point) for the events and templates kernels; prepared in f64.

import constants::MOMENTS;
import package::physics::event::MassPoint;
import package::physics::upstream::Body;

// The part of a tile that a dispatch processes.
struct TemplateRange {
  firstRow: u32,
  firstEvent: u32,
  events: u32,
}

struct TemplateRow {
  point: MassPoint,
  // First node of its energy table, first entry of its form factor, first coordinate of its events.
  energyTable: u32,
  formFactorTable: u32,
  cube: u32,
  // Where N is born: INSIDE, UPSTREAM or SHELL.
  born: u32,
  // The body of matter in which it is born, for UPSTREAM.
  body: Body,
  // First entry of its beam in binOfCell.
  beamCells: u32,
  // x of the first node, cm, the spacing of the nodes in ln x, and the tilt of deposits.
  firstCm: f32,
  step: f32,
  tilt: f32,
  // 1/bound of the weight, and 1/(natural size of z).
  weightScale: f32,
  zScale: f32,
  // Factors that make the scaled weight z^k and weight^2 z^k fractions of their own bounds.
  momentScale: array<f32, MOMENTS>,
}
