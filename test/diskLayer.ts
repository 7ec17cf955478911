/** What programs do to the disk through `node:fs/promises`, call by call: to record it, to fail in the middle, to stop for good. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** A call that changes a disk, or makes a change last. */
export interface DiskCall {
  readonly kind: 'open' | 'write' | 'sync' | 'rename' | 'mkdir' | 'rm' | 'rmdir';
  /** Of `write` and `sync`, the path as it was opened. */
  readonly path: string;
  /** New path of `rename`. */
  readonly to?: string;
  /** How a file was opened. */
  readonly flags?: string;
  /** Of `write`. */
  readonly bytes?: Uint8Array;
  readonly position?: number;
}

/** Makes a call by `run`, or throws instead. */
export type DiskHandler = (call: DiskCall, run: () => Promise<unknown>) => Promise<unknown>;

type Functions = Record<string, (...args: never[]) => Promise<unknown>>;

/** From now on, until it is disposed of, all such calls of this process go through the handler. */
export function interceptDisk(handler: DiskHandler): Disposable {
  const promises = fs.promises as unknown as Functions;
  const originals = { ...promises };
  const replace = (
    name: string,
    wrapped: (real: Functions[string], ...args: unknown[]) => Promise<unknown>,
  ) => {
    const real = originals[name];
    if (!real) throw new Error(`fs.promises has no ${name}`);
    promises[name] = (...args: unknown[]) => wrapped(real, ...args);
  };
  const call = (real: Functions[string], args: unknown[]) => () => real(...(args as never[]));
  for (const kind of ['mkdir', 'rm', 'rmdir'] as const) {
    replace(kind, (real, ...args) => handler({ kind, path: String(args[0]) }, call(real, args)));
  }
  replace('rename', (real, ...args) =>
    handler({ kind: 'rename', path: String(args[0]), to: String(args[1]) }, call(real, args)),
  );
  replace('open', async (real, ...args) => {
    const [path, flags] = [String(args[0]), String(args[1] ?? 'r')];
    const file = (await handler({ kind: 'open', path, flags }, call(real, args))) as fs.promises.FileHandle;
    const write = file.write.bind(file) as (...given: unknown[]) => Promise<unknown>;
    const sync = file.sync.bind(file);
    const intercepted = {
      write: (bytes: Uint8Array, from: number, length: number, position: number) =>
        handler({ kind: 'write', path, bytes: bytes.slice(from, from + length), position }, () =>
          write(bytes, from, length, position),
        ),
      sync: () => handler({ kind: 'sync', path, flags }, sync),
    };
    return Object.assign(file, intercepted);
  });
  syncBuiltinESMExports();
  return {
    [Symbol.dispose]() {
      Object.assign(promises, originals);
      syncBuiltinESMExports();
    },
  };
}

/** An error as the system gives it. */
export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: injected`), { code });
}
