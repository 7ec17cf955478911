/** Parts of messages: the first line of an error, and sizes in bytes. */

/** First non-empty line of the message of an Error or of a GPUError (which is not an Error), for one-line messages. */
export function firstLine(error: unknown): string {
  const hasMessage = typeof error === 'object' && error !== null && 'message' in error;
  const message = String(hasMessage ? error.message : error);
  const line = message.split('\n').find((text) => text.trim() !== '') ?? 'no reason given';
  return line.trim().replace(/\.$/, '');
}

/** A size in bytes in readable units: `512 B`, `1.5 MiB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 || Number.isInteger(value) ? value : value.toFixed(1)} ${units[unit]}`;
}
