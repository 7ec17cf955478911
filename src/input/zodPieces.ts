/** Pieces of the schemas of data files. */
import * as z from 'zod';

/** The message for a missing citation. */
export const NO_SOURCE = 'missing citation; name the paper (arXiv number), or write ASSUMPTION and why';

/** Where a number comes from; a file without it is refused. */
export const source = z.string({ error: NO_SOURCE }).trim().min(1, NO_SOURCE);

/** Names, titles and labels: they go to figures and into tables. */
export const text = z
  .string()
  .trim()
  .min(1)
  .regex(/^[^\n\t]*$/, 'must be one line without tabs');

/** A number above 0. */
export const positive = z.number().positive();

/** A number that is 0 or more. */
export const notNegative = z.number().nonnegative();

/** Papers behind a file. */
export const citations = z
  .array(text, { error: 'missing citation; list at least one paper (arXiv number)' })
  .min(1, 'missing citation; list at least one paper (arXiv number)');

/** A key that is known and must not stand here, with what to do instead; lists of valid keys leave it out. */
export function refusedKey(what: string): z.ZodOptional<z.ZodNever> {
  return z.never({ error: what }).optional();
}
