/** `dualnu repair GRID`: writes anew what is damaged, and computes what is not written anywhere else. */
import { type AdapterArguments, addSameAdapter } from '../terminal/engineOptions.js';
import type { CommandBody } from '../terminal/lateCommand.js';
import { showProgress } from '../terminal/progress.js';
import { listenForStop } from '../terminal/stopping.js';
import { tellWarnings } from '../terminal/warnings.js';
import { damageInWords } from '../upkeep/damage.js';
import { type Repair, repairGrid } from '../upkeep/repair.js';

interface RepairArguments extends AdapterArguments {
  readonly grid: string;
  readonly scan: string | undefined;
  readonly json: boolean;
}

/** The command `repair`. */
export const repairCommand: CommandBody<RepairArguments> = {
  builder: (yargs) =>
    addSameAdapter(
      yargs
        .positional('grid', { type: 'string', demandOption: true, describe: 'folder of the grid' })
        .option('scan', {
          type: 'string',
          requiresArg: true,
          describe: 'scan file of the grid; by default the one that the run log names',
        }),
    )
      .option('json', { type: 'boolean', default: false, describe: 'print one JSON document' })
      .example('$0 repair grids/quickstart.zarr', 'mend what dualnu verify reports')
      .example('$0 repair grids/quickstart.zarr --scan scans/quickstart.yaml', 'with its scan file'),
  handler: async ({ grid, scan, adapter, software, json }) => {
    let progress: ReturnType<typeof showProgress> | undefined;
    let repair: Repair;
    using stop = listenForStop();
    try {
      repair = await repairGrid(grid, {
        ...(scan === undefined ? {} : { scanFile: scan }),
        ...(adapter === undefined ? {} : { adapterName: adapter }),
        allowSoftware: software,
        signal: stop.signal,
        onProgress: (done, resumed, total) => {
          progress ??= showProgress(total);
          progress.update(done, resumed);
        },
      });
    } finally {
      progress?.stop();
    }
    const { changed, warnings } = repair;
    tellWarnings([
      ...warnings,
      ...changed.map((path) => `${grid}: ${path} holds other bytes than it was first written with`),
    ]);
    console.log(json ? JSON.stringify(repair) : describeRepair(repair));
  },
};

/** What was done as a few lines of text. */
export function describeRepair({ grid, damage, mended, tiles, points, absent, warnings }: Repair): string {
  if (damage.length === 0 && absent === 0)
    return `${grid}: ${warnings.length === 0 ? 'nothing is damaged' : 'no damage is seen'}`;
  return [
    ...damage.map(damageInWords),
    ...mended.map((path) => `mended ${path}`),
    ...(tiles > 0 ? [`computed ${tiles} ${tiles === 1 ? 'tile' : 'tiles'}, ${points} points`] : []),
    absent === 0
      ? `${grid}: whole`
      : `${grid}: nothing is damaged, and ${absent} ${absent === 1 ? 'tile is' : 'tiles are'} not computed; run the scan again with the same --out to resume`,
  ].join('\n');
}
