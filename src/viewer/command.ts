/** `dualnu view GRID...`: a page on this machine that shows planes of grids. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ConfigError } from '../errors.js';
import type { CommandBody } from '../terminal/lateCommand.js';
import { startViewer } from './server.js';

interface ViewArguments {
  readonly grids: readonly string[];
  readonly port: string | undefined;
  readonly open: boolean;
  readonly scan: string | undefined;
  readonly json: boolean;
}

/** The command `view`. */
export const viewCommand: CommandBody<ViewArguments> = {
  builder: (yargs) =>
    yargs
      .positional('grids', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'folders of grids, shown side by side',
      })
      .option('port', {
        type: 'string',
        requiresArg: true,
        describe: 'port on 127.0.0.1; by default any that is free',
      })
      .option('open', { type: 'boolean', default: false, describe: 'open the page in the browser' })
      .option('scan', {
        type: 'string',
        requiresArg: true,
        describe:
          'scan file of the grid, for points that the page computes again; by default the one that the run log names',
      })
      .option('json', {
        type: 'boolean',
        default: false,
        describe: 'print one JSON document: url, port, grids',
      })
      .example('$0 view grids/quickstart.zarr', 'any plane of the grid, with sliders for the other axes')
      .example('$0 view grids/figure4a.zarr grids/figure4b.zarr --open', 'two grids side by side'),
  handler: view,
};

async function view({ grids, port, open, scan, json }: ViewArguments): Promise<void> {
  await using viewer = await startViewer(grids, { port: readPort(port), scanFile: scan });
  const { url } = viewer;
  console.log(
    json
      ? JSON.stringify({ url, port: viewer.port, grids })
      : `${url}\nopen this address in a browser on this machine; Ctrl-C ends the viewer`,
  );
  if (open) openBrowser(url);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
}

/** Opens an address in the user's browser. Where there is none, the address has been printed. */
function openBrowser(url: string): void {
  const [program, ...words] =
    process.platform === 'darwin'
      ? ['open']
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '']
        : ['xdg-open'];
  const child = spawn(program ?? '', [...words, url], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}

/** The number of a port; 0 is any that is free. */
function readPort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (/^\d+$/.test(text) && port < 65536) return port;
  throw new ConfigError(`--port ${text}: a port is a whole number from 1 to 65535`);
}
