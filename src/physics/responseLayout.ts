/**
 * Layout of a detector's response as a flat table of numbers, which TypeScript and WGSL both read. src/response/compile.ts writes it. WGSL
 * receives the offsets of this file when it is linked (linkedConstants.ts), so that they are defined only here.
 *
 * A table begins with a header. Its counts, codes and offsets are whole numbers (exact in float32 below 2^24); an offset counts from
 * the table's first number. The offset 0, which is the header's, means absent. Energies in GeV, angles in degrees.
 */

/** Largest number of dimensions of a table. */
export const MAX_RANK = 4;

/** Largest number of topologies. */
export const MAX_TOPOLOGIES = 4;

/** Offset of the smearing. */
export const HEADER_SMEARING = 0;
/** Lowest total energy of a detected lepton. */
export const HEADER_MIN_ENERGY = 1;
/** Number of leptons required: 1 or 2. */
export const HEADER_LEPTONS = 2;
/** Constant factor of the efficiency. */
export const HEADER_FACTOR = 3;
/** Offset of the parameters of pairEfficiency, in the order of PairResponse. */
export const HEADER_PAIR_EFFICIENCY = 4;
/** Offset of the parameters of topologyProbabilities, in the order of PairResponse. */
export const HEADER_PAIR_TOPOLOGY = 5;
/** Number of cuts, and offset of the first of their records. */
export const HEADER_CUTS = 6;
export const HEADER_CUT_RECORDS = 7;
/** Number of efficiency tables, and offset of the first of their records. */
export const HEADER_EFFICIENCIES = 8;
export const HEADER_EFFICIENCY_TABLES = 9;
/** Number of topologies (1 if pairs are not classified), and offset of the first record of their tables, if they have tables. */
export const HEADER_TOPOLOGIES = 10;
export const HEADER_TOPOLOGY_TABLES = 11;
/** Number of observables, and offset of the first of their records. */
export const HEADER_OBSERVABLES = 12;
export const HEADER_OBSERVABLE_RECORDS = 13;
/** Offset of the migration matrix, shape [cells][true cells]. */
export const HEADER_MIGRATION = 14;
/** Number of cells before migration: observables x topologies, C order. */
export const HEADER_TRUE_CELLS = 15;
/** Number of cells. */
export const HEADER_CELLS = 16;
/** Length of the header. */
export const HEADER_SIZE = 17;

/** Smearing: 1 if sigma depends on the total energy, 0 if on the kinetic energy. */
export const SMEARING_OF_TOTAL = 0;
/** 1 if its terms are added in quadrature, 0 if linearly. */
export const SMEARING_QUADRATURE = 1;
/** sigma_E = stochastic sqrt(E GeV) + noise + constant E. */
export const SMEARING_STOCHASTIC = 2;
export const SMEARING_NOISE = 3;
export const SMEARING_CONSTANT = 4;
/** 1 if the angle is a two-dimensional gaussian, 0 if its polar angle is a one-dimensional one. */
export const SMEARING_PLANAR = 5;
/** sigma_theta = offset + log ln(1 GeV/E), degrees. */
export const SMEARING_ANGLE_OFFSET = 6;
export const SMEARING_ANGLE_LOG = 7;
/** Code for the treatment of a lepton smeared to no kinetic energy: its index in BELOW_ZERO. */
export const SMEARING_BELOW_ZERO = 8;
/** Length of the smearing record. */
export const SMEARING_SIZE = 9;

/**
 * Treatment of a lepton smeared to no kinetic energy, T <= 0. `one-ring`: it is invisible, and the pair has the energy and direction of the
 * other lepton. `true-direction`: it has no energy, but the opening angle of the pair is that to its true direction. `lost`: the pair is lost.
 */
export const BELOW_ZERO = ['one-ring', 'true-direction', 'lost'] as const;

/** Name of such a treatment. */
export type BelowZero = (typeof BELOW_ZERO)[number];

/** Codes of the two that are not the default. */
export const BELOW_ZERO_TRUE_DIRECTION = BELOW_ZERO.indexOf('true-direction');
export const BELOW_ZERO_LOST = BELOW_ZERO.indexOf('lost');

/** An axis: code of its quantity (quantities.ts); 1 if constant from node to node, 0 if linear; number and offset of its increasing nodes. */
export const AXIS_QUANTITY = 0;
export const AXIS_STEPPED = 1;
export const AXIS_COUNT = 2;
export const AXIS_NODES = 3;
export const AXIS_SIZE = 4;

/** A table's record: number of its dimensions, offset of its values (C order), and MAX_RANK axes. */
export const TABLE_RANK = 0;
export const TABLE_VALUES = 1;
export const TABLE_AXES = 2;
export const TABLE_SIZE = TABLE_AXES + MAX_RANK * AXIS_SIZE;

/** A cut's record: code of its quantity; 1 to keep values at or above the limit, 0 to keep those below; its limit, a table. */
export const CUT_QUANTITY = 0;
export const CUT_KEEPS_ABOVE = 1;
export const CUT_LIMIT = 2;
export const CUT_SIZE = CUT_LIMIT + TABLE_SIZE;

/** An observable's record: code of its quantity, number of its edges, their offset. */
export const OBSERVABLE_QUANTITY = 0;
export const OBSERVABLE_COUNT = 1;
export const OBSERVABLE_EDGES = 2;
export const OBSERVABLE_SIZE = 3;
