/** Names beside a grid: what its writers keep there until it is whole. */
import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

/** The folder of a grid, absolute and with links followed, so that all its writers find each other. It need not exist. */
export async function placeOf(dir: string): Promise<string> {
  const path = resolve(dir);
  const real = (place: string) => realpath(place).catch(() => undefined);
  const parent = dirname(path);
  return (await real(path)) ?? join((await real(parent)) ?? parent, basename(path));
}

/** Folder with a file for each writer of the grid at a place, while it writes. */
export const writersBeside = (place: string) => `${place}.writers`;

/** Folder of the grid that will take the place of the one that is there. */
export const replacementBeside = (place: string) => `${place}.replacement`;

/** Folder of the grid that was there, while it is removed. */
export const replacedBeside = (place: string) => `${place}.replaced`;
