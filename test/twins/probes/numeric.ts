/** Inputs of shaders/physics/numeric.wgsl and of the small modules on top of it. */
import { insideAxis, outsideAxis } from '../../../src/physics/laplace.js';
import { chebyshevNode, chebyshevWeight } from '../../../src/physics/lifetimeNodes.js';
import type { Draw } from '../draws.js';
import { drawRows, type Probe, probeOf } from './probe.js';
import { HALF } from './upstream.js';

/** Arguments of 1 - exp(-x): from far below 1 to far beyond any range, dense about the change of formula at 0.5. */
const decayArguments = drawRows((d) => [
  d.pick(d.log(1e-13, 100), d.log(1e-3, 5), d.uniform(0.49, 0.51), d.log(50, 1e17)),
]);

export const numericProbes: readonly Probe[] = [
  { name: 'expm1Negative', cases: [{ rows: [[0], ...decayArguments] }] },
  probeOf('logistic', (d) => [d.pick(d.uniform(-10, 10), d.uniform(-75, 75), d.uniform(70, 1e3))]),
  {
    name: 'unitCircle',
    cases: [
      { rows: Array.from({ length: 65 }, (_, i) => [i / 64]) },
      {
        rows: drawRows((d) => [d.pick(d.cube(), Math.round(d.unit() * 8) / 8 + d.signed(d.log(1e-7, 1e-3)))]),
      },
    ],
  },
  // About tan(pi/16) and its second use at tan(3 pi/16) the reduction changes.
  {
    name: 'arcTangent',
    cases: [
      { rows: [[0], [1]] },
      {
        rows: drawRows((d) => [
          d.pick(d.unit(), d.log(1e-12, 1), d.uniform(0.19891, 0.19892), d.uniform(0.66817, 0.66819)),
        ]),
      },
    ],
  },
  {
    name: 'polarAngle',
    cases: [
      {
        rows: [
          [0, 1],
          [0, -1],
          [1, 0],
          [1, 1],
          [1, -1],
        ],
      },
      {
        rows: drawRows((d) => {
          const angle = d.pick(d.unit() * Math.PI, d.log(1e-8, 1), Math.PI - d.log(1e-6, 1));
          const r = d.log(1e-6, 1e2);
          return [Math.abs(r * Math.sin(angle)), r * Math.cos(angle)];
        }),
      },
    ],
  },
  {
    name: 'wholeNumber',
    cases: [
      { rows: [0, 1, 2, 95, 2 ** 22 - 1, 2 ** 22, 2 ** 22 + 1, 2 ** 23 - 1].map((x) => [x]) },
      { rows: drawRows((d) => [Math.floor(d.log(1, 2 ** 23 - 1))]) },
    ],
  },
  probeOf('cubicWeights', (d) => [d.pick(d.cube(), d.uniform(-1, 2))]),
];

/** First node and step of the axis inside, or of one upstream of a light or a heavy N. */
function drawAxis(d: Draw): [number, number] {
  const { firstCm, step } = d.pick(
    insideAxis(d.log(5e-3, 2), d.log(100, 5e3)),
    outsideAxis('upstream', [d.uniform(10, 1000), d.uniform(2e4, 5e4)], d.log(3, 1500)),
    outsideAxis('shell', [0.01, d.uniform(500, 2000)], d.log(3, 1500)),
  );
  return [firstCm, step];
}

const SPACING = Math.log(1e7) / 95;

