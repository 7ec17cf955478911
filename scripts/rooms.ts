/**
 * The rooms of the house, from the roof to the ground, and who imports whom: `npm run rooms` prints them; test/rooms.test.ts holds that every
 * import goes down. A room is a folder below src/.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What each room is for, from the roof to the ground: a room may import from those below it. */
export const ROOMS = {
  index: 'the library: what the package exports',
  api: 'functions of the library, with defaults for programs',
  cli: 'one file a command, thin: parse, call, print',
  bestfit:
    'best fits between grid points: a search, what it evaluates, degenerate directions, and the command `best-fit`',
  extension:
    'a grid of a longer scan: what of an older grid is taken over, what is computed, and the command `extend`',
  'viewer/page':
    'the page of `view`, which runs in a browser: controls, panels, points, contours by a worker, the figure that is saved',
  'viewer/page/recompute':
    'a point computed again on that page: the engine in a worker, the point beside the grid, and how it is shown',
  'viewer/page/reading':
    'planes of grids on that page: slices from pieces that the server cuts, and profiles',
  'viewer/page/dom': 'elements of that page, what it asks its server, and its words for failures',
  'viewer/page/doors': 'what `platform` is in a browser, file by file',
  'viewer/picture':
    'what that page draws, as plain data and SVG: colours, marks, axes, spectra; and the view that an address holds',
  viewer: 'the server of `view`, on loopback: who may ask it, and what it answers about grids; the command',
  exports: 'a grid, a slice or a profile of it as a file for other programs, and the command `export`',
  'samples/weights':
    'what the events of a sample weigh at a point, in files for other programs, and the command `sample weights`',
  'samples/response':
    'tables of a response in true quantities, from a sample with reconstructed ones, and the command `sample response`',
  eventFiles:
    'the events of a point with all their particles, in files for other programs, and the command `events`',
  hepdata: 'contours and limits as a submission to HEPData, and the command `hepdata`',
  report: 'one page about a grid in HTML, with its figures and numbers: the command `report`',
  maps: 'variables of a grid as colour maps, and all pairs of its axes as a corner: the commands `map` and `corner`',
  'samples/importing':
    'samples made from files of events: whose columns, in which units, of which point; a report, and the commands `sample import` and `sample show`',
  'samples/advising':
    'where a sample lacks events for a scan, which components would be enough, and the command `sample advise`',
  limits:
    'limits on the mixing mass by mass, observed and expected: computed, told, drawn, and the command `limits`',
  curves: 'cross sections and decay widths as tables and figures: the commands `xsec` and `width`',
  terminal: 'what commands share: options, progress, warnings, the plan of a scan',
  reports: 'pages, JSON and files that hold numbers and figures',
  spectra: 'figures of spectra: data, background, and the signal of a point',
  charts: 'figures of one quantity over another: widths, efficiencies, tornadoes',
  figures: 'figures of planes: contours of one or several grids, and comparisons',
  marks: 'marks in a plane and what they mean: flags, missing points, other limits, a colour map, legends',
  drawing: 'the kit that all figures are drawn with: text and its markup, frames, ticks, pictures',
  style: 'what may be chosen of a figure: its format, title, labels, names, ranges and size',
  refinement:
    'planes of a grid made finer where contours need it: which cells, and their points by an engine of its scan',
  upkeep: 'a grid on disk against what was written and against f64: verified, and repaired',
  scan: 'run, resume, plan, estimate',
  detail:
    'one point in detail, in f64, event by event, and its page; efficiencies of an experiment from its events',
  arrayFiles:
    'named arrays with units and provenance, and the files of other programs that hold them: netCDF, NPY, JSON',
  results: 'what is computed from grids: contours of a grid, comparisons, studies',
  overlays: "other experiments' limits and curves of one's own, in a plane",
  'planes/finer':
    'planes with points between those of a grid: what is shown, what is counted, and the words for it',
  planes: 'planes of a grid, their flags and missing points, and the words for what a contour says',
  contouring: 'lines and areas of a function on a plane: pure geometry',
  drafts: 'new scan files: choices, questions, and a text that explains each key',
  settings: 'values of the command line in a scan file: `--set`',
  config: 'scan files: schema, loading, identity; from a text to a resolved scan',
  'engine/gpu': 'the fast engine: passes and buffers of a scan',
  'engine/gpu/records': "the sources of that engine's events: records that are generated, or reweighted",
  'engine/packing': 'kernels of a scan: linked, and the bytes that go into them and come out',
  'engine/reference': 'the f64 engine, the oracle: event by event',
  engine: 'the interface of engines, joining of experiments, raising of events',
  outputs:
    'the shelf of outputs: what a grid can hold, what each needs, how it is made, joined and described',
  reweighting:
    'a sample of events of someone else at any mass point: the mixture that it is, weights per unit of density, and coverage',
  generator:
    'events of a mass point in f64, channel by channel, their births, and the signal that they add up to',
  prediction:
    'what a tile needs before any engine: channels, lifetimes, layout, bounds, flags, sizes of kernels',
  inspection: 'what an experiment amounts to, and what is doubtful about it',
  resolved: 'a scan with every default filled in: all that engines and the store see of it',
  samples: 'events that someone else simulated: what a sample is, its checks, and its folder on disk',
  'samples/reading':
    'tables of events in files of other programs, column by column: Parquet, CSV, NumPy, ROOT, HEPevt',
  soil: "what a scan changes of an experiment's soil",
  experiment: 'what an experiment is, read from its folder: beams, geometry, soil, observation, covariance',
  response: 'from a pair of leptons to a bin: steps and tables of a file, compiled for both engines',
  model: 'what parameters are, and one file a model: how masses and couplings of a point follow from them',
  shapes: 'kinds of detectors and of bodies upstream: what follows from a shape, one file a kind',
  input: 'files that people write: YAML and CSV with places',
  gpu: 'device, shader linking, buffers, timing, reductions; knows no physics',
  'physics/mediators':
    'what is exchanged: amplitude, widths, orientation and bounds of each mediator beside each other',
  statistics:
    'a shelf, one file a test statistic; covariance, constraint, simulation error: pure f64 functions',
  algebra: "numbers and factors of matrices in twice a double's precision",
  physics: 'pure f64 functions, twins of shaders/physics',
  'grid/writing':
    'who may write a grid and into which folder: locks, a grid that replaces another, completeness, room, the run log',
  grid: 'a grid on disk: made, written tile by tile, opened and read, each file checked; or read as another program left it',
  metadata: 'the documents of a grid: written from a specification, and read by schemas',
  tiles:
    'axes, tiles and variables of a grid, and arrays on them: plain data, generic over the names of axes',
  digests:
    'digests of chunks, and documents that carry their own: what shows that a file is as it was written',
  platform: 'doors to the machine: files, text of any encoding, hashes, Dawn, threads, the event loop',
  '.': 'the ground: errors, mistakes, words, JSON',
} as const;

