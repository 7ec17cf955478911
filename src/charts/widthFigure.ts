/** The figure of `dualnu width`: c tau against a mass. */

import { axisTitleMarkup, quantityMarkup } from '../drawing/parameterMarkup.js';
import { numberMarkup } from '../drawing/richText.js';
import { ConfigError } from '../errors.js';
import { mediatorOf, modelOf } from '../model/models.js';
import { MAJORANA } from '../physics/decay.js';
import { decayLengthCurves } from '../results/decayLengthCurves.js';
import type { MassRange, WidthPoint, WidthRequest } from '../results/widthTable.js';
import { type CurveFigure, wholeDecades } from './curve.js';

const LABELS = { offshell: 'virtual', onshell: 'real' } as const;

/** c tau over the request's range, a curve for a virtual and one for a real mediator; ConfigError where there is no decay. */
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
    curves: decayLengthCurves(request, range).map(({ mode, points: curve }) => ({
      label: `${LABELS[mode]} ${mediatorOf(request.model).markup}`,
      pieces: [curve],
    })),
  };
}

function parametersOf({ model, masses, couplings }: WidthRequest, { mass }: MassRange): string[] {
  const { produced, daughter, decayParameter, mediator } = modelOf(model);
  const values = [
    { key: 'm', text: quantityMarkup({ name: produced.mass }, masses.m) },
    ...(daughter ? [{ key: 'mPrime', text: quantityMarkup({ name: daughter.mass }, masses.mPrime) }] : []),
    { key: 'mX', text: quantityMarkup({ name: mediator.mass }, masses.mX) },
  ];
  const vertex = decayParameter
    ? quantityMarkup({ name: decayParameter }, couplings.decayVertex)
    : `|*V*_{μ${produced.index}}|^2 = ${numberMarkup(couplings.decayVertex ** 2)}`;
  return [
    ...values.filter(({ key }) => key !== mass).map(({ text }) => text),
    quantityMarkup({ name: mediator.matter }, couplings.epsilon),
    quantityMarkup({ name: mediator.dark }, couplings.gD),
    vertex,
    `*e* = ${numberMarkup(couplings.charge, 4)}`,
  ];
}
