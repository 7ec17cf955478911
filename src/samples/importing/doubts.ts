/** What no event shows by itself, and all of them do: frames that are not the experiment's. */
import { shareInWords, shortNumber } from '../../words.js';
import type { EventColumns } from '../eventSample.js';

/** N flies straight: an angle to its momentum above this is not rounding, degrees. */
const STRAIGHT = 1;

/** Shorter flights are lost in the rounding of positions, cm. */
const SHORT = 0.1;

/** Share of events from which a doubt is told. */
const FEW = 0.01;

/** Pairs of a beam along +z fly on average along it; a mean direction beyond this is another frame, or very few events. Degrees. */
const ALONG_BEAM = 5;

/** Sentences for warnings; none where frames look right. */
export function doubtsOf(events: EventColumns): string[] {
  return [flightDoubt(events), directionDoubt(events)].flatMap((doubt) => doubt ?? []);
}

function flightDoubt({ count, produced, scatter, decay }: EventColumns): string | undefined {
  if (produced === undefined) return undefined;
  let [seen, crooked] = [0, 0];
  for (let row = 0; row < count; row++) {
    const flight = (['x', 'y', 'z'] as const).map(
      (axis) => (decay[axis][row] ?? 0) - (scatter[axis][row] ?? 0),
    );
    const momentum = (['px', 'py', 'pz'] as const).map((part) => produced[part][row] ?? 0);
    const [length, p] = [Math.hypot(...flight), Math.hypot(...momentum)];
    if (length < SHORT || p === 0) continue;
    seen += 1;
    const cosine = flight.reduce((sum, step, i) => sum + step * (momentum[i] ?? 0), 0) / (length * p);
    if (cosine < Math.cos((STRAIGHT * Math.PI) / 180)) crooked += 1;
  }
  if (crooked <= FEW * seen) return undefined;
  const share = shareInWords(crooked / seen);
  return `in ${share} of the events N flies from scattering to decay at more than ${STRAIGHT} degree to its momentum; are positions and momenta in the same axes?`;
}

/** The mean direction of pairs by their expected number. */
function directionDoubt({ count, weight, minus, plus }: EventColumns): string | undefined {
  const mean = [0, 0, 0];
  let [total, squares] = [0, 0];
  for (let row = 0; row < count; row++) {
    const p = (['px', 'py', 'pz'] as const).map((part) => (minus[part][row] ?? 0) + (plus[part][row] ?? 0));
    const size = Math.hypot(...p);
    const w = weight[row] ?? 0;
    if (!(size > 0)) continue;
    for (const [i, part] of p.entries()) mean[i] = (mean[i] ?? 0) + (w * part) / size;
    total += w;
    squares += w * w;
  }
  const [x = 0, y = 0, z = 0] = mean;
  const angle = (180 / Math.PI) * Math.atan2(Math.hypot(x, y), z);
  // The mean of a few directions is not along the beam either: each adds at most 1 to a sum across it.
  const chance = 5 * Math.sqrt(squares);
  if (angle < ALONG_BEAM || Math.hypot(x, y) < chance || total === 0) return undefined;
  return `pairs fly on average at ${shortNumber(angle)} degrees to +z; the beam must be along +z: turn momenta and positions into its axes`;
}
