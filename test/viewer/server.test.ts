/** The viewer's server: what it answers is what the program's own readers read, and nothing else can be had of it. */

import { copyFile, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { StoreError } from '../../src/errors.js';
import { readVariable } from '../../src/grid/reading.js';
import { type Grid, openGrid } from '../../src/grid/store.js';
import { setComplete } from '../../src/grid/writing/complete.js';
import { readShownFlags, readShownPlane } from '../../src/planes/shownPlane.js';
import { choosePlane } from '../../src/planes/slice.js';
import { startViewer } from '../../src/viewer/server.js';
import {
  type PageGrid,
  type PointValues,
  type ProfileHead,
  type SliceHead,
  unpackAnswer,
} from '../../src/viewer/wire.js';
import { temporaryFolder, withoutDigests, writeFixture } from '../grid/fixture.js';

const PAGE = pathToFileURL(join(import.meta.dirname, 'pageOfTest/'));

/** A viewer of the fixture's grid; `change` does something to it first. */
async function viewerOf(change: (grid: Grid) => Promise<unknown> = async () => undefined) {
  const grid = await writeFixture(join(await temporaryFolder(), 'grid.zarr'));
  await change(grid);
  const viewer = await startViewer([grid.dir], { page: PAGE });
  onTestFinished(() => viewer[Symbol.asyncDispose]());
  const ask = async (path: string) => await fetch(new URL(path, viewer.url));
  return { grid, viewer, ask };
}

async function slice(ask: (path: string) => Promise<Response>, path: string) {
  const response = await ask(path);
  expect(response.status).toBe(200);
  const bytes = await response.arrayBuffer();
  const { head, start } = unpackAnswer<SliceHead>(bytes);
  return { pieces: head.pieces, numbers: new Float32Array(bytes.slice(start)) };
}

/** Sends a line as it is: `fetch` would mend it. */
async function raw(port: number, text: string): Promise<string> {
  return await new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.end(text));
    socket
      .setEncoding('utf8')
      .on('data', (more) => (answer += more))
      .on('end', () => resolve(answer))
      .on('error', reject);
  });
}

