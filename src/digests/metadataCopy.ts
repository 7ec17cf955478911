/** The second copy of a grid's metadata: every `zarr.json`, byte for byte, in one document that carries its own digest. */
import { z } from 'zod';
import { sealed, unsealed } from './sealedJson.js';

const metadataCopy = z.strictObject({
  identity: z.string(),
  /**
   * Texts of a file by its path in the grid's folder. Where there are several, it may be any of them, the newest last: the group's document
   * is another one when the last tile is there.
   */
  files: z.record(z.string(), z.array(z.string()).min(1)),
});

/** The metadata of a grid as it was written. */
export type MetadataCopy = Readonly<z.output<typeof metadataCopy>>;

/** The text of the copy. */
export function metadataCopyText(copy: MetadataCopy): string {
  return sealed(copy);
}

/** The copy of a text; undefined where it is damaged. */
export function parseMetadataCopy(text: string): MetadataCopy | undefined {
  const parsed = metadataCopy.safeParse(unsealed(text));
  return parsed.success ? parsed.data : undefined;
}
