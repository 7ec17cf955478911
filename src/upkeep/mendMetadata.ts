/**
 * Mends the metadata of a grid. What is believed, first to last: the second copy, if its own digest holds; what the scan file gives, if it is
 * the scan of the identity that the documents agree on, or, where they do not, of the one that the tiles belong to.
 */
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseTileDigests } from '../digests/tileDigests.js';
import { ConfigError, StoreError } from '../errors.js';
import { pathOfKey, writeAtomically } from '../grid/atomicStore.js';
import {
  findMetadataCopy,
  readGridText,
  readGridTexts,
  textsOfCopy,
  writeMetadataCopy,
} from '../grid/metadataFiles.js';
import { gridOfTexts } from '../grid/nativeGrid.js';
import type { Grid } from '../grid/store.js';
import { readRunLog } from '../grid/writing/runLog.js';
import { attributesOfDocument } from '../metadata/arrays.js';
import { coordinateBytes, DOCUMENT, metadataTexts, withComplete } from '../metadata/documents.js';
import type { Damage } from './damage.js';
import type { Examination } from './examine.js';
import { loggedScan, type MadeBy, scanOfGrid, specifyScan } from './scanOfGrid.js';

/** Writes documents, second copy and coordinates that are damaged from what is believed; returns their paths. */
export async function mendMetadata(
  grid: Grid,
  { damage, absent, grid: trusted }: Examination,
  scanFile: string | undefined,
): Promise<string[]> {
  const { dir } = grid;
  const paths = (kind: Damage['kind']) => damage.flatMap((one) => (one.kind === kind ? [one.path] : []));
  const mended: string[] = [];
  if (trusted !== undefined && paths('second copy').length > 0) {
    mended.push(...(await writeAnew(grid, scanFile)));
    mended.push(...paths('second copy'));
  } else if (trusted !== undefined) {
    const copy = (await findMetadataCopy(dir))?.copy;
    const texts =
      copy === undefined
        ? new Map<string, string>()
        : textsOfCopy(copy, absent.size > 0 ? 'oldest' : 'newest');
    for (const path of paths('metadata')) {
      await writeAtomically(pathOfKey(dir, path), knownOf(texts, path));
      mended.push(path);
    }
  }
  const bytes = coordinateBytes(grid);
  for (const path of paths('coordinate')) {
    await writeAtomically(pathOfKey(dir, path), knownOf(bytes, path));
    mended.push(path);
  }
  return mended;
}

/** What is known of a damaged file. RangeError where nothing is: an empty file in its place would be damage anew. */
function knownOf<T>(files: ReadonlyMap<string, T>, path: string): T {
  const known = files.get(path);
  if (known === undefined) throw new RangeError(`nothing is known of what ${path} held`);
  return known;
}

/**
 * Writes the second copy, and documents that are not what the scan gives; returns the paths of these. Only the configuration has a digest in the
 * documents: without their second copy nothing but the scan shows that the others of their words are as they were written. ConfigError without a
 * scan file, or with another scan's; StoreError where another version of dualnu wrote the grid.
 */
async function writeAnew(grid: Grid, scanFile: string | undefined): Promise<string[]> {
  const { dir, attributes } = grid;
  const made = { ...attributes, ...(await madeBy(dir)) };
  const { spec, isSameVersion } = await scanOfGrid({ ...grid, attributes: made }, scanFile);
  if (!isSameVersion)
    throw new StoreError(
      `${dir}: the second copy of its metadata is lost, and only dualnu ${attributes.dualnu_version}, which made it, can tell whether they are as they were written; repair it with that version, or scan again with --overwrite`,
    );
  const texts = metadataTexts(spec);
  const found = await readGridTexts(dir, texts.keys());
  const others = [...texts].filter(([path, text]) => {
    const written = path === DOCUMENT ? [withComplete(text, false), withComplete(text, true)] : [text];
    return !written.some((one) => one === found.get(path));
  });
  for (const [path, text] of others) await writeAtomically(pathOfKey(dir, path), text);
  await writeMetadataCopy(dir, spec, texts);
  return others.map(([path]) => path);
}

/** Writes all metadata from a scan file, where nothing of them can be believed. ConfigError without one. */
export async function gridFromScan(dir: string, file: string | undefined): Promise<Grid> {
  if (file === undefined)
    throw new ConfigError(
      `${dir}: neither the metadata nor their second copy are as they were written; give the scan file of the grid with --scan FILE`,
    );
  const identity = await identityOfTiles(dir);
  const logged = (await loggedScan({ dir, identity }, file)) ?? { file };
  const { spec } = await specifyScan(logged, await madeBy(dir));
  if (identity !== undefined && identity !== spec.identity)
    throw new ConfigError(
      `${file}: is not the scan of ${dir}, whose tiles belong to the identity ${identity.slice(0, 12)}; its own is ${spec.identity.slice(0, 12)}`,
    );
  const texts = metadataTexts(spec);
  for (const [path, text] of texts) await writeAtomically(pathOfKey(dir, path), text);
  await writeMetadataCopy(dir, spec, texts);
  return gridOfTexts(dir, texts, 'digested');
}

/** Engine, adapter and driver: of the run log, otherwise of the group's attributes as far as they can be read, which may be what is damaged. */
async function madeBy(dir: string): Promise<MadeBy> {
  const text = (await readGridText(dir, DOCUMENT)) ?? '';
  const candidates = [...(await readRunLog(dir)).toReversed(), attributesIn(dir, text)];
  for (const { engine, adapter, driver } of candidates) {
    if (typeof engine === 'string' && typeof adapter === 'string' && typeof driver === 'string')
      return { engine, adapter, driver };
  }
  throw new StoreError(`${dir}: neither its attributes nor its run log say which engine made it; scan again`);
}

function attributesIn(dir: string, text: string): Readonly<Record<string, unknown>> {
  try {
    return attributesOfDocument(dir, text);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return {};
  }
}

/** The identity that the digests of any tile name; undefined without one. */
async function identityOfTiles(dir: string): Promise<string | undefined> {
  const found = await findMetadataCopy(dir);
  if (found === undefined) return undefined;
  const folder = dirname(found.path);
  for (const name of await readdir(join(dir, folder))) {
    const digests = parseTileDigests((await readGridText(dir, `${folder}/${name}`)) ?? '');
    if (digests !== undefined) return digests.identity;
  }
  return undefined;
}