describe('a slice', () => {
  it.each([
    ['as a scan wrote it', async (grid: Grid) => grid],
    ['without digests', withoutDigests],
  ])(
    'of a grid %s holds what the reader reads, at every index and again from the checked files',
    async (_, change) => {
      const { grid: written, ask } = await viewerOf(change);
      const grid = await openGrid(written.dir);
      const { chunkShape } = grid.tilePlan;
      for (const [m4, eps] of [
        [0, 0],
        [2, 1],
        [2, 2],
        [0, 0],
      ] as const) {
        const whole = await readVariable(grid, 'chi2', { m4_gev: m4, epsilon: eps });
        const { pieces, numbers } = await slice(ask, `grids/0/slice/chi2?m4_gev=${m4}&epsilon=${eps}`);
        const [n5 = 0, nU = 0] = [chunkShape[1], chunkShape[2]];
        const seen = new Float32Array(whole.data.length).fill(Number.NaN);
        pieces.forEach(({ chunk: [a = 0, b = 0] }, p) => {
          for (let i = 0; i < n5 * nU; i++) {
            const [u, v] = [a * n5 + Math.floor(i / nU), b * nU + (i % nU)];
            if (u < 23 && v < 26) seen[u * 26 + v] = numbers[p * n5 * nU + i] ?? Number.NaN;
          }
        });
        expect(seen).toEqual(whole.data);
      }
    },
  );

  it('of another kind of axes, and of a variable without one of them', async () => {
    const { grid, ask } = await viewerOf();
    const whole = await readVariable(grid, 'ctau_cm', { m4_gev: 1, m5_gev: 4 });
    const { numbers } = await slice(ask, 'grids/0/slice/ctau_cm?m4_gev=1&m5_gev=4&Umu5_sq=7');
    expect(numbers.subarray(0, 3)).toEqual(whole.data);
  });

  it('says where a chunk is damaged, was removed or is not computed yet, and has the others', async () => {
    const { grid, ask } = await viewerOf();
    const [first = 1, second = 1] = [grid.tilePlan.chunkShape[1], grid.tilePlan.chunkShape[2]];
    const damaged = join(grid.dir, 'chi2/c/0/1/0/0');
    const address = 'grids/0/slice/chi2?m4_gev=0&epsilon=0';
    const before = await slice(ask, address);
    expect(before.pieces.every(({ fault }) => fault === undefined)).toBe(true);
    // A file that was found whole is looked at again when it has changed.
    const bytes = await readFile(damaged);
    bytes[5] = (bytes[5] ?? 0) ^ 1;
    await writeFile(damaged, bytes);
    const after = await slice(ask, address);
    expect(after.pieces.filter(({ fault }) => fault).map(({ chunk, fault }) => [chunk, fault?.kind])).toEqual(
      [[[1, 0], 'damaged']],
    );
    expect(after.pieces.find(({ fault }) => fault)?.fault?.words).toMatch(
      /chunk chi2\/c\/0\/1\/0\/0 is damaged: it has the checksum .* dualnu repair/,
    );
    expect(after.numbers.length).toBe(before.numbers.length - first * second);
    await rm(damaged);
    const gone = (await slice(ask, address)).pieces.flatMap(({ fault }) => fault ?? []);
    expect(gone).toEqual([
      { kind: 'damaged', words: expect.stringContaining('chunk chi2/c/0/1/0/0 was written and is gone') },
    ]);
  });

  it('of a chunk that is not computed yet says just that', async () => {
    const { ask } = await viewerOf(async (grid) => {
      await rm(join(grid.dir, 'chi2/c/0/0/0/0'));
      await rm(join(grid.dir, 'chi2/digests/0.0.0.0.json'));
      await setComplete(grid.dir, false);
    });
    const { pieces } = await slice(ask, 'grids/0/slice/chi2?m4_gev=0&epsilon=0');
    expect(pieces.flatMap(({ fault }) => fault ?? [])).toEqual([
      { kind: 'absent', words: 'not computed yet' },
    ]);
    const state = await (await ask('grids/0/state')).json();
    expect(state).toMatchObject({ done: state.total - 1, damaged: [] });
  });
});

describe('a profile and a point', () => {
  it('are those of the program', async () => {
    const { grid, ask } = await viewerOf();
    const choice = choosePlane(grid, 'm5_gev', 'Umu5_sq', { m4_gev: 0.02 }, { profile: ['epsilon'] });
    const fit = { suffix: '', backgroundChi2: grid.attributes.background_chi2 };
    const plane = await readShownPlane(grid, fit, choice);
    const flags = await readShownFlags(grid, fit, choice, plane);
    const answer = async () =>
      await (await ask('grids/0/profile?x=m5_gev&y=Umu5_sq&over=epsilon&m4_gev=0&fit=')).arrayBuffer();
    const bytes = await answer();
    const { head, start } = unpackAnswer<ProfileHead>(bytes);
    const count = 23 * 26;
    expect(new Float64Array(bytes, start, count)).toEqual(plane.chi2);
    expect(new Float64Array(bytes, start + 8 * count, count)).toEqual(plane.reduction?.places);
    expect(new Uint32Array(bytes, start + 16 * count, count)).toEqual(flags.bits);
    expect(head).toEqual({ points: count * 3, missing: 0, flagNames: [...flags.names], faults: [] });
    expect(new Uint8Array(await answer())).toEqual(new Uint8Array(bytes));
  });

  it('over |U|^2 includes |U|^2 = 0, and says of which points it is the best', async () => {
    const { grid, ask } = await viewerOf();
    const choice = choosePlane(grid, 'm5_gev', 'epsilon', { m4_gev: 0.02 }, { profile: ['Umu5_sq'] });
    const { chi2, reduction } = await readShownPlane(
      grid,
      { suffix: '', backgroundChi2: grid.attributes.background_chi2 },
      choice,
    );
    const bytes = await (
      await ask('grids/0/profile?x=m5_gev&y=epsilon&over=Umu5_sq&m4_gev=0&fit=')
    ).arrayBuffer();
    const { start } = unpackAnswer<ProfileHead>(bytes);
    expect(new Float64Array(bytes, start, 23 * 3)).toEqual(chi2);
    expect(reduction?.points).toBe(23 * 3 * 26);
  });

  it('shows all that the grid holds at a point', async () => {
    const { grid, ask } = await viewerOf();
    const at = { m4_gev: 2, m5_gev: 3, Umu5_sq: 25, epsilon: 1 };
    const point = (await (
      await ask(`grids/0/point?${new URLSearchParams(Object.entries(at).map(([k, v]) => [k, String(v)]))}`)
    ).json()) as PointValues;
    for (const name of ['chi2', 'signal', 'ctau_cm']) {
      const { data } = await readVariable(grid, name, at);
      expect(point.values.find((one) => one.name === name)?.value, name).toBe(data[0]);
    }
    const { data } = await readVariable(grid, 'flags', at);
    expect(point.flags.map(({ words }) => words)).toEqual(data[0] === 1 ? ['closed'] : []);
    expect(point).toMatchObject({ spectra: [], faults: [] });
  });
});

