// Where the numbers of a response stand in its table; twin of src/physics/responseLayout.ts, which says what they mean.

const QUANTITY_ENERGY: u32 = 0u;
const QUANTITY_MIN_ENERGY: u32 = 2u;
const QUANTITY_THETA: u32 = 4u;
const QUANTITY_OPENING: u32 = 6u;

const HEADER_SMEARING: u32 = 0u;
const HEADER_MIN_ENERGY: u32 = 1u;
const HEADER_LEPTONS: u32 = 2u;
const HEADER_FACTOR: u32 = 3u;
const HEADER_PAIR_EFFICIENCY: u32 = 4u;
const HEADER_PAIR_TOPOLOGY: u32 = 5u;
const HEADER_CUTS: u32 = 6u;
const HEADER_CUT_RECORDS: u32 = 7u;
const HEADER_EFFICIENCIES: u32 = 8u;
const HEADER_EFFICIENCY_TABLES: u32 = 9u;
const HEADER_TOPOLOGIES: u32 = 10u;
const HEADER_TOPOLOGY_TABLES: u32 = 11u;
const HEADER_OBSERVABLES: u32 = 12u;
const HEADER_OBSERVABLE_RECORDS: u32 = 13u;
const HEADER_MIGRATION: u32 = 14u;
const HEADER_TRUE_CELLS: u32 = 15u;

const SMEARING_OF_TOTAL: u32 = 0u;
const SMEARING_QUADRATURE: u32 = 1u;
const SMEARING_STOCHASTIC: u32 = 2u;
const SMEARING_NOISE: u32 = 3u;
const SMEARING_CONSTANT: u32 = 4u;
const SMEARING_PLANAR: u32 = 5u;
const SMEARING_ANGLE_OFFSET: u32 = 6u;
const SMEARING_ANGLE_LOG: u32 = 7u;
const SMEARING_BELOW_ZERO: u32 = 8u;

const BELOW_ZERO_TRUE_DIRECTION: u32 = 1u;
const BELOW_ZERO_LOST: u32 = 2u;

const TABLE_RANK: u32 = 0u;
const TABLE_VALUES: u32 = 1u;
const TABLE_AXES: u32 = 2u;
const TABLE_SIZE: u32 = 18u;

const AXIS_QUANTITY: u32 = 0u;
const AXIS_STEPPED: u32 = 1u;
const AXIS_COUNT: u32 = 2u;
const AXIS_NODES: u32 = 3u;
const AXIS_SIZE: u32 = 4u;

const CUT_QUANTITY: u32 = 0u;
const CUT_KEEPS_ABOVE: u32 = 1u;
const CUT_LIMIT: u32 = 2u;
const CUT_SIZE: u32 = 20u;

const OBSERVABLE_QUANTITY: u32 = 0u;
const OBSERVABLE_COUNT: u32 = 1u;
const OBSERVABLE_EDGES: u32 = 2u;
const OBSERVABLE_SIZE: u32 = 3u;
