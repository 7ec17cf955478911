/** The words of a figure: experiment, parameter values, minimum, and response. */

import { type NamedCoarseAxis, twoDigits } from '../contouring/coarseness.js';
import type { Contour } from '../contouring/contour.js';
import { CAPTION_SIZES, describeResponse, percentMarkup, wrap } from '../drawing/captionText.js';
import { sentenceMarkup } from '../drawing/labelMarkup.js';
import { parameterMarkup, quantityMarkup, reductionMarkup } from '../drawing/parameterMarkup.js';
import { escapeMarkup, minus, numberMarkup } from '../drawing/richText.js';
import { titleLines } from '../drawing/titleMarkup.js';
import { mapNote } from '../marks/colourMap.js';
import { overlaySentences } from '../marks/overlaySentences.js';
import { isBeyond } from '../marks/shownRange.js';
import { UNREACHED_NOTE } from '../marks/unreached.js';
import { type GridAttributes, statisticInWords } from '../metadata/manifest.js';
import { modelForReaders, productionForReaders, statisticForReaders } from '../metadata/settingsInWords.js';
import { isDefaultValue } from '../model/parameters.js';
import { refinementSentence, type ShownRefinement } from '../planes/finer/refinementWords.js';
import { minimumOf } from '../planes/placeWords.js';
import { isMarginal } from '../planes/reductions.js';
import { overInWords } from '../planes/reductionWords.js';
import type { PlaneChoice } from '../planes/slice.js';
import { isAsimov } from '../planes/wording.js';
import { type PlaneContours, shownRegion } from '../results/contours.js';
import type { FigureStyle } from '../style/figureStyle.js';
import { listInWords } from '../words.js';

/** Lines of markup (richText.ts) above and below the frame. */
export interface Caption {
  readonly titles: readonly string[];
  /** The values of every parameter that is not an axis of the figure. */
  readonly parameters: readonly string[];
  readonly notes: readonly string[];
}

/** Writes the caption of some contours, in lines no wider than `width` pixels; a plain figure has no notes. */
export function writeCaption(result: PlaneContours, width: number, style: FigureStyle): Caption {
  const { fixed, reduced, attributes } = result;
  const levels = result.contours.map(({ cl }) => percentMarkup(cl));
  const sentences = [
    ...provenanceSentences(attributes),
    ...(style.hasMap ? [mapNote(result.contours, result.refinement !== undefined)] : []),
    ...describeFit(result),
    ...describeRefinement(result.refinement),
    ...overlaySentences(result.overlays, [result.plane.x, result.plane.y], listInWords(levels, 'and')),
    ...describeCoarseAxes(result.coarseAxes),
    ...(isBeyond(result.plane.x, style.xRange) || isBeyond(result.plane.y, style.yRange)
      ? [UNREACHED_NOTE]
      : []),
  ];
  const notes = sentences.join(' ').split(' ');
  return {
    titles: titleLines(attributes.experiment_title, width, style.title),
    parameters: wrap(
      parameterPhrases({ fixed, reduced }, attributes),
      ',  ',
      CAPTION_SIZES.parameters,
      width,
    ),
    notes: style.isPlain
      ? []
      : [
          ...wrap(describeMinimum(result), ' ', CAPTION_SIZES.notes, width),
          ...wrap(notes, ' ', CAPTION_SIZES.notes, width),
        ],
  };
}

/** The values of all parameters that are not axes of a figure, and what is done with reduced axes. */
export function parameterPhrases(
  { fixed, reduced }: Pick<PlaneChoice, 'fixed' | 'reduced'>,
  attributes: Pick<GridAttributes, 'fixed'>,
): string[] {
  const shown = fixed.map((axis) => {
    const { value, requested } = axis;
    const isOther = requested !== undefined && numberMarkup(requested) !== numberMarkup(value);
    return quantityMarkup(axis, value) + (isOther ? ` (nearest to ${numberMarkup(requested)})` : '');
  });
  const constant = Object.entries(attributes.fixed).flatMap(([name, value]) =>
    isDefaultValue(name, value) ? [] : [quantityMarkup({ name }, value)],
  );
  return [...shown, ...constant, ...reductionMarkup(reduced)];
}