export const laplaceProbes: readonly Probe[] = [
  probeOf('laplacePosition', (d) => {
    const x =
      d.unit() < 0.04
        ? d.log(1e-5, 1e-2)
        : d.pick(d.log(1e-2, 1e5), d.log(1e5, 1e9), 0.01 * Math.exp(d.uniform(0, 4)));
    return [x, ...drawAxis(d)];
  }),
  probeOf('laplaceInterval', (d) => [d.pick(d.uniform(0, 95), Math.floor(d.uniform(0, 95.9)))]),
  probeOf('laplaceWeights', (d) => [d.cube(), d.pick(0, insideAxis(1, 1e3).tilt)]),
  probeOf('laplaceNodeCm', (d) => [Math.floor(d.uniform(0, 95.9)), ...drawAxis(d)]),
  // (x, t) of templates and yields: c tau from 1e-12 cm to 1e13 cm.
  probeOf('decayProbability', (d) => [
    d.pick(d.log(1e-2, 1e5), 0.01 * Math.exp(SPACING * Math.floor(d.uniform(0, 95.9)))),
    d.log(1e-13, 1e12),
  ]),
  // Products from nothing to where float32 ends; one row in twenty lies beyond.
  probeOf('decayDensity', (d) => {
    const x = d.log(1e-1, 1e6);
    const s = d.unit() < 0.05 ? d.log(80, 1e18) : d.pick(d.log(1e-14, 80), d.log(1e-2, 20));
    return [x, s / x];
  }),
];

export const lifetimeNodesProbes: readonly Probe[] = [
  // x of scales and longest x, and t, as in the sums at lifetimes.
  probeOf('decayScale', (d) => [d.log(1e-1, 1e4), d.log(1e-12, 1e20)]),
  probeOf('decayCeiling', (d) => [d.log(1e1, 1e6), d.pick(d.log(1e-12, 1e20), d.log(1e-6, 1e-1))]),
  // At nodes, next to them, and anywhere.
  probeOf('barycentricTerm', (d) => {
    const count = d.pick(32, 64, 96, 128);
    const j = Math.floor(d.unit() * count);
    const [node, weight] = [Math.fround(chebyshevNode(j, count)), chebyshevWeight(j, count)];
    const position = d.pick(node, node + d.signed(d.log(1e-7, 1e-2)), d.signed(d.unit()));
    return [Math.min(Math.max(position, -1), 1), node, weight];
  }),
];

export const geometryProbes: readonly Probe[] = [
  probeOf('pointInBox', (d) => [...d.cubes(3), ...HALF.map((h) => h * d.log(0.1, 10))]),
  {
    name: 'exitDistance',
    cases: [
      // Along the axes, from the faces, and from a corner.
      {
        rows: [
          [0, 0, 0, 0, 0, 1, ...HALF],
          [...HALF, 0, 0, 1, ...HALF],
          [...HALF, -1, 0, 0, ...HALF],
          [HALF[0], 0, 0, 1, 0, 0, ...HALF],
          [0, 0, 0, 2 ** -90, -(2 ** -100), -1, ...HALF],
        ].map((row) => row.map(Math.fround)),
      },
      {
        rows: drawRows((d) => [...HALF.map((h) => h * (2 * d.cube() - 1)), ...d.direction(), ...HALF]),
      },
    ],
  },
];

/** Low limbs of 4096 batches, of 64, and of one. */
const LIMBS = [2 ** 18, 2 ** 24, 2 ** 30] as const;

/** Sums of limbs over the whole range of both. */
const limbs = drawRows((d) => [
  Math.round(d.signed(d.log(1, 2 ** 30))),
  Math.round(d.signed(d.pick(d.log(1, 2 ** 31 - 128), d.log(1, 2 ** 20)))),
  1 / d.pick(...LIMBS),
]);

export const fixedPointProbes: readonly Probe[] = [
  {
    name: 'toLimbs',
    cases: [
      // Ties, and the largest term.
      {
        rows: [
          0,
          0.5,
          1.5,
          -0.5,
          -2.5,
          2 ** 22 + 0.5,
          2 ** 23 - 0.5,
          2 ** 24,
          2 ** 31 - 128,
          128 - 2 ** 31,
        ].flatMap((value) => LIMBS.map((limb) => [value, limb])),
      },
      { rows: drawRows((d) => [d.signed(d.log(1e-9, 2 ** 31 - 128)), d.pick(...LIMBS)]) },
    ],
  },
  { name: 'fromLimbs', cases: [{ rows: limbs }] },
];
