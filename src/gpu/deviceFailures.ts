/** Failures that another device may not have, so that work is worth repeating; every other DeviceError would come back. */
import { DeviceError } from '../errors.js';

/** The device is gone or does not answer, with all that was on it. */
export class LostDevice extends DeviceError {}

/** The device had no memory for what the message names. */
export class NoDeviceMemory extends DeviceError {}

/** Whether the same work may succeed on a device that is opened anew. */
export function isDeviceFailure(error: unknown): error is LostDevice | NoDeviceMemory {
  return error instanceof LostDevice || error instanceof NoDeviceMemory;
}

/** The error with the name of what failed before its message, of the same class. */
export function named(what: string, error: DeviceError): DeviceError {
  const message = `${what}: ${error.message}`;
  if (error instanceof LostDevice) return new LostDevice(message, { cause: error });
  if (error instanceof NoDeviceMemory) return new NoDeviceMemory(message, { cause: error });
  return new DeviceError(message, { cause: error });
}