describe('what is not a name or a number of the grid', () => {
  it.each([
    '../../etc/passwd',
    'grids/0/slice/../../../../etc/passwd',
    'grids/0/slice/chi2%2F..%2F..?m4_gev=0&epsilon=0',
    'grids/0/slice/%2e%2e%2fzarr.json?m4_gev=0&epsilon=0',
    'grids/0/slice/chi2/zarr.json?m4_gev=0&epsilon=0',
    'grids/0/slice/chi2?m4_gev=0',
    'grids/0/slice/chi2?m4_gev=3&epsilon=0',
    'grids/0/slice/chi2?m4_gev=-1&epsilon=0',
    'grids/0/slice/chi2?m4_gev=0x1&epsilon=0',
    'grids/0/slice/toString?m4_gev=0&epsilon=0',
    'grids/0/recompute?m4_gev=3',
    'grids/0/recompute/chi2?m4_gev=0',
    'grids/1/recompute?m4_gev=0',
    'grids/0/zarr.json',
    'grids/1/state',
    'grids/__proto__/state',
    'grids/0/profile?x=m5_gev&y=constructor&over=epsilon&m4_gev=0',
    'constructor',
    '__proto__',
    'page.css/../../secret',
  ])('finds nothing: %s', async (path) => {
    const { viewer } = await viewerOf();
    const { pathname } = new URL(viewer.url);
    const answer = await raw(
      viewer.port,
      `GET ${pathname}${path} HTTP/1.1\r\nHost: 127.0.0.1:${viewer.port}\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 404 /);
    expect(answer).not.toMatch(/root:|zarr_format/);
  });

  it('is refused where a link leads out of the grid', async () => {
    const { ask } = await viewerOf(async (grid) => {
      const chunk = join(grid.dir, 'chi2/c/0/0/0/0');
      const outside = join(grid.dir, '../outside');
      await copyFile(chunk, outside);
      await rm(chunk);
      await symlink(outside, chunk);
    });
    const { pieces } = await slice(ask, 'grids/0/slice/chi2?m4_gev=0&epsilon=0');
    expect(pieces[0]?.fault).toMatchObject({
      kind: 'damaged',
      words: expect.stringContaining("a link leads out of the grid's folder"),
    });
  });
});

describe('the server', () => {
  it('answers its own page only, with headers that let no other in', async () => {
    const { viewer } = await viewerOf();
    const { pathname } = new URL(viewer.url);
    const ask = async (headers: Record<string, string>, method = 'GET', path = pathname) =>
      await new Promise<{
        status: number | undefined;
        headers: NodeJS.Dict<string | string[]>;
        body: string;
      }>((resolve, reject) => {
        request({ port: viewer.port, host: '127.0.0.1', path, method, headers }, (response) => {
          let body = '';
          response
            .setEncoding('utf8')
            .on('data', (text) => (body += text))
            .on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
        })
          .on('error', reject)
          .end();
      });
    const page = await ask({});
    expect(page.status).toBe(200);
    expect(page.headers).toMatchObject({
      'content-security-policy': expect.stringMatching(
        /^default-src 'none'; script-src 'self';.*frame-ancestors 'none'$/,
      ),
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    expect(page.headers).not.toHaveProperty('access-control-allow-origin');
    const head = await ask({}, 'HEAD');
    expect([head.status, head.body, head.headers['content-length']]).toEqual([
      200,
      '',
      String(page.body.length),
    ]);
    for (const headers of [
      { Host: 'evil.example' },
      { Origin: 'http://evil.example' },
      { 'Sec-Fetch-Site': 'cross-site' },
    ]) {
      const refused = await ask(headers);
      expect([refused.status, refused.headers['content-security-policy']?.length]).toEqual([
        403,
        page.headers['content-security-policy']?.length,
      ]);
      expect((await ask(headers, 'GET', `${pathname}grids/0/recompute?m4_gev=0`)).status).toBe(403);
    }
    const posted = await ask({}, 'POST');
    expect([posted.status, posted.headers.allow]).toEqual([405, 'GET, HEAD']);
    expect((await ask({}, 'GET', '/')).status).toBe(404);
  });

  it('has another secret each time, too long to be guessed', async () => {
    const [one, other] = [(await viewerOf()).viewer, (await viewerOf()).viewer];
    const secretOf = ({ url }: { readonly url: string }) => new URL(url).pathname.split('/')[1] ?? '';
    // 96 bits in base64url.
    expect(secretOf(one)).toMatch(/^[\w-]{16}$/);
    expect(secretOf(other)).toMatch(/^[\w-]{16}$/);
    expect(secretOf(one)).not.toBe(secretOf(other));
    expect((await fetch(`http://127.0.0.1:${one.port}/${secretOf(other)}/`)).status).toBe(404);
  });

  it('listens on the loopback address alone', async () => {
    const { viewer } = await viewerOf();
    expect(viewer.server.address()).toMatchObject({ address: '127.0.0.1', family: 'IPv4' });
    const others = Object.values(networkInterfaces())
      .flatMap((list) => list ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4');
    for (const { address } of others)
      await expect(fetch(`http://${address}:${viewer.port}/`)).rejects.toThrow();
  });

  it('refuses in words what it cannot show, and a port in use', async () => {
    const { viewer, grid } = await viewerOf();
    const start = (folders: readonly string[], port?: number) => startViewer(folders, { page: PAGE, port });
    await expect(start([join(grid.dir, 'nowhere')])).rejects.toThrow(StoreError);
    await expect(start([grid.dir], viewer.port)).rejects.toThrow(`port ${viewer.port} is in use`);
  });

  it('opens a grid anew with the page, and keeps what it knows of one that has not changed', async () => {
    const { grid, ask } = await viewerOf();
    const pages = async () => (await (await ask('grids')).json()) as PageGrid[];
    const [page] = await pages();
    expect(page).toMatchObject({
      number: 0,
      folder: 'grid.zarr',
      title: 'fixture',
      points: 3 * 23 * 26 * 3,
      note: '',
    });
    expect(page?.axes.map(({ name, title }) => [name, title])).toEqual([
      ['m4_gev', '*m*_{4} (GeV)'],
      ['m5_gev', '*m*_{5} (GeV)'],
      ['Umu5_sq', '|*U*_{μ5}|^{2}'],
      ['epsilon', '*ε*'],
    ]);
    await rename(grid.dir, `${grid.dir}.old`);
    const gone = await ask('grids');
    expect([gone.status, (await gone.json()).words]).toEqual([
      422,
      expect.stringContaining('not a dualnu grid'),
    ]);
    await rename(`${grid.dir}.old`, grid.dir);
    expect(await pages()).toEqual([page]);
    expect((await openGrid(grid.dir)).identity).toBe(page?.identity);
  });
});
