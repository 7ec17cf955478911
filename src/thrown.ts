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

/** Only the main thread is stopped. */
type ThrownTag = Exclude<ErrorTag, 'StoppedError'>;

const TAGGED = {
  ConfigError,
  InputDataError,
  DeviceError,
  NumericError,
  StoreError,
} as const satisfies Record<ThrownTag, unknown>;

/** A tagged error in parts; anything else as it is, which structured cloning keeps (RangeError stays RangeError). */
export type PackedError =
  | {
      readonly tag: ThrownTag;
      readonly reason: string | readonly Mistake[];
      readonly stack: string | undefined;
    }
  | { readonly tag: undefined; readonly thrown: unknown };

/** Takes a thrown value apart. */
export function packError(thrown: unknown): PackedError {
  if (!(thrown instanceof DualnuError) || thrown.tag === 'StoppedError') return { tag: undefined, thrown };
  const { tag, mistakes, message, stack } = thrown;
  return { tag, reason: mistakes.length > 0 ? mistakes : message, stack };
}

/** The thrown value again. */
export function unpackError(packed: PackedError): unknown {
  if (packed.tag === undefined) return packed.thrown;
  const error = new TAGGED[packed.tag](packed.reason);
  if (packed.stack !== undefined) error.stack = packed.stack;
  return error;
}
