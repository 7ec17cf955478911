/**
 * The tagged errors of dualnu. A message says what is wrong, where (file, line, key or grid index),
 * and what to do; each tag has its own exit code, so that a batch script can tell them apart.
 */

import { inOrder, type Mistake, mistakeLines } from './mistakes.js';

/** Tags and their process exit codes. 1 means an unforeseen error, 2 a wrong command line. */
export const EXIT_CODES = {
  ConfigError: 3,
  InputDataError: 4,
  DeviceError: 5,
  NumericError: 6,
  StoreError: 7,
  StoppedError: 130,
} as const;

/** One of the six tags. */
export type ErrorTag = keyof typeof EXIT_CODES;

/**
 * Base of every foreseen error, with a tag and an exit code. The message is one line, or one line for each mistake in the user's files.
 */
export abstract class DualnuError extends Error {
  abstract readonly tag: ErrorTag;
  /** The mistakes in files that caused the error, in the order of their lines; empty for other causes. */
  readonly mistakes: readonly Mistake[];

  constructor(reason: string | readonly Mistake[], options?: ErrorOptions) {
    const mistakes = typeof reason === 'string' ? [] : inOrder(reason);
    super(typeof reason === 'string' ? reason : mistakeLines(mistakes).join('\n'), options);
    this.mistakes = mistakes;
  }

  /** The message line by line, for a terminal. */
  get lines(): readonly string[] {
    return this.mistakes.length > 0 ? mistakeLines(this.mistakes) : [this.message];
  }

  /** Exit code of the process that ends with this error. */
  get exitCode(): number {
    return EXIT_CODES[this.tag];
  }
}

/** A scan file or a command-line value is wrong. */
export class ConfigError extends DualnuError {
  readonly tag = 'ConfigError';
}

/** A data file of an experiment, a nucleus or a sample of events is missing, malformed or inconsistent. */
export class InputDataError extends DualnuError {
  readonly tag = 'InputDataError';
}

/** No usable adapter, a lost device, an allocation or validation error of WebGPU. */
export class DeviceError extends DualnuError {
  readonly tag = 'DeviceError';

  /** The first line only, because drivers add pages. */
  override get lines(): readonly string[] {
    return this.message.split('\n').slice(0, 1);
  }
}

/** A computation exceeded its proven bounds: overflow, a non-finite result, or no convergence. */
export class NumericError extends DualnuError {
  readonly tag = 'NumericError';
}

/** A grid cannot be read or written, or is not the expected one. */
export class StoreError extends DualnuError {
  readonly tag = 'StoreError';
}

/** A scan was stopped on request, by a signal or a program's; whole tiles are kept. The exit code is that of shells: 128 and the signal's number. */
export class StoppedError extends DualnuError {
  readonly tag = 'StoppedError';
  /** Name of the signal, or of what asked for the end. */
  readonly signal: string;

  constructor(reason: string, signal: string) {
    super(reason);
    this.signal = signal;
  }

  override get exitCode(): number {
    return this.signal === 'SIGTERM' ? 143 : EXIT_CODES.StoppedError;
  }
}

/** The result of `piece`, or undefined if it throws an error with mistakes, which are added to `found`. Other errors are thrown again. */
export function attempt<T>(found: Mistake[], piece: () => T): T | undefined {
  try {
    return piece();
  } catch (error) {
    addMistakes(found, error);
    return undefined;
  }
}

/** The same for an asynchronous piece. */
export async function attemptAsync<T>(found: Mistake[], piece: () => Promise<T>): Promise<T | undefined> {
  try {
    return await piece();
  } catch (error) {
    addMistakes(found, error);
    return undefined;
  }
}

function addMistakes(found: Mistake[], error: unknown): void {
  if (!(error instanceof DualnuError) || error.mistakes.length === 0) throw error;
  for (const mistake of error.mistakes) found.push(mistake);
}
