/** Commands of each recipe, without `dualnu` before them, scripts, and folders to `remove`: data, so that a test reads them. */

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

/** The point of the sample of `reweighting`: a heavier N than in most of the scan, since pairs of a lighter one are among its own, and not the reverse. */
const SAMPLE_POINT = ['m5_gev=0.3', 'm4_gev=0.1', 'mZprime_gev=1.25', 'epsilon=8e-4', 'Umu5_sq=1e-5'];

/** A picture of the documentation. @param {string} name */
const image = (name) => ['--out', `docs/images/${name}.png`];

const QUICKSTART_PLANE = [
  ...['contours', 'grids/quickstart.zarr', '--x', 'm5_gev', '--y', 'Umu5_sq'],
  ...['--fix', 'm4_gev=0.1', '--fix', 'epsilon=8e-4'],
];

/** A scan of which nothing is computed again where its grid is complete. @param {string} file @param {string} grid @param {readonly string[]} more */
const scanOnce = (file, grid = file, more = []) => [
  ...['scan', `scans/${file}.yaml`, ...more, '--software', '--out', `grids/${grid}.zarr`],
];

/** @param {string} of @param {readonly string[]} fix */
const quickstartMap = (of, ...fix) => ['map', 'grids/quickstart.zarr', '--of', of, ...fix];

/** A point near MiniBooNE's best fit in the last panel of Figure 4b. */
const BEST_FIT = ['mZprime_gev=1.25', 'm5_gev=0.58', 'Umu5_sq=7e-4'];

