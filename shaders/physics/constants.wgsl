// Physical constants; twin of src/physics/constants.ts. GeV.

const ELECTRON_MASS_SQ: f32 = 2.6111992690110255e-07;
const FOUR_ME_SQ: f32 = 1.0444797076044102e-06;
const Z_MASS_SQ: f32 = 8315.18222363964;

const PI: f32 = 3.141592653589793;
const DEGREES_PER_RADIAN: f32 = 57.29577951308232;
