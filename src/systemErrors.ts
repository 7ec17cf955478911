/** What the file system says went wrong, in words. */
import { StoreError } from './errors.js';

/** Explanations of the operating system's error codes. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the disk quota is used up',
  EIO: 'the disk reports an error (EIO)',
  ENOENT: 'no such file or folder',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EEXIST: 'a file of that name is in the way',
  EISDIR: 'a folder of that name is in the way',
  ENOTEMPTY: 'the folder is not empty',
  ENAMETOOLONG: 'the name is too long',
};

/** Code of a file-system error (`ENOENT`, ...), or undefined for any other value. */
export function systemErrorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Whether an error says that a file, or a folder on its way, is not there. */
export function isAbsent(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(systemErrorCode(error) ?? '');
}

/** Turns a file-system error into a one-line StoreError: what failed (`cannot write`), where, and why. */
export function storeErrorFrom(error: unknown, what: string, path: string): StoreError {
  if (error instanceof StoreError) return error;
  const code = systemErrorCode(error);
  const reason = (code && REASONS[code]) ?? code ?? (error instanceof Error ? error.message : String(error));
  return new StoreError(`${what} ${path}: ${reason}`, { cause: error });
}
