/** `dualnu sample`: commands about samples of events that someone else simulated. */
import { importCommand, showCommand } from '../samples/importing/command.js';
import { responseCommand } from '../samples/response/command.js';
import { weightsCommand } from '../samples/weights/command.js';
import { type CommandBody, lateCommand } from '../terminal/lateCommand.js';

/** The command group `sample`. */
export const sampleCommand: CommandBody<object> = {
  builder: (yargs) =>
    yargs
      .command(importCommand)
      .command(showCommand)
      .command(weightsCommand)
      .command(responseCommand)
      .command(
        lateCommand(
          'advise <file>',
          'At which masses more events would make a sample cover a scan, and how many',
          async () => (await import('../samples/advising/command.js')).adviseCommand,
        ),
      )
      .demandCommand(1, 'give a command of sample: import, show, weights, response, advise')
      .example(
        '$0 sample import events.parquet --set m5_gev=0.2 ... --pot 1e21 --out samples/mine',
        'a sample from a file',
      ),
  handler: () => {},
};
