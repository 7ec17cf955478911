/** Commands of each recipe, without `dualnu` before them: data, so that a test reads them. */

/** @param {string} name @param {readonly string[]} endings */
const outputs = (name, endings) => endings.flatMap((ending) => ['--out', `grids/${name}.${ending}`]);

/** @param {string} name */
const scan = (name) => [
  'scan',
  `scans/${name}.yaml`,
  '--out',
  `grids/${name}.zarr`,
  '--software',
  '--overwrite',
];

/** @param {string} name @param {string} x @param {string} y */
const figure4 = (name, x, y) => [
  scan(name),
  [
    ...['compare', `grids/${name}.zarr`, '--x', x, '--y', y, '--panel', 'mZprime_gev'],
    ...['--excludes', 'microboone-2025', '--prefers', 'miniboone-2020', '--prefers', 'miniboone-coherent'],
    ...outputs(name, ['svg', 'png', 'csv']),
  ],
];

/** @param {string} mass */
const sensitivity = (mass) => [
  ...['limits', 'grids/sensitivity.zarr', '--x', 'm5_gev', '--fix', `mZprime_gev=${mass}`, '--dof', '2'],
  ...['rate', 'topology', 'energy', 'angle'].flatMap((experiment) => ['--experiment', experiment]),
  ...outputs(`sensitivity-${mass}`, ['svg', 'png', 'csv']),
];

/** @param {string} name */
const tornado = (name) => [
  ...['variations', `scans/variations/${name}.yaml`, '--software'],
  ...outputs(`${name}-tornado`, ['svg', 'png', 'csv']),
];

/** @type {Readonly<Record<string, readonly (readonly string[])[]>>} */
export const RECIPES = {
  // The scan of scans/quickstart.yaml and its 95 % contour.
  quickstart: [
    scan('quickstart'),
    [
      ...['contours', 'grids/quickstart.zarr', '--x', 'm5_gev', '--y', 'Umu5_sq'],
      ...['--fix', 'm4_gev=0.1', '--fix', 'epsilon=8e-4', '--cl', '0.95'],
      ...outputs('quickstart', ['svg', 'png']),
    ],
  ],
  // Figure 4 of arXiv:2502.10900: the fraction of MiniBooNE's preferred region that MicroBooNE excludes, for six masses of the Z'.
  figure4: [...figure4('figure4a', 'm4_gev', 'Umu4_sq'), ...figure4('figure4b', 'm5_gev', 'Umu5_sq')],
  // How that fraction moves with g_D, epsilon, V_54 and kappa = V_mu5/U_mu5: a table.
  robustness: [
    scan('robustness'),
    [
      ...['compare', 'grids/robustness.zarr', '--x', 'm5_gev', '--y', 'Umu5_sq'],
      ...['mZprime_gev', 'gD', 'epsilon', 'V54', 'kappa'].flatMap((axis) => ['--panel', axis]),
      ...['--excludes', 'microboone-2025', '--prefers', 'miniboone-2020', ...outputs('robustness', ['csv'])],
    ],
  ],
  // Expected limits of MicroBooNE from rate, topology, visible energy and angle.
  sensitivity: [scan('sensitivity'), sensitivity('0.1'), sensitivity('1.25')],
  // How the fraction of Figure 4 moves with each assumption; a second call computes only what has changed.
  tornado: [tornado('figure4a'), tornado('figure4b')],
};