/** Name of a room. */
export type Room = keyof typeof ROOMS;

/** An import from one room into another. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  /** Files below src/. */
  readonly file: string;
  readonly imported: string;
}

const SRC = fileURLToPath(new URL('../src', import.meta.url));
const IMPORT = /\bfrom '(\.[^']+)\.js'|\bimport\('(\.[^']+)\.js'\)/g;

/** All imports between files of different rooms. */
export function readArrows(): Arrow[] {
  return sourceFiles().flatMap((file) => {
    const text = readFileSync(join(SRC, file), 'utf8');
    return [...text.matchAll(IMPORT)].flatMap(([, still, lazy]) => {
      const imported = `${join(dirname(file), still ?? lazy ?? '')}.ts`;
      const [from, to] = [roomOf(file), roomOf(imported)];
      return from === to ? [] : [{ from, to, file, imported }];
    });
  });
}

/** Files that use what only Node has: its modules, and its globals. */
export function readNodeImports(): { readonly room: string; readonly file: string }[] {
  const node = /\bfrom 'node:|\bimport\('node:|\bprocess\.|\bBuffer\.|\bsetImmediate\b/;
  return sourceFiles().flatMap((file) => {
    const text = readFileSync(join(SRC, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
    return node.test(text) ? [{ room: roomOf(file), file }] : [];
  });
}

/** Lines of code of each room. */
export function countLines(): Map<string, number> {
  const lines = new Map<string, number>();
  for (const file of sourceFiles()) {
    const own = readFileSync(join(SRC, file), 'utf8').split('\n').length - 1;
    lines.set(roomOf(file), (lines.get(roomOf(file)) ?? 0) + own);
  }
  return lines;
}

/** The folder of a file below src/; the file of the library's exports is the roof, though it lies on the ground. */
function roomOf(file: string): string {
  return file === 'index.ts' ? 'index' : dirname(file);
}

function sourceFiles(): string[] {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' });
  return files.filter((file) => file.endsWith('.ts')).sort();
}

/** The rooms as a table: what each is for, its lines, and the rooms that it imports from. */
export function roomTable(): string {
  const arrows = readArrows();
  const lines = countLines();
  const names = Object.keys(ROOMS);
  const rows = Object.entries(ROOMS).map(([name, purpose]) => {
    const below = new Set(arrows.filter(({ from }) => from === name).map(({ to }) => to));
    const sorted = names.filter((other) => below.has(other) && other !== '.');
    return `| \`${name}\` | ${purpose} | ${lines.get(name) ?? 0} | ${sorted.join(', ')} |`;
  });
  return ['| room | what for | lines | imports from |', '|---|---|---|---|', ...rows].join('\n');
}

if (process.argv[1] !== undefined && relative(process.argv[1], fileURLToPath(import.meta.url)) === '') {
  console.log(roomTable());
}
