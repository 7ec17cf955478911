/** The flags of a bit field, by its attributes. */
import type { VariableSpec } from '../tiles/variables.js';

/** Name and mask of a flag. */
export type FlagMask = readonly [name: string, mask: number];

/** Name and mask of every flag of a variable; none where it holds numbers. */
export function masksOf({ attributes }: Pick<VariableSpec, 'attributes'>): FlagMask[] {
  const masks = attributes.flag_masks;
  const names = String(attributes.flag_meanings ?? '').split(' ');
  return Array.isArray(masks) ? names.map((name, i) => [name, Number(masks[i])]) : [];
}