/** What the numbers of a grid rest on, a sentence each. */
export function provenanceSentences(attributes: GridAttributes): string[] {
  return [
    `Response: ${describeResponse(attributes.response)}.`,
    `Model: ${modelForReaders(attributes.model)}.`,
    `Signal: ${productionForReaders(attributes.production)}.`,
    `Statistic: ${statisticForReaders(statisticInWords(attributes))}.`,
  ].map(sentenceMarkup);
}

/** Remarks about the shown regions: that the data are Asimov data, and that no flag is raised. */
function describeFit(result: PlaneContours): string[] {
  const { attributes, flagPlane, flags, contours } = result;
  const isClean = Object.values(flags).every((count) => count === 0);
  return [
    ...contours.flatMap((contour) => describeExtent(result, contour)),
    ...(isAsimov(attributes)
      ? ['Asimov data (the background itself): an expectation, nothing is excluded.']
      : []),
    ...(flagPlane.names.length === 0 ? ['The grid has no flags.'] : []),
    ...(flagPlane.names.length > 0 && isClean ? ['No point of the plane is flagged.'] : []),
  ];
}

/** A remark that a shown region is the whole plane or empty, since neither has a contour line. */
function describeExtent(result: PlaneContours, contour: Contour): string[] {
  const { side, coverage } = shownRegion(result, contour);
  const where = result.missing > 0 ? ' where *χ*^2 is known' : '';
  if (coverage.extent === 'part') return [];
  const extent = coverage.extent === 'all' ? `The whole plane${where}` : `Nothing of this plane${where}`;
  return [`${extent} is ${side.within} at ${percentMarkup(contour.cl)}.`];
}

/** A remark that the plane was refined, by what and with how many points. */
export function describeRefinement(refinement: ShownRefinement | undefined): string[] {
  if (refinement === undefined) return [];
  const { axes } = refinement;
  const sentence = escapeMarkup(refinementSentence(refinement));
  return [axes.reduce((text, axis) => text.replace(escapeMarkup(axis), parameterMarkup(axis)), sentence)];
}

/** A remark that axes have too few points, with sufficient numbers. */
export function describeCoarseAxes(
  axes: readonly NamedCoarseAxis[],
  nameOf = (experiment: string) => experiment,
): string[] {
  const needs = axes.map(({ axis, points, needed, of }) => {
    const whose = of.length === 0 ? '' : ` for the regions of ${escapeMarkup(of.map(nameOf).join(' and '))}`;
    return `${parameterMarkup(axis)} has ${points}${whose}, about ${twoDigits(needed)} would do`;
  });
  return axes.length === 0 ? [] : [`Too few points: ${needs.join('; ')}. Regions may be wrong between them.`];
}

/** The minimum that Delta chi2 refers to, in phrases between which lines may break. */
function describeMinimum({ plane, reduced, profiledAt, backgroundChi2 }: PlaneContours): string[] {
  const { chi2, at } = plane.minimum;
  // Its italic letter reaches into the space before it.
  const chi2Of = (value: number) => `\u2009*χ*^2 = ${minus(value.toFixed(2))}`;
  const of = isMarginal(reduced) ? ' of the marginal likelihood' : '';
  const over = overInWords(reduced, { plane: 'this plane', noMixing: '|*U*|^2 = 0' });
  const start = `Δ*χ*^2${of} is measured from the minimum over ${over},`.split(' ');
  if (at === 'background') return [...start, `${chi2Of(chi2)} at |*U*|^2 = 0.`];
  const ends = minimumOf(plane, profiledAt).on_edge.map(
    ({ axis, end }) => `, at the ${end} end of the axis ${parameterMarkup(axis)}`,
  );
  const beside = profiledAt.map(({ axis, value }) => quantityMarkup(axis, value));
  const shown = `${quantityMarkup(plane.x, at.x)}, ${quantityMarkup(plane.y, at.y)} (star)`;
  const point = beside.length === 0 ? shown : `${shown} with ${listInWords(beside, 'and')}`;
  const phrases = `${chi2Of(chi2)} at ${point}${ends.join('')};`.split(/(?<=,) /);
  return [...start, ...phrases, `${chi2Of(backgroundChi2)} at |*U*|^2 = 0.`];
}
