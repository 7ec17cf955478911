/** Grids of this format and of the last one, from formats/*.json: every file in base64 by its path. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Writes the grid of a format to `dir`. */
export async function unpackFormat(format: 1 | 2, dir: string): Promise<void> {
  const text = await readFile(join(import.meta.dirname, 'formats', `format${format}.json`), 'utf8');
  for (const [path, base64] of Object.entries(JSON.parse(text) as Record<string, string>)) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), Buffer.from(base64, 'base64'));
  }
}
