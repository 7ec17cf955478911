/** The viewer's server: its own page, and pieces of the grids that it was given. Nothing in an address is ever a path on the disk. */

import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { at } from '../at.js';
import { DualnuError, StoreError } from '../errors.js';
import { openGrid } from '../grid/store.js';
import { storeErrorFrom, systemErrorCode } from '../systemErrors.js';
import { answerOf, type OpenedGrid } from './answers.js';
import { judge, SAFE_HEADERS } from './guard.js';
import { pageGrid } from './manifest.js';
import { profilesOf } from './profiles.js';
import { requireScanOf } from './recompute.js';
import type { PageGrid } from './wire.js';

/** A viewer that runs. */
export interface Viewer extends AsyncDisposable {
  /** Where the page is: on 127.0.0.1, with a secret part. */
  readonly url: string;
  readonly port: number;
  readonly server: Server;
}

/** The page's files: what they are called, and of which type they are. */
const PAGE_FILES: ReadonlyMap<string, readonly [name: string, type: string]> = new Map(
  Object.entries({
    '': ['index.html', 'text/html; charset=utf-8'],
    'page.css': ['page.css', 'text/css; charset=utf-8'],
    'page.js': ['page.js', 'text/javascript; charset=utf-8'],
    'contourWorker.js': ['contourWorker.js', 'text/javascript; charset=utf-8'],
    'recomputeWorker.js': ['recomputeWorker.js', 'text/javascript; charset=utf-8'],
    'icon.svg': ['icon.svg', 'image/svg+xml'],
    'STIXTwoText-Regular.ttf': ['../../assets/fonts/STIXTwoText-Regular.ttf', 'font/ttf'],
    'STIXTwoText-Italic.ttf': ['../../assets/fonts/STIXTwoText-Italic.ttf', 'font/ttf'],
  } as const),
);

/** The folder of the page as the build leaves it. */
const PAGE_FOLDER = new URL('../page/', import.meta.url);

/** How a viewer is started. */
export interface ViewerOptions {
  /** 0, or none, is any that is free. */
  readonly port?: number | undefined;
  /** Folder of the page's files. */
  readonly page?: URL;
  /** Scan file of the grid, for points that are computed again; without it, the one that the run log names. */
  readonly scanFile?: string | undefined;
}

/**
 * Opens the grids and starts a server on 127.0.0.1. StoreError where a grid cannot be shown, or the port is taken; ConfigError where the scan file that
 * is given is another grid's.
 */
export async function startViewer(
  folders: readonly string[],
  { port = 0, page = PAGE_FOLDER, scanFile }: ViewerOptions = {},
): Promise<Viewer> {
  // Each is read here, so that what is wrong with one is told in the terminal.
  let grids = await openGrids(folders);
  if (scanFile !== undefined)
    await requireScanOf(
      grids.map(({ grid }) => grid),
      scanFile,
    );
  const secret = randomBytes(12).toString('base64url');
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => fail(response, error));
  });
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { port: bound } = server.address() as AddressInfo;
    const { method = '', url = '', headers } = request;
    const judged = judge({ method, url, headers }, bound, secret);
    if ('status' in judged) {
      refuse(response, judged.status, judged.words);
      return;
    }
    const file = PAGE_FILES.get(judged.path);
    if (file !== undefined) {
      send(response, 200, file[1], await readFile(new URL(file[0], page)));
      return;
    }
    if (judged.path === 'grids') grids = await openGrids(folders, grids);
    const controller = new AbortController();
    response.on('close', () => controller.abort());
    const { status, type, body } = await answerOf(grids, judged.path, {
      signal: controller.signal,
      scanFile,
    });
    send(response, status, type, body);
  };
  await listen(server, port);
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${bound}/${secret}/`,
    port: bound,
    server,
    [Symbol.asyncDispose]: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Opens grids, anew where they are another grid than before: what was computed of the same one is kept. */
async function openGrids(
  folders: readonly string[],
  before: readonly OpenedGrid[] = [],
): Promise<OpenedGrid[]> {
  const grids: OpenedGrid[] = [];
  for (const folder of folders) {
    const grid = await openGrid(folder);
    const page = pageGrid(grid, grids.length);
    const same = before[grids.length];
    const isSame = same !== undefined && JSON.stringify(same.page) === JSON.stringify(page);
    grids.push(isSame ? same : { grid, page, checked: new Map(), profiles: profilesOf(grid) });
  }
  requireCommonPlane(grids.map(({ page }) => page));
  return grids;
}

/** StoreError where grids have no plane in common, which a page could show side by side. */
function requireCommonPlane(pages: readonly PageGrid[]): void {
  const long = (page: PageGrid) =>
    page.axes.filter(({ values }) => values.length > 1).map(({ name }) => name);
  const common = long(at(pages, 0)).filter((name) => pages.every((page) => long(page).includes(name)));
  if (common.length < 2)
    throw new StoreError(
      `${pages.map(({ folder }) => folder).join(', ')}: have fewer than two axes in common, so that no plane can be shown side by side; look at them one by one`,
    );
}

/** On the loopback address only: nothing but this machine can reach it. */
async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      const isTaken = systemErrorCode(error) === 'EADDRINUSE';
      reject(
        isTaken
          ? new StoreError(`port ${port} is in use; give another one, or none for any that is free`)
          : storeErrorFrom(error, 'cannot listen on', `127.0.0.1:${port}`),
      );
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}

function send(response: ServerResponse, status: number, type: string, body: Uint8Array | string): void {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  response.writeHead(status, { ...SAFE_HEADERS, 'Content-Type': type, 'Content-Length': bytes.length });
  // Node leaves the body of an answer to HEAD out by itself.
  response.end(bytes);
}

function refuse(response: ServerResponse, status: number, words: string): void {
  if (status === 405) response.setHeader('Allow', 'GET, HEAD');
  send(response, status, 'application/json', JSON.stringify({ words }));
}

/** What went wrong while answering: in words where it was foreseen. Whoever has gone is told nothing. */
function fail(response: ServerResponse, error: unknown): void {
  if (response.destroyed || response.headersSent) return;
  if (error instanceof DualnuError) refuse(response, 422, error.lines.join('; '));
  else refuse(response, 500, `unexpected error: ${error instanceof Error ? error.message : String(error)}`);
}
