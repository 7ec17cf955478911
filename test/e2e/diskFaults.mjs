/**
 * Loaded before the program: at a call to the disk something happens. FAULT is a list of { kind, match, at, does, folder }: at the call of this
 * kind number `at` (from 1) whose path matches, and with `ENOSPC` and the like at all after it. `full` is a write at a disk without a free block: ENOSPC
 * where the file would grow, from then on and in files of any path.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** @typedef {{ kind?: string, match?: string, at: number, does: string, folder?: string, seen: number }} Fault */

/** @type {Fault[]} */
const faults = JSON.parse(process.env.FAULT ?? '[]');
for (const fault of faults) fault.seen = 0;
const { promises } = fs;

let isFull = false;

/** @param {string} kind @param {unknown} path */
function before(kind, path) {
  for (const fault of faults) {
    if ((fault.kind ?? kind) !== kind || !String(path).includes(fault.match ?? '')) continue;
    fault.seen += 1;
    if (fault.seen < fault.at) continue;
    if (/^E[A-Z]+$/.test(fault.does)) {
      throw Object.assign(new Error(`${fault.does}: injected`), { code: fault.does });
    }
    if (fault.seen > fault.at) continue;
    if (fault.does === 'full') isFull = true;
    if (/^SIG/.test(fault.does)) process.kill(process.pid, fault.does);
    if (fault.does === 'remove') fs.rmSync(fault.folder ?? '', { recursive: true });
    if (fault.does === 'yesterday') turnClockBack();
  }
}

function turnClockBack() {
  const Clock = Date;
  const yesterday = () => Clock.now() - 24 * 3600 * 1000;
  globalThis.Date = new Proxy(Date, {
    construct: (Real, given) => Reflect.construct(Real, given.length > 0 ? given : [yesterday()]),
    get: (Real, key) => (key === 'now' ? yesterday : Reflect.get(Real, key)),
  });
}

/** @param {import('node:fs/promises').FileHandle} file @param {unknown[]} given of its `write`: bytes, offset in them, length, place in the file */
async function refuseToGrow(file, given) {
  const [length, place] = [Number(given[2]), Number(given[3])];
  if ((await file.stat()).size >= place + length) return;
  throw Object.assign(new Error('ENOSPC: injected'), { code: 'ENOSPC' });
}

for (const kind of /** @type {const} */ (['rename', 'mkdir', 'rm'])) {
  const real = /** @type {(...given: unknown[]) => Promise<unknown>} */ (promises[kind]);
  Object.assign(promises, {
    [kind]: async (/** @type {unknown[]} */ ...given) => {
      before(kind, given[kind === 'rename' ? 1 : 0]);
      return await real(...given);
    },
  });
}
const { open } = promises;
promises.open = async (/** @type {Parameters<typeof open>} */ ...[path, flags, mode]) => {
  before('open', path);
  const file = await open(path, flags, mode);
  for (const kind of /** @type {const} */ (['write', 'sync'])) {
    const real = /** @type {(...given: unknown[]) => Promise<unknown>} */ (file[kind].bind(file));
    Object.assign(file, {
      [kind]: async (/** @type {unknown[]} */ ...given) => {
        before(kind, path);
        if (kind === 'write' && isFull) await refuseToGrow(file, given);
        return await real(...given);
      },
    });
  }
  return file;
};
syncBuiltinESMExports();
