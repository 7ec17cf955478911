/** Whether a grid is that of the same scan with Asimov data, so that its limits are the expected ones. */
import { ConfigError } from '../errors.js';
import type { Grid } from '../grid/store.js';
import { isAsimov } from '../planes/wording.js';
import { type ScanSettings, scanDifferences } from '../results/sameScan.js';

/** ConfigError, which says what to do, where `asimov` is not the grid of the same scan with `data: asimov`, or the grid itself has such data. */
export function refuseOtherScan(grid: Grid, asimov: Grid): void {
  if (isAsimov(grid.attributes))
    throw new ConfigError(
      `${grid.dir} has Asimov data, so that its own limits are the expected ones; drop --expected`,
    );
  if (!isAsimov(asimov.attributes))
    throw new ConfigError(
      `--expected ${asimov.dir}: its data are observed ones; scan with --set data=asimov and give that grid`,
    );
  const keys = scanDifferences(grid, asimov, withoutData);
  if (keys.length > 0)
    throw new ConfigError(
      `--expected ${asimov.dir}: not the scan of ${grid.dir} with other data: ${keys.join(', ')} ${keys.length === 1 ? 'differs' : 'differ'}; scan the same file with --set data=asimov`,
    );
}

/** The settings without what computed the grid, and without the choice of data. */
function withoutData({
  shaders: _shaders,
  packages: _packages,
  statistic,
  ...rest
}: ScanSettings): ScanSettings {
  const isObject = typeof statistic === 'object' && statistic !== null && !Array.isArray(statistic);
  return { ...rest, statistic: isObject ? { ...statistic, data: 'any' } : (statistic ?? 'any') };
}
