/**
 * The two forms in which templates keep their dependence on c tau, and which of them a device uses. docs/numerics.md, "Templates".
 *
 * Both are within the bounds of docs/numerics.md, and differ only in what they cost. Lanes that are lifetimes leave a GPU no memory to wait for, but
 * take an exponential for each event and lifetime, which a CPU has to compute one after another.
 */
import { KERNEL_SIZES } from './kernelSizes.js';

/** Names of the forms: measures in x = d m/p_N, or sums at values of 1/(c tau). */
export type TemplateForm = 'measures' | 'lifetimes';

/** What the passes have to know of a form. */
export interface TemplateFormSizes {
  /** Events that are summed in float32 before the sum is added in fixed point. A grid's bits depend on it. */
  readonly eventsPerWorkgroup: number;
  /** Most bytes of the records of a dispatch: so that they stay in a cache, or so that there are enough workgroups for every processor. */
  readonly recordsBytes: number;
}

/** The forms. */
export const TEMPLATE_FORMS: Readonly<Record<TemplateForm, TemplateFormSizes>> = {
  measures: { eventsPerWorkgroup: KERNEL_SIZES.EVENTS_PER_WORKGROUP, recordsBytes: 2 ** 26 },
  lifetimes: { eventsPerWorkgroup: 1024, recordsBytes: 2 ** 28 },
};

/** The form that is faster on a device: measures on a software adapter, lifetimes on hardware. */
export function templateFormOf({ software }: { readonly software: boolean }): TemplateForm {
  return software ? 'measures' : 'lifetimes';
}
