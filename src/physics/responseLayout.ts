/**
 * Where the numbers of a detector's response stand in its table: one flat list of numbers that both languages read, so that there
 * is no second description of a response. src/response/compile.ts writes it. WGSL gets the numbers of this file when it is linked
 * (linkedConstants.ts): they stand nowhere else.
 *
 * A table begins with a header. Its counts, codes and offsets are whole numbers (exact in float32 below 2^24); an offset counts from
 * the table's first number, and 0, where the header stands, means that there is no such thing. Energies in GeV, angles in degrees.
 */

/** Most dimensions of a table. */
export const MAX_RANK = 4;

/** Most topologies. */
export const MAX_TOPOLOGIES = 4;

/** Offset of the smearing. */
export const HEADER_SMEARING = 0;
/** Least total energy of a lepton that is found. */
export const HEADER_MIN_ENERGY = 1;
/** Number of leptons that must be found: 1 or 2. */
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
/** Number of topologies (1 where they are not told apart), and offset of the first record of their tables, if they have tables. */
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
/** Numbers of the header. */
export const HEADER_SIZE = 17;

/** Smearing: 1 where sigma is a function of the total energy, 0 of the kinetic one. */
export const SMEARING_OF_TOTAL = 0;
/** 1 where its terms add up in quadrature, 0 linearly. */
export const SMEARING_QUADRATURE = 1;
/** sigma_E = stochastic sqrt(E GeV) + noise + constant E. */
export const SMEARING_STOCHASTIC = 2;
export const SMEARING_NOISE = 3;
export const SMEARING_CONSTANT = 4;
/** 1 where the angle is a two-dimensional gaussian, 0 where its polar angle is a one-dimensional one. */
export const SMEARING_PLANAR = 5;
/** sigma_theta = offset + log ln(1 GeV/E), degrees. */
export const SMEARING_ANGLE_OFFSET = 6;
export const SMEARING_ANGLE_LOG = 7;
/** Code of what becomes of a lepton that is smeared to no kinetic energy: its place in BELOW_ZERO. */
export const SMEARING_BELOW_ZERO = 8;
/** Numbers of the smearing. */
export const SMEARING_SIZE = 9;

/**
 * What a lepton is that is smeared to no kinetic energy, T <= 0. `one-ring`: it shows nothing, so that the pair is what the other
 * lepton makes of it. `true-direction`: it shows no energy, and yet the pair opens by the angle to its true direction. `lost`: the
 * pair is lost with it.
 */
export const BELOW_ZERO = ['one-ring', 'true-direction', 'lost'] as const;

/** Name of such a treatment. */
export type BelowZero = (typeof BELOW_ZERO)[number];

/** Codes of the two that are not the default. */
export const BELOW_ZERO_TRUE_DIRECTION = BELOW_ZERO.indexOf('true-direction');
export const BELOW_ZERO_LOST = BELOW_ZERO.indexOf('lost');

/** An axis: code of its quantity (quantities.ts); 1 where the table is constant from node to node, 0 where linear; its nodes, increasing. */
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

/** A cut's record: code of its quantity; 1 where values from the limit on are kept, 0 where those below; its limit, a table. */
export const CUT_QUANTITY = 0;
export const CUT_KEEPS_ABOVE = 1;
export const CUT_LIMIT = 2;
export const CUT_SIZE = CUT_LIMIT + TABLE_SIZE;

/** An observable's record: code of its quantity, number of its edges, their offset. */
export const OBSERVABLE_QUANTITY = 0;
export const OBSERVABLE_COUNT = 1;
export const OBSERVABLE_EDGES = 2;
export const OBSERVABLE_SIZE = 3;
