/** The figure of `dualnu limit`: upper limits on |U|^2 against a mass, a curve for each experiment. */
import { ConfigError } from '../errors.js';
import { describeResponse, proseMarkup, spacedMarkup } from '../figures/caption.js';
import { axisTitleMarkup, quantityMarkup } from '../figures/parameterMarkup.js';
import { escapeMarkup } from '../figures/richText.js';
import { limitStretches, limitValue, type MassLimits } from '../results/massLimits.js';
import { percent } from '../words.js';
import { type Curve, type CurveFigure, wholeDecades } from './curve.js';

/** Curves that a figure can tell apart. */
const MOST_CURVES = 5;

/** Draws limits; ConfigError where there is none to draw, or more curves than can be told apart. */
export function massLimitFigure(result: MassLimits): CurveFigure {
  const { x, y, curves, fixed, constants, confidenceLevel, isExpected, model } = result;
  if (curves.length > MOST_CURVES) {
    throw new ConfigError(
      `${curves.length} experiments are too many for a figure; choose up to ${MOST_CURVES}, or write a .csv`,
    );
  }
  const values = curves.flatMap(({ limits }) => limits.flatMap((own) => limitValue(own) ?? []));
  if (values.length === 0) {
    throw new ConfigError(`no limit lies on the axis ${y.name}; scan a wider range of it`);
  }
  const [first] = curves;
  const title = curves.length === 1 && first ? proseMarkup(first.title) : 'Upper limits';
  const responses = [...new Set(curves.map(({ response }) => response))];
  const titles = curves.map((own) => `${escapeMarkup(own.name)}: ${proseMarkup(own.title)}`);
  return {
    title,
    parameters: [...fixed, ...constants].map((parameter) => quantityMarkup(parameter, parameter.value)),
    notes: [
      `${isExpected ? 'Expected' : 'Observed'} at ${spacedMarkup(percent(confidenceLevel))} CL, mass by mass${isExpected ? ' (Asimov data)' : ''};`,
      `model: ${proseMarkup(model)}.`,
      ...(curves.length > 1 ? [`${titles.join('; ')}.`] : []),
      `Response: ${responses.map((label) => proseMarkup(describeResponse(label))).join('; ')}.`,
    ].flatMap((sentence) => sentence.split(' ')),
    x: { ...x, title: axisTitleMarkup(x) },
    y: { title: axisTitleMarkup(y), range: wholeDecades(values) },
    curves: curves.map(
      ({ name, limits }): Curve => ({ label: escapeMarkup(name), pieces: limitStretches(x.values, limits) }),
    ),
  };
}
