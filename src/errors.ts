/**
 * The tagged errors of dualnu. A message says what is wrong, where (file, line, key or grid index),
 * and what to do; each tag has its own exit code, so that a batch script can tell them apart.
 */

/** Tags and their process exit codes; 1 is left to unforeseen errors, 2 to wrong command lines. */
export const EXIT_CODES = {
  ConfigError: 3,
  InputDataError: 4,
  DeviceError: 5,
  NumericError: 6,
  StoreError: 7,
} as const;

/** One of the five tags. */
export type ErrorTag = keyof typeof EXIT_CODES;

/** Base of every foreseen error: a tag, an exit code and a one-line message. */
export abstract class DualnuError extends Error {
  abstract readonly tag: ErrorTag;

  /** Exit code of the process that ends with this error. */
  get exitCode(): number {
    return EXIT_CODES[this.tag];
  }
}

/** A scan file or a command-line value is wrong. */
export class ConfigError extends DualnuError {
  readonly tag = 'ConfigError';
}

/** An experiment's or a nucleus's data file is missing, malformed or inconsistent. */
export class InputDataError extends DualnuError {
  readonly tag = 'InputDataError';
}

/** No usable adapter, a lost device, an allocation or validation error of WebGPU. */
export class DeviceError extends DualnuError {
  readonly tag = 'DeviceError';
}

/** A computation left its proven bounds: overflow, non-finite result, no convergence. */
export class NumericError extends DualnuError {
  readonly tag = 'NumericError';
}

/** A grid cannot be read or written, or is another grid than the one expected. */
export class StoreError extends DualnuError {
  readonly tag = 'StoreError';
}
