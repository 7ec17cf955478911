/** The program as a yargs instance: its commands, and the checks of every command line. */
import yargs, { type CommandModule } from 'yargs';
import { showNativeLines } from '../platform/nativeLines.js';
import { lateCommand } from '../terminal/lateCommand.js';
import { type KnownOptions, valueMistake } from '../terminal/optionValues.js';
import { sameFile } from '../terminal/sameFile.js';

/** The commands, in the order of the help. */
export const COMMANDS: readonly CommandModule[] = [
  lateCommand(
    'init [file]',
    'Write a commented scan file, by a few questions or by options',
    async () => (await import('./init.js')).initCommand,
  ),
  lateCommand(
    'scan <file>',
    'Evaluate every point of a scan file and write a grid',
    async () => (await import('./scan.js')).scanCommand,
  ),
  lateCommand(
    'point <file>',
    'Show one point of a scan in detail, in f64: couplings, width, births, decays, bins and chi2',
    async () => (await import('./point.js')).pointCommand,
  ),
  lateCommand(
    'events [scan]',
    'Write the events of a point with all their particles: Parquet, CSV or HepMC3, weighted or not',
    async () => (await import('../eventFiles/command.js')).eventsCommand,
  ),
  lateCommand(
    'xsec',
    'Cross section of nu_mu + target -> N + target, at one energy or over a range',
    async () => (await import('../curves/xsec.js')).xsecCommand,
  ),
  lateCommand(
    'width',
    "Width, c tau and mean kinematics of N -> N' e+e-, at one point or over a range of a mass",
    async () => (await import('../curves/width.js')).widthCommand,
  ),
  lateCommand(
    'info <grid>',
    'Show the contents of a grid: axes, best fit, flags, provenance',
    async () => (await import('./info.js')).infoCommand,
  ),
  lateCommand(
    'verify <grid>',
    'Check that a grid is whole and as it was written, and points of it against f64',
    async () => (await import('./verify.js')).verifyCommand,
  ),
  lateCommand(
    'repair <grid>',
    'Mend a damaged grid: metadata from their second copy, tiles by computing them anew',
    async () => (await import('./repair.js')).repairCommand,
  ),
  lateCommand(
    'extend <grid> <file>',
    'Write the grid of a longer scan, computing only what a grid lacks: points, experiments, outputs',
    async () => (await import('../extension/command.js')).extendCommand,
  ),
  lateCommand(
    'contours <grid>',
    'Draw confidence contours in a plane of a grid: what is excluded, allowed or preferred',
    async () => (await import('./contours.js')).contoursCommand,
  ),
  lateCommand(
    'map <grid>',
    'Draw any variable of a grid as a colour map in a plane: c tau, n_eff, signal, chi2',
    async () => (await import('../maps/command.js')).mapCommand,
  ),
  lateCommand(
    'corner <grid>',
    'Draw chi2 profiled onto all pairs of axes of a grid, and onto each axis alone',
    async () => (await import('../maps/cornerCommand.js')).cornerCommand,
  ),
  lateCommand(
    'limits <grid>',
    'Limits on |U|^2 at each mass separately, observed and expected, for one or more experiments: a figure or table',
    async () => (await import('../limits/command.js')).limitsCommand,
  ),
  lateCommand(
    'best-fit <grid>',
    'The best fit of a grid, refined between its points by the engine, with data and prediction bin by bin',
    async () => (await import('../bestfit/command.js')).bestFitCommand,
  ),
  lateCommand(
    'compare <grid>',
    'Fraction of the regions that some experiments prefer (or allow) that another one excludes: a table and a figure with panels',
    async () => (await import('./compare.js')).compareCommand,
  ),
  lateCommand(
    'export <grid>',
    'Write a grid, a slice or a profile of it as netCDF, NPY, JSON or CSV',
    async () => (await import('../exports/command.js')).exportCommand,
  ),
  lateCommand(
    'hepdata <grid>',
    'Write contours or limits of a grid as a submission to HEPData',
    async () => (await import('../hepdata/command.js')).hepdataCommand,
  ),
  lateCommand(
    'report <grid>',
    'Write one page about a grid: configuration, figures, limits, flags, warnings, cost, verification',
    async () => (await import('../report/command.js')).reportCommand,
  ),
  lateCommand(
    'variations <file>',
    'How the excluded fraction changes with each assumption: scans, compares, and draws a tornado',
    async () => (await import('./variations.js')).variationsCommand,
  ),
  lateCommand(
    'view <grids..>',
    'Show planes of grids on a local page: sliders, live contours, each point with its spectrum',
    async () => (await import('../viewer/command.js')).viewCommand,
  ),
  lateCommand(
    'experiment',
    'Check an experiment folder, or tabulate and draw its efficiency',
    async () => (await import('./experiment.js')).experimentCommand,
  ),
  lateCommand(
    'sample',
    'Import simulated events that someone else made, show them, weigh them, tabulate a response, or say where a scan needs more',
    async () => (await import('./sample.js')).sampleCommand,
  ),
  lateCommand(
    'doctor',
    'List the adapters and check that they work',
    async () => (await import('./doctor.js')).doctorCommand,
  ),
];

