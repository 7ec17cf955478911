/** The figure of `dualnu width`: c tau against a mass. */
import { ConfigError } from '../errors.js';
import { axisTitleMarkup, quantityMarkup } from '../figures/parameterMarkup.js';
import { numberMarkup } from '../figures/richText.js';
import { modelOf } from '../model/models.js';
import { MAJORANA } from '../physics/decay.js';
import { type MassRange, type WidthPoint, type WidthRequest, widthPoint } from '../results/widthTable.js';
import { type Curve, type CurveFigure, spreadOver, wholeDecades } from './curve.js';

const CURVE_POINTS = 300;
const LABELS = { offshell: 'virtual *Z*′', onshell: 'real *Z*′' } as const;

/** c tau over the request's range, a curve for a virtual and one for a real Z'; ConfigError where there is no decay. */
export function widthFigure(
  request: WidthRequest,
  range: MassRange,
  points: readonly WidthPoint[],
): CurveFigure {
  const lengths = points.flatMap(({ ctau_cm }) => (ctau_cm === null ? [] : [ctau_cm]));
  if (lengths.length === 0) throw new ConfigError('no decay to a pair anywhere in the range; widen it');
  const { produced, daughter } = modelOf(request.model);
  const isMajorana = request.nature === MAJORANA;
  const beside = Object.entries(request.choices).filter(([, chosen]) => chosen);
  return {
    title: `Decay length of *ν*_${produced.index} to *ν*${daughter ? `_${daughter.index}` : ''} *e*^{+}*e*^{−}`,
    parameters: parametersOf(request, range),
    notes: [
      isMajorana ? 'Majorana neutrinos;' : 'Dirac neutrinos;',
      beside.length > 0
        ? `total width, with ${beside.map(([name]) => (name === 'dark' ? 'dark neutrinos' : name)).join(', ')}.`
        : 'only the decay to *e*^{+}*e*^{−} counts.',
    ],
    x: { ...range, title: axisTitleMarkup(range) },
    y: { title: '*c τ* (cm)', range: wholeDecades(lengths) },
    curves: curvesOf(request, range),
  };
}

/** Both modes on a grid of its own, finer than the table and dense where the Z' becomes real. */
function curvesOf(request: WidthRequest, range: MassRange): Curve[] {
  const [low = 0, high = 1] = [range.values[0], range.values.at(-1)];
  const at = (x: number) => widthPoint(request, { ...request.masses, [range.mass]: x });
  const edge = realEdge(request, range);
  const near = Array.from({ length: 60 }, (_, i) => (high - low) * 10 ** (-6 + i / 12));
  const even = spreadOver(range, CURVE_POINTS);
  const beside = near.flatMap((d) => [edge - d, edge + d, low + d, high - d]);
  const xs = [...even, ...beside, ...range.values].filter((x) => x >= low && x <= high);
  const points = [...new Set(xs)].sort((a, b) => a - b).map((x) => ({ x, ...at(x) }));
  return (['offshell', 'onshell'] as const).flatMap((mode) => {
    const piece = points.flatMap(({ x, decay_mode, ctau_cm }) =>
      decay_mode === mode && ctau_cm !== null ? [[x, ctau_cm] as const] : [],
    );
    return piece.length > 1 ? [{ label: LABELS[mode], pieces: [piece] }] : [];
  });
}

/** The value of the mass at which m - m' = mZ', GeV. */
function realEdge({ masses }: WidthRequest, { mass }: MassRange): number {
  const { m, mPrime, mZprime } = masses;
  return { m: mPrime + mZprime, mPrime: m - mZprime, mZprime: m - mPrime }[mass];
}

function parametersOf({ model, masses, couplings }: WidthRequest, { mass }: MassRange): string[] {
  const { produced, daughter, decayParameter } = modelOf(model);
  const values = [
    { key: 'm', text: quantityMarkup({ name: produced.mass }, masses.m) },
    ...(daughter ? [{ key: 'mPrime', text: quantityMarkup({ name: daughter.mass }, masses.mPrime) }] : []),
    { key: 'mZprime', text: quantityMarkup({ name: 'mZprime_gev' }, masses.mZprime) },
  ];
  const vertex = decayParameter
    ? quantityMarkup({ name: decayParameter }, couplings.decayVertex)
    : `|*V*_{μ${produced.index}}|^2 = ${numberMarkup(couplings.decayVertex ** 2)}`;
  return [
    ...values.filter(({ key }) => key !== mass).map(({ text }) => text),
    quantityMarkup({ name: 'epsilon' }, couplings.epsilon),
    quantityMarkup({ name: 'gD' }, couplings.gD),
    vertex,
    `*e* = ${numberMarkup(couplings.charge, 4)}`,
  ];
}
