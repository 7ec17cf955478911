/** The figure of `dualnu limit`: upper limits on |U|^2 against a mass, a curve for each experiment. */

import { describeResponse, spacedMarkup } from '../drawing/captionText.js';
import { experimentNames } from '../drawing/experimentNames.js';
import { DEFAULT_STYLE, type FigureStyle } from '../drawing/figureStyle.js';
import { labelMarkup, sentenceMarkup } from '../drawing/labelMarkup.js';
import { axisTitleMarkup, quantityMarkup, reductionMarkup } from '../drawing/parameterMarkup.js';
import { ConfigError } from '../errors.js';
import { modelForReaders } from '../metadata/settingsInWords.js';
import { limitStretches, limitValue, type MassLimits } from '../results/massLimits.js';
import { percent } from '../words.js';
import { type Curve, type CurveFigure, wholeDecades } from './curve.js';

/** Most curves that can be distinguished in a figure. */
const MOST_CURVES = 5;

/** The figure of limits; ConfigError where there is no limit, or more curves than can be distinguished. */
export function massLimitFigure(result: MassLimits, style: FigureStyle = DEFAULT_STYLE): CurveFigure {
  const { x, y, curves, fixed, reduced, constants, confidenceLevel, isExpected, model } = result;
  if (curves.length > MOST_CURVES) {
    throw new ConfigError(
      `${curves.length} experiments are too many for a figure; choose up to ${MOST_CURVES}, or write a .csv`,
    );
  }
  const values = curves.flatMap(({ limits }) => limits.flatMap((limit) => limitValue(limit) ?? []));
  if (values.length === 0) {
    throw new ConfigError(`no limit lies on the axis ${y.name}; scan a wider range of it`);
  }
  const [first] = curves;
  const names = experimentNames(curves, style.names);
  const title = curves.length === 1 && first ? labelMarkup(first.title) : 'Upper limits';
  const responses = [...new Set(curves.map(({ response }) => response))];
  const titles = curves.map((curve, i) => {
    const name = names[i] ?? curve.name;
    return labelMarkup(curve.title.startsWith(name) ? curve.title : `${name}: ${curve.title}`);
  });
  return {
    title,
    parameters: [
      ...[...fixed, ...constants].map((parameter) => quantityMarkup(parameter, parameter.value)),
      ...reductionMarkup(reduced),
    ],
    notes: [
      `${isExpected ? 'Expected' : 'Observed'} at ${spacedMarkup(percent(confidenceLevel))} CL, mass by mass${isExpected ? ' (Asimov data)' : ''};`,
      `model: ${sentenceMarkup(modelForReaders(model))}.`,
      ...(curves.length > 1 ? [`${titles.join('; ')}.`] : []),
      `Response: ${responses.map((label) => labelMarkup(describeResponse(label))).join('; ')}.`,
    ].flatMap((sentence) => sentence.split(' ')),
    x: { ...x, title: axisTitleMarkup(x) },
    y: { title: axisTitleMarkup(y), range: wholeDecades(values) },
    curves: curves.map(
      ({ name, limits }, i): Curve => ({
        label: labelMarkup(names[i] ?? name),
        pieces: limitStretches(x.values, limits),
      }),
    ),
  };
}
