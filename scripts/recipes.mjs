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
const compareFigure4 = (name, x, y) => [
  ...['compare', `grids/${name}.zarr`, '--x', x, '--y', y, '--panel', 'mZprime_gev'],
  ...['--excludes', 'microboone-2025', '--prefers', 'miniboone-2020', '--prefers', 'miniboone-coherent'],
];

/** @param {string} name @param {string} x @param {string} y */
const figure4 = (name, x, y) => [
  scan(name),
  [...compareFigure4(name, x, y), ...outputs(name, ['svg', 'png', 'csv'])],
];

/** @param {string} mass */
const sensitivityLimits = (mass) => [
  ...['limits', 'grids/sensitivity.zarr', '--x', 'm5_gev', '--fix', `mZprime_gev=${mass}`, '--dof', '2'],
  ...['rate', 'topology', 'energy', 'angle'].flatMap((experiment) => ['--experiment', experiment]),
];

/** @param {string} mass */
const sensitivity = (mass) => [
  ...sensitivityLimits(mass),
  ...outputs(`sensitivity-${mass}`, ['svg', 'png', 'csv']),
];

/** @param {string} name */
const tornado = (name) => [
  ...['variations', `scans/variations/${name}.yaml`, '--software'],
  ...outputs(`${name}-tornado`, ['svg', 'png', 'csv']),
];

/** A picture of the documentation. @param {string} name */
const image = (name) => ['--out', `docs/images/${name}.png`];

const QUICKSTART_PLANE = [
  ...['contours', 'grids/quickstart.zarr', '--x', 'm5_gev', '--y', 'Umu5_sq'],
  ...['--fix', 'm4_gev=0.1', '--fix', 'epsilon=8e-4'],
];

/** Commands that draw docs/images: what they need besides the grids of quickstart, figure4, sensitivity and tornado, and each kind of figure. */
const IMAGES = [
  scan('paper-point'),
  [
    ...['scan', 'scans/paper-point.yaml', '--set', 'epsilon=4e-4', '--software', '--overwrite'],
    ...['--out', 'grids/paper-point-4e-4.zarr'],
  ],
  scan('sbnd'),
  [...QUICKSTART_PLANE, ...image('quickstart')],
  [...QUICKSTART_PLANE, '--cl', '0.68', '--cl', '0.95', '--map', ...image('map')],
  [
    ...['contours', 'grids/paper-point.zarr', '--also', 'grids/paper-point-4e-4.zarr'],
    ...['--x', 'm4_gev', '--y', 'Umu4_sq', '--cl', '0.68', '--cl', '0.95'],
    ...[
      '--name',
      'grids/paper-point.zarr=MicroBooNE',
      '--name',
      'grids/paper-point-4e-4.zarr=half the mixing',
    ],
    ...image('grids'),
  ],
  ...[
    ['figure4a', 'm4_gev', 'Umu4_sq'],
    ['figure4b', 'm5_gev', 'Umu5_sq'],
  ].map(([name = '', x = '', y = '']) => [...compareFigure4(name, x, y), ...image(name)]),
  [...sensitivityLimits('1.25'), ...image('sensitivity')],
  [
    ...['compare', 'grids/sbnd.zarr', '--x', 'm5_gev', '--y', 'Umu5_sq', '--excludes', 'sbnd-five-percent'],
    ...['--prefers', 'microboone-2025', '--prefers', 'sbnd-projection', ...image('sbnd')],
  ],
  ['experiment', 'check', 'miniboone-2020:combined', ...image('miniboone')],
  ['experiment', 'efficiency', 'microboone-2025', ...image('efficiency')],
  ['width', '--m5', '0.11:1.3:60:log', '--m4', '0.1', '--mz', '0.3', ...image('width')],
  [
    ...['xsec', '--m5', '0.2', '--m4', '0.1', '--mz', '1.25', '--v2', '1e-8', '--target', 'Ar40'],
    ...['--enu', '0.2:3:50', ...image('xsec')],
  ],
  ...['figure4a', 'figure4b'].map((name) => [
    ...['variations', `scans/variations/${name}.yaml`, '--software', ...image(`${name}-tornado`)],
  ]),
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
  // The pictures of the documentation, after the recipes above and tornado.
  images: IMAGES,
  // How the fraction of Figure 4 moves with each assumption; a second call computes only what has changed.
  tornado: [tornado('figure4a'), tornado('figure4b')],
};
