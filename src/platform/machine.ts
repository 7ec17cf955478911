/** The machine that this runs on. */
import { availableParallelism, totalmem } from 'node:os';

/** What a report of a problem needs to say of the machine. */
export interface Machine {
  /** Version of the runtime, such as `20.20.2`. */
  readonly node: string;
  /** Operating system and architecture, such as `linux-x64`. */
  readonly platform: string;
  /** Cores that the process may use. */
  readonly cores: number;
  readonly memoryBytes: number;
}

/** The machine, as the process may use it: a container's limit counts. */
export function thisMachine(): Machine {
  const limit = process.constrainedMemory();
  return {
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    cores: availableParallelism(),
    memoryBytes: limit > 0 ? Math.min(limit, totalmem()) : totalmem(),
  };
}
