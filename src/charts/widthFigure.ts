/** The figure of `dualnu width`: c tau against a mass. */
import { ConfigError } from '../errors.js';
import { axisTitleMarkup, quantityMarkup } from '../figures/caption.js';
import { numberMarkup } from '../figures/richText.js';
import { MAJORANA } from '../physics/decay.js';
import { decayLengthCurves } from '../results/decayLengthCurves.js';
import type { MassRange, WidthPoint, WidthRequest } from '../results/widthTable.js';
import { type CurveFigure, wholeDecades } from './curve.js';

const LABELS = { offshell: 'virtual *Z*′', onshell: 'real *Z*′' } as const;

/** c tau over the request's range, a curve for a virtual and one for a real Z'; ConfigError where there is no decay. */
export function widthFigure(
  request: WidthRequest,
  range: MassRange,
  points: readonly WidthPoint[],
): CurveFigure {
  const lengths = points.flatMap(({ ctau_cm }) => (ctau_cm === null ? [] : [ctau_cm]));
  if (lengths.length === 0) throw new ConfigError('no decay to a pair anywhere in the range; widen it');
  const isDual = request.model === 'dual';
  const isMajorana = request.nature === MAJORANA;
  const beside = Object.entries(request.choices).filter(([, chosen]) => chosen);
  return {
    title: `Decay length of *ν*_${isDual ? '5' : '4'} to *ν*${isDual ? '_4' : ''} *e*^{+}*e*^{−}`,
    parameters: parametersOf(request, range),
    notes: [
      isMajorana ? 'Majorana neutrinos;' : 'Dirac neutrinos;',
      beside.length > 0
        ? `total width, with ${beside.map(([name]) => (name === 'dark' ? 'dark neutrinos' : name)).join(', ')}.`
        : 'only the decay to *e*^{+}*e*^{−} counts.',
    ],
    x: { ...range, title: axisTitleMarkup(range.name) },
    y: { title: '*c τ* (cm)', range: wholeDecades(lengths) },
    curves: decayLengthCurves(request, range).map(({ mode, points: curve }) => ({
      label: LABELS[mode],
      pieces: [curve],
    })),
  };
}

function parametersOf({ model, masses, couplings }: WidthRequest, { mass }: MassRange): string[] {
  const isDual = model === 'dual';
  const values = [
    { key: 'm', text: quantityMarkup(isDual ? 'm5_gev' : 'm4_gev', masses.m) },
    ...(isDual ? [{ key: 'mPrime', text: quantityMarkup('m4_gev', masses.mPrime) }] : []),
    { key: 'mZprime', text: quantityMarkup('mZprime_gev', masses.mZprime) },
  ];
  const vertex = isDual
    ? quantityMarkup('V54', couplings.decayVertex)
    : `|*V*_{μ4}|^2 = ${numberMarkup(couplings.decayVertex ** 2)}`;
  return [
    ...values.filter(({ key }) => key !== mass).map(({ text }) => text),
    quantityMarkup('epsilon', couplings.epsilon),
    quantityMarkup('gD', couplings.gD),
    vertex,
    `*e* = ${numberMarkup(couplings.charge, 4)}`,
  ];
}