/** The part of yargs' record of a command's options that is used here. */
interface YargsOptions extends KnownOptions {
  readonly array: readonly string[];
}

/**
 * The program for a command line, given without the words `node dualnu`. `refuse` is called with a one-line message where the command
 * line is wrong, and does not return.
 */
export function createProgram(
  tokens: readonly string[],
  version: string,
  refuse: (message: string) => never,
) {
  const program = yargs([...tokens]);
  return (
    program
      .scriptName('dualnu')
      // As all that commands print; by default yargs translates its own words, and only these.
      .locale('en')
      .usage('$0 <command>\n\nScans dark-neutrino models against short-baseline data on a GPU.')
      .command([...COMMANDS])
      .example('$0 scan scans/quickstart.yaml --software', 'a million points into grids/quickstart.zarr')
      .demandCommand(1, 'give a command')
      .strict()
      .recommendCommands()
      .parserConfiguration({ 'dot-notation': false })
      .option('debug', {
        type: 'boolean',
        default: false,
        describe: 'show stack traces and the messages of native code on stderr',
        global: true,
      })
      .version(version)
      .wrap(Math.min(110, process.stderr.columns ?? 110))
      .epilogue(
        'Exit codes: 1 unexpected, 2 command line, 3 scan file, 4 experiment data, 5 device, 6 numerics, 7 grid store, 130 and 143 stopped.',
      )
      // Before the checks of yargs, whose messages about a missing value are misleading.
      .middleware(() => {
        const mistake = valueMistake(tokens, optionsOf(program));
        if (mistake !== undefined) refuse(mistake);
      }, true)
      .middleware(({ debug }) => {
        if (debug) showNativeLines();
      })
      .check((argv, options) => {
        const { array: lists } = options as unknown as YargsOptions;
        // yargs turns an option that is given twice into a list, whatever its type.
        const twice = Object.keys(argv).find(
          (name) => name !== '_' && Array.isArray(argv[name]) && !lists.includes(name),
        );
        if (twice !== undefined) return `--${twice} is given twice; remove one`;
        return sameFile(Array.isArray(argv.out) ? argv.out.map(String) : []) ?? true;
      })
      .fail((message, error: unknown) => {
        // A YError of yargs is also a wrong command line.
        if (error instanceof Error && error.name !== 'YError') throw error;
        refuse(message.replace(/\s*\n\s*/g, ' '));
      })
  );
}

/** The options of the command that is being parsed; the call is missing from yargs' types. */
function optionsOf(program: object): YargsOptions {
  return (program as { getOptions(): YargsOptions }).getOptions();
}
