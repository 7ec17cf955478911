/** Processor time of the calling thread: what it worked, whatever else the machine does and other threads of the process do. */
import { readFileSync } from 'node:fs';

/** What newer versions of Node offer. */
type Usage = () => { readonly user: number; readonly system: number };

/** Seconds of processor time that the calling thread has used so far; undefined where the system does not tell. */
export function threadCpuSeconds(): number | undefined {
  const usage: unknown = Reflect.get(process, 'threadCpuUsage');
  if (typeof usage === 'function') {
    const { user, system } = (usage as Usage).call(process);
    return (user + system) / 1e6;
  }
  try {
    // Nanoseconds on a processor are the first number.
    const nanoseconds = Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ', 1)[0]);
    return nanoseconds > 0 ? nanoseconds / 1e9 : undefined;
  } catch {
    return undefined;
  }
}
