/** Schema of a table's axes and columns in the steps of a response. */
import * as z from 'zod';
import { strictObject } from '../input/zodIssues.js';
import { text } from '../input/zodPieces.js';
import { QUANTITIES } from '../physics/quantities.js';
import { MAX_RANK } from '../physics/responseLayout.js';

/** A quantity that a step refers to. */
export const quantity = z.enum(QUANTITIES);

/**
 * A table's axis: its quantity, which names its column or columns (`e_vis_gev`, or `e_vis_gev_low` and `e_vis_gev_high`), and
 * whether it is read at the nearest point (or in the bin), or linearly between points (or bin centres).
 */
const axis = strictObject({ quantity, lookup: z.enum(['nearest', 'linear']) });

/** Axes of a table. */
export const axes = z.array(axis).min(1).max(MAX_RANK);

/** Column of a table's values if it does not have the default name; one file can then hold several tables. */
export const column = text.optional();

/** An axis, validated. */
export type AxisEntry = z.output<typeof axis>;