/** Commands that make docs/images, each kind of figure at least once, and the grids that they need: those of the other recipes, where they are there. */
const IMAGES = [
  scanOnce('quickstart'),
  scanOnce('quickstart', 'quickstart-asimov', ['--set', 'data=asimov']),
  scanOnce('paper-point'),
  scanOnce('paper-point', 'paper-point-4e-4', ['--set', 'epsilon=4e-4']),
  scanOnce('sbnd'),
  scanOnce('sensitivity'),
  scanOnce('robustness'),
  scanOnce('figure4a'),
  scanOnce('figure4b'),
  // Contours.
  [...QUICKSTART_PLANE, ...image('quickstart')],
  [...QUICKSTART_PLANE, '--cl', '0.68', '--cl', '0.95', '--map', ...image('map')],
  [
    ...['contours', 'grids/quickstart.zarr', '--x', 'm5_gev', '--y', 'Umu5_sq', '--fix', 'm4_gev=0.1'],
    ...['--marginalise', 'epsilon:log', '--cl', '0.68', '--cl', '0.95', ...image('marginal')],
  ],
  [
    ...['contours', 'grids/paper-point.zarr', '--also', 'grids/paper-point-4e-4.zarr'],
    ...['--x', 'm4_gev', '--y', 'Umu4_sq', '--cl', '0.68', '--cl', '0.95'],
    ...['--name', 'grids/paper-point.zarr=MicroBooNE'],
    ...['--name', 'grids/paper-point-4e-4.zarr=half the mixing', ...image('grids')],
  ],
  [
    ...['contours', 'grids/figure4a.zarr', '--x', 'm4_gev', '--y', 'Umu4_sq', '--fix', 'mZprime_gev=0.5'],
    ...['--experiment', 'microboone-2025', '--limits', 'kek-1982'],
    ...['--curve', 'data/limits/umu4/kek-2019.csv,label=KEK as in PRD 100 (2019) 073011,style=dashed'],
    ...['--curve', 'data/limits/umu4/na62-2021.csv,label=NA62 2021,style=shaded', ...image('curves')],
  ],
  // Limits mass by mass.
  [
    ...['limits', 'grids/quickstart.zarr', '--x', 'm5_gev', '--fix', 'm4_gev=0.1', '--fix', 'epsilon=8e-4'],
    ...['--expected', 'grids/quickstart-asimov.zarr', ...image('limits')],
  ],
  [...sensitivityLimits('1.25'), ...image('sensitivity')],
  // Comparisons.
  ...[
    ['figure4a', 'm4_gev', 'Umu4_sq'],
    ['figure4b', 'm5_gev', 'Umu5_sq'],
  ].map(([name = '', x = '', y = '']) => [...compareFigure4(name, x, y), ...image(name)]),
  [
    ...['compare', 'grids/sbnd.zarr', '--x', 'm5_gev', '--y', 'Umu5_sq', '--excludes', 'sbnd-five-percent'],
    ...['--prefers', 'microboone-2025', '--prefers', 'sbnd-projection', ...image('sbnd')],
  ],
  [
    ...['compare', 'grids/robustness.zarr', '--x', 'm5_gev', '--y', 'Umu5_sq', '--panel', 'mZprime_gev'],
    ...['--panel', 'kappa', '--fix', 'gD=2', '--fix', 'epsilon=8e-4', '--fix', 'V54=0.5'],
    ...['--excludes', 'microboone-2025', '--prefers', 'miniboone-2020', ...image('robustness')],
  ],
  ...['figure4a', 'figure4b'].map((name) => [
    ...['variations', `scans/variations/${name}.yaml`, '--software', ...image(`${name}-tornado`)],
  ]),
  // Maps and a corner.
  [...quickstartMap('ctau_cm', '--x', 'm5_gev', '--y', 'epsilon', '--fix', 'm4_gev=0.1'), ...image('ctau')],
  [...quickstartMap('n_eff', '--x', 'm5_gev', '--y', 'm4_gev', '--fix', 'epsilon=8e-4'), ...image('n-eff')],
  [
    ...['corner', 'grids/quickstart.zarr', '--fix', 'm4_gev=0.1', '--cl', '0.9', '--cl', '0.95'],
    ...image('corner'),
  ],
  // Spectra, of an experiment and of a point; efficiencies.
  ['experiment', 'check', 'miniboone-2020:combined', ...image('miniboone')],
  [
    ...['point', 'scans/figure4b.yaml', ...BEST_FIT.flatMap((value) => ['--set', value])],
    ...[
      '--set',
      'experiments=[{ name: microboone-2025, dirt: cylinder }, miniboone-2020]',
      ...image('point'),
    ],
  ],
  ['experiment', 'efficiency', 'microboone-2025', ...image('efficiency')],
  // Widths and cross sections.
  ['width', '--m5', '0.11:1.3:60:log', '--m4', '0.1', '--mz', '0.3', ...image('width')],
  [
    ...['xsec', '--m5', '0.2', '--m4', '0.1', '--mz', '1.25', '--v2', '1e-8', '--target', 'Ar40'],
    ...['--enu', '0.2:3:50', ...image('xsec')],
  ],
  // The report and the viewer, in a browser.
  ['scripts/pageImages.ts'],
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
  // From events to a contour: a sample of one point, through a pseudo-detector, fitted in its score at other points.
  reweighting: [
    [
      ...['events', ...SAMPLE_POINT.flatMap((value) => ['--set', value])],
      ...['--events', '131072', '--out', 'grids/truth.parquet'],
    ],
    ['examples/reweighting/simulate.mjs', 'grids/truth.parquet', 'grids/reconstructed.parquet'],
    ['remove', 'grids/pseudo-sample'],
    [
      ...['sample', 'import', 'grids/reconstructed.parquet', '--out', 'grids/pseudo-sample'],
      ...['--observable', 'bdt_score', '--observable', 'topology'],
    ],
    [
      ...['scan', 'examples/reweighting/scan.yaml', '--out', 'grids/reweighting.zarr'],
      ...['--software', '--overwrite'],
    ],
    [
      ...['contours', 'grids/reweighting.zarr', '--x', 'm5_gev', '--y', 'Umu5_sq', '--cl', '0.95'],
      ...outputs('reweighting', ['svg', 'png', 'csv']),
    ],
  ],
  // The pictures of the documentation.
  images: IMAGES,
  // How the fraction of Figure 4 moves with each assumption; a second call computes only what has changed.
  tornado: [tornado('figure4a'), tornado('figure4b')],
};
