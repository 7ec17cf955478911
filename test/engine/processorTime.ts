/** Processor time, for ratios that hold on a machine that others use. */

/** Milliseconds of processor time so far, over all threads of this process. */
export function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
