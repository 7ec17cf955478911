/** JSON documents that carry their own digest, so that no byte of them can change unseen. */
import type { JsonValue } from '../json.js';
import { sha256 } from '../platform/sha256.js';

/** Key of the digest, the last of a sealed document. */
const SEAL = 'sha256';

/** A JSON object. */
export type JsonObject = { readonly [key: string]: JsonValue };

/** The text of a document with the SHA-256 of the text without it. The document must not have the key `sha256`. */
export function sealed(document: JsonObject): string {
  return textOf({ ...document, [SEAL]: sha256(textOf(document)) });
}

/** The document of a sealed text, or undefined where any byte of it is not as it was written. */
export function unsealed(text: string): JsonObject | undefined {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof found !== 'object' || found === null || Array.isArray(found)) return undefined;
  const { [SEAL]: _, ...document } = found as JsonObject;
  // Spaces and the order of keys count, too: the text must be the one that is written.
  return sealed(document) === text ? document : undefined;
}

const textOf = (document: JsonObject) => `${JSON.stringify(document, null, 1)}\n`;
