/** The Monte Carlo error of excluded shares: how far they scatter among grids of the same scan with other seeds. */
import { at } from '../at.js';
import { ConfigError } from '../errors.js';
import { digestWarnings, type Grid } from '../grid/store.js';
import type { RefinePlane } from '../planes/finer/finerPlane.js';
import { listInWords, percent } from '../words.js';
import { type Comparison, type ComparisonRequest, compareExperiments } from './comparison.js';
import { scanDifferences } from './sameScan.js';

/** What makes the planes of a grid finer, with the engine that it holds. */
interface Refiner extends AsyncDisposable {
  readonly refine: RefinePlane;
}

/**
 * Compares experiments of a grid, with the Monte Carlo error of each excluded share from `replicas`, grids of the same scan with other seeds: the standard
 * deviation of the share among all of them. No single grid can give it: bins fluctuate by themselves, neighbouring masses together because they have
 * the same events, and the minimum, from which all of Delta chi2 is counted, with them. ConfigError for a grid of another scan, or a seed that occurs
 * twice; otherwise as compareExperiments. `refinerOf` gives what makes the planes of each grid finer.
 */
export async function compareReplicas(
  grid: Grid,
  request: ComparisonRequest,
  replicas: readonly Grid[],
  refinerOf: (grid: Grid) => Refiner | undefined = () => undefined,
): Promise<Comparison> {
  refuseOthers(grid, replicas);
  const compare = async (one: Grid, ofOne: ComparisonRequest) => {
    await using refiner = refinerOf(one);
    return await compareExperiments(one, ofOne, [], refiner?.refine);
  };
  const comparison = await compare(grid, request);
  if (replicas.length === 0) return comparison;
  const others: Comparison[] = [];
  for (const replica of replicas)
    others.push(await compare(replica, { ...request, limits: ['none'], curves: [] }));
  const panels = comparison.panels.map((panel, i) => ({
    ...panel,
    preferred: panel.preferred.map((region, j) => {
      const regions = [region, ...others.map((other) => at(at(other.panels, i).preferred, j))];
      // Where one of them prefers nothing, it has no share.
      const isKnown = regions.every(({ area }) => area > 0);
      const shareError = isKnown
        ? standardDeviation(regions.map(({ excludedShare }) => excludedShare))
        : undefined;
      return { ...region, shareError };
    }),
  }));
  const warnings = [...comparison.warnings, ...replicas.flatMap(digestWarnings)];
  return { ...comparison, panels, seeds: [grid, ...replicas].map(seedOf), warnings };
}

const seedOf = ({ attributes }: Grid) => attributes.seed;

function refuseOthers(grid: Grid, replicas: readonly Grid[]): void {
  const seen = new Map([[seedOf(grid), grid.dir]]);
  for (const replica of replicas) {
    const keys = scanDifferences(grid, replica, ({ seed: _seed, ...rest }) => rest);
    if (keys.length > 0)
      throw new ConfigError(
        `--replica ${replica.dir}: not the scan of ${grid.dir} with another seed: ${listInWords(keys, 'and')} ${keys.length === 1 ? 'differs' : 'differ'}; scan the same file with --set seed=${seedOf(grid) + 1}`,
      );
    const [seed, same] = [seedOf(replica), seen.get(seedOf(replica))];
    if (same !== undefined)
      throw new ConfigError(
        `--replica ${replica.dir}: its seed ${seed} is that of ${same}, so that it has the same events; scan with another one, such as --set seed=${Math.max(...seen.keys()) + 1}`,
      );
    seen.set(seed, replica.dir);
  }
}

/** Standard deviation of at least two values, of which the mean is not known. */
export function standardDeviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}

/** What the errors of shares are, and how well they are known; or why there are none. */
export function errorInWords(seeds: readonly number[]): string {
  if (seeds.length === 0)
    return 'Monte Carlo errors of the shares are not known from one grid: compare --replica GRID takes others of the same scan (--set seed=2)';
  // Of normal values; the error of a standard deviation from n of them.
  const relative = 1 / Math.sqrt(2 * (seeds.length - 1));
  return `Monte Carlo errors of the shares: standard deviation among ${seeds.length} grids with seeds ${listInWords(seeds.map(String), 'and')}, known to some ${percent(Number(relative.toPrecision(2)))} itself; of one grid's simulation, not of the data`;
}
