/** The bundle for machines without Node, npm and network: built, unpacked elsewhere, run with an empty environment. */
import { mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { dualnu, hashTree, makeFolder, ROOT, type Run, runProcess, smallScan } from './cli.js';

const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string };
const NAME = `dualnu-${version}-linux-x64`;

/** A bundle holds the Node that makes it, and one of a distribution needs its libraries: the script refuses both. */
const isBundleable =
  process.platform === 'linux' &&
  process.arch === 'x64' &&
  !Object.entries(process.config.variables).some(
    ([name, value]) => name.startsWith('node_shared') && value === true,
  );

/** Date of the files, also where the sources came without their history. */
const DATE = '1767225600';

/** Where the machine's driver is, if its environment says so. */
const DRIVER = Object.entries(process.env).flatMap(([name, value]) =>
  /^VK_|^LD_LIBRARY_PATH$/.test(name) ? [`${name}=${value}`] : [],
);

/** Builds a bundle without compression, which takes most of the time. */
async function build(folder: string, umask: string, env: Record<string, string>): Promise<Run> {
  const work = join(folder, 'work');
  await mkdir(work);
  const command = `umask ${umask}; exec bash scripts/bundle.sh --compress none --out '${folder}'`;
  return await runProcess('bash', ['-c', command], ROOT, { TMPDIR: work, SOURCE_DATE_EPOCH: DATE, ...env });
}

/** Runs a program of the bundle with nothing but that environment. */
async function alone(cwd: string, program: string, args: readonly string[], path = '/nonexistent') {
  return await runProcess('/usr/bin/env', ['-i', `PATH=${path}`, ...DRIVER, program, ...args], cwd);
}

describe.skipIf(!isBundleable)('the bundle', () => {
  let built: string;
  let unpacked: string;
  let program: string;
  beforeAll(async () => {
    built = await makeFolder();
    const { code, stdout, stderr } = await build(built, '022', {});
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^[0-9a-f]{64}  ${join(built, NAME)}\\.tar$`, 'm'));
    unpacked = await makeFolder();
    const { code: tarCode } = await runProcess('tar', ['-xf', join(built, `${NAME}.tar`)], unpacked);
    expect(tarCode).toBe(0);
    program = join(unpacked, NAME, 'dualnu');
  });

  it('holds one folder, with what the program needs and nothing else', async () => {
    expect(await readdir(unpacked)).toEqual([NAME]);
    const modules = join(unpacked, NAME, 'node_modules');
    expect(await readdir(modules)).toEqual(expect.arrayContaining(['webgpu', 'zarrita', 'yargs']));
    expect(await readdir(modules)).not.toContain('typescript');
    expect(await readdir(join(modules, 'webgpu', 'dist'))).toEqual(['linux-x64']);
    expect(await readdir(join(modules, '@resvg'))).toEqual(['resvg-js', 'resvg-js-linux-x64-gnu']);
    expect(await readdir(join(modules, '@koromix', 'koffi-linux-x64'))).toContain('linux_x64');
  });

  it('tells its version and computes, without Node on the machine', async () => {
    const dir = await makeFolder();
    expect((await alone(dir, program, ['--version'])).stdout).toBe(`${version}\n`);
    // Nothing of native code on stderr: what holds it back is in the bundle, too.
    const { code, stdout, stderr } = await alone(dir, program, ['doctor', '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ version, node: process.versions.node });
  });

  it('writes the same grid and figure as the checkout', async () => {
    const [here, there] = await Promise.all([makeFolder(), makeFolder()]);
    const scan = join(await makeFolder({ 'small.yaml': smallScan() }), 'small.yaml');
    const scanArgs = ['scan', scan, '--software', '--out', 'small.zarr'];
    const fixed = ['--fix', 'm4_gev=0.1', '--fix', 'epsilon=8e-4'];
    const files = ['--out', 'limit.svg', '--out', 'limit.png'];
    const drawArgs = ['contours', 'small.zarr', '--x', 'm5_gev', '--y', 'Umu5_sq', ...fixed, ...files];
    for (const args of [scanArgs, drawArgs]) {
      const codes = [(await dualnu(here, args)).code, (await alone(there, program, args)).code];
      expect(codes).toEqual([0, 0]);
    }
    const [mine, theirs] = await Promise.all([hashTree(here), hashTree(there)]);
    // The run log tells times.
    for (const hashes of [mine, theirs]) delete hashes['small.zarr.log.json'];
    expect(Object.keys(theirs)).toEqual(expect.arrayContaining(['small.zarr/zarr.json', 'limit.png']));
    expect(theirs).toEqual(mine);
  });

  it('starts through links, with its arguments and its exit code', async () => {
    const dir = await makeFolder();
    await mkdir(join(dir, 'a b'));
    await symlink(program, join(dir, 'a b', 'first'));
    await symlink('a b/first', join(dir, 'second'));
    const { code, stderr } = await alone(dir, join(dir, 'second'), ['scan', 'no such.yaml'], '/usr/bin:/bin');
    expect({ code, stderr }).toMatchObject({ code: 3, stderr: expect.stringContaining('no such.yaml') });
  });

  it('mentions no folder of the machine that built it', async () => {
    const bundle = join(unpacked, NAME);
    expect(await readdir(join(built, 'work'))).toEqual([]);
    expect((await runProcess('grep', ['-rlF', built, bundle], built)).stdout).toBe('');
    // Packages and Node are copies of what was published, and may well have a /src/ of their own.
    const foreign = ['--exclude-dir=node_modules', '--exclude-dir=bin'];
    expect((await runProcess('grep', ['-rlF', ...foreign, ROOT, bundle], built)).stdout).toBe('');
    // Nor a way to one, which has no folder's name in it where both lie below the same.
    const ways = ['-rlE', ...foreign, '^// (\\.\\./|/)', join(bundle, 'dist', 'joined')];
    expect((await runProcess('grep', ways, built)).stdout).toBe('');
  });

  it('has the same bytes when it is built again, in another folder, time zone and umask', async () => {
    const again = await makeFolder();
    const { code } = await build(again, '077', { TZ: 'Asia/Tokyo', LANG: 'C' });
    expect(code).toBe(0);
    // The folder holds the tarball and an empty folder `work`.
    expect(await hashTree(again)).toEqual(await hashTree(built));
  });
});
