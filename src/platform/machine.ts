/** The machine that the process runs on. */
import { availableParallelism, totalmem } from 'node:os';

/** Facts about the machine that a problem report needs. */
export interface Machine {
  /** Version of the runtime, such as `20.20.2`. */
  readonly node: string;
  /** Operating system and architecture, such as `linux-x64`. */
  readonly platform: string;
  /** Cores that the process may use. */
  readonly cores: number;
  readonly memoryBytes: number;
}

/** Describes the machine as far as the process may use it: a container's memory limit counts. */
export function thisMachine(): Machine {
  const limit = process.constrainedMemory();
  return {
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    cores: availableParallelism(),
    memoryBytes: limit > 0 ? Math.min(limit, totalmem()) : totalmem(),
  };
}
