/** c tau against a mass as curves: finer than the table, and dense where the mediator becomes real. */
import { spreadOver, within } from './axisSamples.js';
import { type MassRange, type WidthRequest, widthPoint } from './widthTable.js';

const CURVE_POINTS = 300;

/** A curve of one decay mode: points (mass in GeV, c tau in cm) in order of mass, two at least. */
export interface DecayLengthCurve {
  readonly mode: 'offshell' | 'onshell';
  readonly points: readonly (readonly [massGev: number, ctauCm: number])[];
}

/** The curves of both modes over a range, of those that there are. */
export function decayLengthCurves(request: WidthRequest, range: MassRange): DecayLengthCurve[] {
  const [low = 0, high = 1] = [range.values[0], range.values.at(-1)];
  const edge = realEdge(request, range);
  const near = Array.from({ length: 60 }, (_, i) => (high - low) * 10 ** (-6 + i / 12));
  const even = spreadOver(range, CURVE_POINTS);
  const beside = near.flatMap((d) => [edge - d, edge + d, low + d, high - d]);
  const points = within(range, [...even, ...beside, ...range.values]).map((x) => ({
    x,
    ...widthPoint(request, { ...request.masses, [range.mass]: x }),
  }));
  return (['offshell', 'onshell'] as const).flatMap((mode) => {
    const piece = points.flatMap(({ x, decay_mode, ctau_cm }) =>
      decay_mode === mode && ctau_cm !== null ? [[x, ctau_cm] as const] : [],
    );
    return piece.length > 1 ? [{ mode, points: piece }] : [];
  });
}

/** The value of the mass at which m - m' = mX, GeV. */
function realEdge({ masses }: WidthRequest, { mass }: MassRange): number {
  const { m, mPrime, mX } = masses;
  return { m: mPrime + mX, mPrime: m - mX, mX: m - mPrime }[mass];
}
