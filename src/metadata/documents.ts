/** The files of a grid before its first tile, from its specification: metadata documents, and the values of its coordinates. */

import { extraDimensions } from '../tiles/variables.js';
import { arrayDocuments } from './arrayMetadata.js';
import { attributesOfGroup, type GridSpec } from './manifest.js';

/** Name of every metadata document. */
export const DOCUMENT = 'zarr.json';

/** Path in the grid of an array's document. */
export const documentOf = (array: string): string => `${array}/${DOCUMENT}`;

/** Path in the grid of the only chunk of a coordinate. */
export const coordinateChunk = (name: string): string => `${name}/c/0`;

/** The text of every metadata document by its path in the grid, that of the group first. */
export function metadataTexts(spec: GridSpec): Map<string, string> {
  const arrays = arrayDocuments(spec);
  // Consolidated metadata as zarr-python writes it: xarray then opens the grid in one read and without a warning.
  const group = {
    zarr_format: 3,
    node_type: 'group',
    attributes: attributesOfGroup(spec),
    consolidated_metadata: {
      kind: 'inline',
      must_understand: false,
      metadata: Object.fromEntries(arrays),
    },
  };
  const texts = [...arrays].map(([name, document]): [string, string] => [
    documentOf(name),
    textOfArray(document),
  ]);
  return new Map([[DOCUMENT, JSON.stringify(group, null, 1)], ...texts]);
}

/** The texts of all other documents by their paths, from the group's, which holds them once more; none where it is not as a scan writes it. */
export function consolidatedTexts(text: string): Map<string, string> {
  const { consolidated_metadata: consolidated } = JSON.parse(text) as {
    consolidated_metadata?: { metadata?: Record<string, unknown> };
  };
  return new Map(
    Object.entries(consolidated?.metadata ?? {}).map(([name, array]) => [
      documentOf(name),
      textOfArray(array),
    ]),
  );
}

const textOfArray = (document: unknown) => JSON.stringify(document, null, 2);

/** The text of the group's document that says whether all tiles are there. */
export function withComplete(text: string, complete: boolean): string {
  const group = JSON.parse(text);
  group.attributes.complete = complete ? 1 : 0;
  return JSON.stringify(group, null, 1);
}

/** The bytes of every coordinate by its path in the grid: values of the axes, and the indices of further dimensions. */
export function coordinateBytes({
  axes,
  variables,
}: Pick<GridSpec, 'axes' | 'variables'>): Map<string, Uint8Array> {
  const values = axes.map(({ name, values }): [string, Uint8Array] => [
    coordinateChunk(name),
    new Uint8Array(Float64Array.from(values).buffer),
  ]);
  const indices = extraDimensions(variables).map(({ name, size }): [string, Uint8Array] => [
    coordinateChunk(name),
    new Uint8Array(Uint32Array.from({ length: size }, (_, i) => i).buffer),
  ]);
  return new Map([...values, ...indices]);
}
