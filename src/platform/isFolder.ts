/** Whether a path is a folder, or a file. */
import { stat } from 'node:fs/promises';

/** Whether there is a folder, or a link to one, at a path; false as well where the system does not tell. */
export function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** Whether there is a file, or a link to one, at a path; false as well where the system does not tell. */
export function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
