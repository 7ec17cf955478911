/** What was thrown as plain data, which may go from one thread to another without losing its class and exit code. */
import {
  ConfigError,
  DeviceError,
  DualnuError,
  type ErrorTag,
  InputDataError,
  NumericError,
  StoreError,
} from './errors.js';
import type { Mistake } from './mistakes.js';

const TAGGED = {
  ConfigError,
  InputDataError,
  DeviceError,
  NumericError,
  StoreError,
} as const satisfies Record<CarriedTag, unknown>;

/** No thread stops a scan: whoever is asked to does. */
type CarriedTag = Exclude<ErrorTag, 'StoppedError'>;

/** A tagged error in parts; anything else as it is, which structured cloning keeps (RangeError stays RangeError). */
export type PackedError =
  | {
      readonly tag: CarriedTag;
      readonly reason: string | readonly Mistake[];
      readonly stack: string | undefined;
    }
  | { readonly tag: undefined; readonly thrown: unknown };

/** Takes a thrown value apart. */
export function packError(thrown: unknown): PackedError {
  if (!(thrown instanceof DualnuError)) return { tag: undefined, thrown };
  const { tag, mistakes, message, stack } = thrown;
  if (tag === 'StoppedError') return { tag: undefined, thrown };
  return { tag, reason: mistakes.length > 0 ? mistakes : message, stack };
}

/** The thrown value again. */
export function unpackError(packed: PackedError): unknown {
  if (packed.tag === undefined) return packed.thrown;
  const error = new TAGGED[packed.tag](packed.reason);
  if (packed.stack !== undefined) error.stack = packed.stack;
  return error;
}
