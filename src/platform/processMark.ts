/** Who a process is, so that another one can tell later whether it still runs. */
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process, as it is written into files. What the system does not tell is left out. */
export interface ProcessMark {
  readonly host: string;
  readonly pid: number;
  /** When it started, in ticks since the system did: process numbers are used again. Linux only. */
  readonly started?: number;
  /** Identifier of the system's run, another one after each boot. Linux only. */
  readonly boot?: string;
  /** Where its number counts: a container numbers its own processes. Linux only. */
  readonly namespace?: string;
}

/** What can be told of a process from here: on another machine, or in another container, nothing. */
export type Fate = 'alive' | 'dead' | 'unseen';

/** The mark of this process. */
export function thisProcess(): ProcessMark {
  const { started } = statOf(process.pid) ?? {};
  const [boot, namespace] = [bootHere(), namespaceHere()];
  return {
    host: hostname(),
    pid: process.pid,
    ...(started === undefined ? {} : { started }),
    ...(boot === undefined ? {} : { boot }),
    ...(namespace === undefined ? {} : { namespace }),
  };
}

/** Whether a process still runs. One of this host from before its last boot is dead. */
export function fateOf({ host, pid, started, boot, namespace }: ProcessMark): Fate {
  if (host !== hostname()) return 'unseen';
  if (differ(boot, bootHere())) return 'dead';
  if (differ(namespace, namespaceHere())) return 'unseen';
  if (!isThere(pid)) return 'dead';
  const found = statOf(pid);
  // A process that has ended and that its parent has not yet asked for keeps its number.
  const hasEnded = found !== undefined && /^[ZX]/.test(found.state);
  return hasEnded || differ(started, found?.started) ? 'dead' : 'alive';
}

/** Whether two values are known, and not the same. */
function differ<T>(a: T | undefined, b: T | undefined): boolean {
  return a !== undefined && b !== undefined && a !== b;
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Any other refusal says that there is a process, of another user.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

/** State and start of a process from its file in /proc; undefined where there is none. */
function statOf(pid: number): { readonly state: string; readonly started: number } | undefined {
  const text = attempt(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  // The name of the program, in brackets, may hold anything.
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, started] = [fields?.[0], Number(fields?.[19])];
  return state === undefined || !Number.isInteger(started) ? undefined : { state, started };
}

const bootHere = () => attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim());
const namespaceHere = () => attempt(() => readlinkSync('/proc/self/ns/pid'));

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
