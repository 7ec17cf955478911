/** The figure of `dualnu limits`: limits on |U|^2 against a mass, a curve for each experiment. */

import { at } from '../at.js';
import { type Curve, type CurveFigure, wholeDecades } from '../charts/curve.js';
import { describeResponse, spacedMarkup } from '../drawing/captionText.js';
import { experimentNames } from '../drawing/experimentNames.js';
import { labelMarkup, sentenceMarkup } from '../drawing/labelMarkup.js';
import {
  axisTitleMarkup,
  parameterMarkup,
  quantityMarkup,
  reductionMarkup,
} from '../drawing/parameterMarkup.js';
import { ConfigError } from '../errors.js';
import { modelForReaders } from '../metadata/settingsInWords.js';
import { flagInWords } from '../planes/flagFamilies.js';
import { DEFAULT_STYLE, type FigureStyle } from '../style/figureStyle.js';
import { listInWords, percent } from '../words.js';
import type { LimitCurve, MassLimit, MassLimits } from './massLimits.js';
import type { Threshold } from './thresholds.js';
import { excludesZero, limitValue, lowerValue, stateLines } from './words.js';

/** Most curves that can be distinguished in a figure. */
const MOST_CURVES = 5;

/** The figure of limits; ConfigError where there is no limit, or more curves than can be distinguished. */
export function massLimitFigure(result: MassLimits, style: FigureStyle = DEFAULT_STYLE): CurveFigure {
  const { x, y, curves, fixed, reduced, constants } = result;
  const names = experimentNames(curves, style.names);
  const drawn = drawnCurves(result, names);
  if (drawn.length > MOST_CURVES) {
    throw new ConfigError(
      `${drawn.length} curves are too many for a figure; choose experiments for up to ${MOST_CURVES}, or write a .csv`,
    );
  }
  const values = drawn.flatMap(({ pieces }) => pieces.flatMap((piece) => piece.map(([, value]) => value)));
  if (values.length === 0) {
    const lines = curves.flatMap(({ limits }) => stateLines(x, limits));
    throw new ConfigError(
      `no limit lies on the axis ${y.name} (${lines.join('; ')}); scan a wider range of it`,
    );
  }
  const [first] = curves;
  const isInterval = curves.some(({ limits }) => limits.some(excludesZero));
  return {
    title:
      curves.length === 1 && first
        ? labelMarkup(first.title)
        : isInterval
          ? 'Limits and intervals'
          : 'Upper limits',
    parameters: [
      ...[...fixed, ...constants].map((parameter) => quantityMarkup(parameter, parameter.value)),
      ...reductionMarkup(reduced),
    ],
    notes: notesOf(result, names).flatMap((sentence) => sentence.split(' ')),
    x: { ...x, title: axisTitleMarkup(x) },
    y: { title: axisTitleMarkup(y), range: wholeDecades(values) },
    curves: drawn,
    rules: result.thresholds.map((threshold) => threshold.at),
  };
}

/** Observed curves, and those expected beside them. The lower ends of intervals have the style of the upper ones. */
function drawnCurves({ x, curves, thresholds, expectedFrom }: MassLimits, names: readonly string[]): Curve[] {
  const isPair = expectedFrom !== undefined;
  const pieces = (limits: readonly MassLimit[]) => [
    ...limitStretches(x.values, limits, limitValue, thresholds),
    ...limitStretches(x.values, limits, lowerValue, thresholds),
  ];
  return curves.flatMap(({ limits, expected }, i): Curve[] => {
    const name = at(names, i);
    const label = (word: string) => {
      const words = isPair ? (curves.length === 1 ? [word] : [name, word]) : [name];
      return labelMarkup(words.join(', '));
    };
    const observed = { label: label('observed'), pieces: pieces(limits) };
    return expected === undefined
      ? [observed]
      : [observed, { label: label('expected'), pieces: pieces(expected) }];
  });
}

