/** Devices that do not answer. To close one could hang the process, and what waits for one keeps the process alive: both are left to its end. */

let hasAny = false;

/** Says that a device was left as it is. */
export function leaveHungDevice(): void {
  hasAny = true;
}

/** Ends the process, with the exit code that is set, where a device was left as it is. To be called when all is done. */
export function endDespiteHungDevices(): void {
  if (!hasAny) return;
  // What is in the pipes comes first.
  process.stdout.write('', () => process.stderr.write('', () => process.exit()));
}
