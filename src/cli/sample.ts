/** `dualnu sample`: commands about samples of events that someone else simulated. */
import { type CommandBody, lateCommand } from '../terminal/lateCommand.js';

/** The command group `sample`. */
export const sampleCommand: CommandBody<object> = {
  builder: (yargs) =>
    yargs
      .command(
        lateCommand(
          'import <files..>',
          'Read simulated events from Parquet, CSV, NPZ, ROOT or DarkNews files, check them, and write a sample',
          async () => (await import('../samples/importing/command.js')).importCommand,
        ),
      )
      .command(
        lateCommand(
          'show <folder>',
          'Check a sample against its digests, and show what is in it',
          async () => (await import('../samples/importing/command.js')).showCommand,
        ),
      )
      .command(
        lateCommand(
          'advise <file>',
          'At which masses more events would make a sample cover a scan, and how many',
          async () => (await import('../samples/advising/command.js')).adviseCommand,
        ),
      )
      .demandCommand(1, 'give a command of sample: import, show, advise')
      .example(
        '$0 sample import events.parquet --set m5_gev=0.2 ... --pot 1e21 --out samples/mine',
        'a sample from a file',
      ),
  handler: () => {},
};