/** Stretches of masses that have a value, none across a threshold: points (mass, value) in the order of `xs`. */
export function limitStretches(
  xs: readonly number[],
  limits: LimitCurve['limits'],
  valueAt: (limit: MassLimit) => number | undefined,
  thresholds: readonly Pick<Threshold, 'after'>[] = [],
): (readonly [x: number, limit: number])[][] {
  const stretches: (readonly [number, number])[][] = [[]];
  xs.forEach((x, i) => {
    const limit = limits[i];
    const value = limit === undefined ? undefined : valueAt(limit);
    if (value !== undefined) stretches.at(-1)?.push([x, value]);
    if (value === undefined || thresholds.some(({ after }) => after === i)) stretches.push([]);
  });
  return stretches.filter((stretch) => stretch.length > 0);
}

/** The sentences below the frame: kind and level, where there is no number, model and responses. */
function notesOf(result: MassLimits, names: readonly string[]): string[] {
  const { x, y, curves, confidenceLevel, degreesOfFreedom, level, isExpected, expectedFrom, model } = result;
  const mixing = parameterMarkup(y.name);
  const kind = isExpected
    ? 'Expected (Asimov data)'
    : expectedFrom === undefined
      ? 'Observed'
      : 'Observed, and expected with Asimov data';
  const free =
    degreesOfFreedom === 1
      ? `one degree of freedom, ${mixing} at each ${parameterMarkup(x.name)}`
      : `two degrees of freedom, as for a contour`;
  const titles = curves.map(({ title }, i) => {
    const name = at(names, i);
    return labelMarkup(title.startsWith(name) ? title : `${name}: ${title}`);
  });
  const responses = [...new Set(curves.map(({ response }) => response))];
  return [
    `${kind}, at ${spacedMarkup(percent(confidenceLevel))} CL, mass by mass: Δ*χ*^{2} = ${level.toFixed(2)} (${free}).`,
    ...(curves.some(({ limits }) => limits.some(excludesZero))
      ? []
      : [`Larger ${mixing} is ${isExpected ? 'expected to be excluded' : 'excluded'}.`]),
    ...missingSentence(result),
    ...thresholdSentence(result),
    ...flagSentence(result),
    ...(curves.some(({ limits }) => limits.some(excludesZero))
      ? [`Larger ${mixing} is excluded; where ${mixing} = 0 is, too, both ends of the interval are drawn.`]
      : []),
    `Model: ${sentenceMarkup(modelForReaders(model))}.`,
    ...(curves.length > 1 ? [`${titles.join('; ')}.`] : []),
    `Response: ${responses.map((label) => labelMarkup(describeResponse(label))).join('; ')}.`,
  ];
}

/** Where curves are interrupted because they jump. */
function thresholdSentence({ x, thresholds }: MassLimits): string[] {
  return thresholds.map(
    ({ at: value, above }) =>
      `Dotted: ${quantityMarkup(x, value)}, above which the *Z*\u2032 is ${above === 'onshell' ? 'real' : 'virtual'}.`,
  );
}

/** Why curves are interrupted: `Interrupted where the limit is above the range.` */
function missingSentence({ curves }: MassLimits): string[] {
  const all = curves.flatMap(({ limits, expected = [] }) => [...limits, ...expected]);
  const isAny = (kind: string) =>
    all.some(({ isClosed, interval: { upper } }) => !isClosed && upper.kind === kind);
  const why = [
    ...(isAny('above') ? ['the limit is above the range that was scanned'] : []),
    ...(isAny('below') ? ['it is below the range'] : []),
    ...(isAny('unknown') ? ['*χ*^{2} is missing'] : []),
    ...(all.some(({ isClosed }) => isClosed) ? ['no signal is possible'] : []),
  ];
  return why.length === 0 ? [] : [`No curve where ${listInWords(why)}.`];
}

/** The flags of grid points beside limits that are drawn. */
function flagSentence({ curves }: MassLimits): string[] {
  const limits = curves.flatMap(({ limits: observed, expected = [] }) => [...observed, ...expected]);
  const flags = limits.flatMap((limit) => (limitValue(limit) === undefined ? [] : limit.flags));
  const names = listInWords(flags.map(flagInWords), 'and');
  return names === '' ? [] : [`Flagged at some masses: ${names}.`];
}
