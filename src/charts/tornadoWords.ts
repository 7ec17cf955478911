/** The words of a study's figure: title, legend of the bases, labels of the rows, notes. */

import { at } from '../at.js';
import type { Study } from '../config/variations.js';
import { captionHead } from '../drawing/captionHead.js';
import { CAPTION_SIZES, describeResponse, spacedMarkup, wrap } from '../drawing/captionText.js';
import { experimentNames } from '../drawing/experimentNames.js';
import { measureText } from '../drawing/fonts.js';
import { labelMarkup, sentenceMarkup, symbolLabel } from '../drawing/labelMarkup.js';
import { escapeMarkup, richTextSvg, svgElement } from '../drawing/richText.js';
import { titleLines } from '../drawing/titleMarkup.js';
import { constantsOf, EXCLUSION } from '../figures/comparisonWords.js';
import { modelForReaders, productionForReaders, statisticForReaders } from '../metadata/settingsInWords.js';
import { flagInWords } from '../planes/flagFamilies.js';
import { baseOutcome, type StudyResult } from '../results/study.js';
import { shareInWords, studyDoubtfulFlags } from '../results/studyWords.js';
import type { FigureStyle } from '../style/figureStyle.js';

/** Line style of a base. */
export interface BaseStyle {
  readonly stroke: string;
  /** SVG's stroke-dasharray; empty for a solid line. */
  readonly dash: string;
}

/** Styles of bases, with colours that are safe for the colour-blind, and dashes for grey print. */
const BASES: readonly BaseStyle[] = [
  { stroke: EXCLUSION, dash: '' },
  { stroke: '#c4570a', dash: '6 3' },
  { stroke: '#7a3e9d', dash: '2 3' },
  { stroke: '#3d7a2a', dash: '9 3 2 3' },
];

/** Style of the base with that index. */
export const baseStyle = (base: number): BaseStyle =>
  BASES[base % BASES.length] ?? { stroke: EXCLUSION, dash: '' };

/** A row of the figure: a variation, its label in lines, and its alternatives in lines of markers with words. */
export interface TornadoRow {
  readonly variation: number;
  readonly label: readonly string[];
  /** Alternatives with their indices; the assumption of the bases has the index -1. */
  readonly alternatives: readonly (readonly { readonly index: number; readonly markup: string }[])[];
  readonly lines: number;
  /** Height in pixels. */
  readonly height: number;
}

/** Rows of the variations in an order, with words no wider than `width` pixels. */
export function layOutRows({ variations }: Study, order: readonly number[], width: number): TornadoRow[] {
  return order.map((variation) => {
    const varied = at(variations, variation);
    const label = wrap(symbolLabel(varied.label).split(' '), ' ', 13.5, width);
    const alternatives = parted(varied.base, varied.alternatives, width);
    const lines = label.length + alternatives.length;
    return { variation, label, alternatives, lines, height: 17 * lines + 10 };
  });
}

/** Alternatives in as few lines as possible. */
function parted(
  base: string | undefined,
  labels: readonly string[],
  width: number,
): { index: number; markup: string }[][] {
  const lines: { index: number; markup: string }[][] = [];
  let used = Number.POSITIVE_INFINITY;
  const named = labels.map((label, index) => ({ index, label }));
  for (const { index, label } of base === undefined ? named : [{ index: -1, label: base }, ...named]) {
    const markup = symbolLabel(label);
    const itemWidth = measureText(markup, 12) + 26;
    if (used + itemWidth > width) {
      lines.push([]);
      used = 6;
    }
    lines.at(-1)?.push({ index, markup });
    used += itemWidth;
  }
  return lines;
}

/** SVG elements above the panels, the top of the panels in pixels, the title of the axis, and lines of markup below. */
export interface TornadoWords {
  readonly head: readonly string[];
  readonly top: number;
  readonly axis: string;
  readonly notes: readonly string[];
}

/** Words of a figure that begins at `left` and is `width` pixels wide. */
export function tornadoWords(
  result: StudyResult,
  { left, width }: { readonly left: number; readonly width: number },
  style: FigureStyle,
): TornadoWords {
  const { study } = result;
  const { comparison } = baseOutcome(result, 0);
  const { attributes, excludes, prefers } = comparison;
  const experiments = [excludes, ...prefers];
  const shown = experimentNames(experiments, style.names);
  const forReaders = (note: string) =>
    experiments
      .reduce((text, { name }, i) => text.replaceAll(name, at(shown, i)), note)
      .replace(/[a-z][a-z0-9]*(?:_[a-z0-9]+)+/g, flagInWords);
  const of = [...new Set([excludes, ...prefers].map(({ title }) => title))].join('; ');
  const titles = titleLines(study.title ?? of, width, style.title);
  const lines = wrap(constantsOf(comparison), ',  ', CAPTION_SIZES.parameters, width);
  const head = captionHead({ titles, parameters: lines }, left);
  const legend = baseLegend(study.bases, left, width, head.end + 24);
  const sentences = [
    'Bars reach from the smallest to the largest fraction that one assumption gives, all others as in the base (line).',
    ...baseSentences(result, style),
    sentenceMarkup(
      `Model: ${modelForReaders(attributes.model)}. Statistic: ${statisticForReaders(attributes.statistic)}.`,
    ),
    ...studyDoubtfulFlags(result).map((note) => `${spacedMarkup(escapeMarkup(capital(forReaders(note))))}.`),
  ];
  return {
    head: [...head.elements, ...legend.elements],
    top: legend.end + 8,
    axis: spacedMarkup(labelMarkup(shareInWords(result, shown))),
    notes: style.isPlain ? [] : wrap(sentences.join(' ').split(' '), ' ', CAPTION_SIZES.notes, width),
  };
}

/** Sentences about each base: all settings of the first, and the differences of the others. */
function baseSentences(result: StudyResult, { names }: FigureStyle): string[] {
  const told = new Set<string>();
  return result.study.bases.map((label, base) => {
    const { excludes, prefers } = baseOutcome(result, base).comparison;
    const experiments = [excludes, ...prefers];
    const shown = experimentNames(experiments, names);
    const parts = experiments
      .map(
        ({ production, response }, i) =>
          `${shown[i]} with its signal ${productionForReaders(production)} and the response ${describeResponse(response)}`,
      )
      .filter((part) => !told.has(part) && told.add(part));
    const what = parts.length === 0 ? 'as the first' : parts.join('; ');
    return sentenceMarkup(`${capital(label)}: ${what}.`);
  });
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** The legend of the bases, each a bar with its line and a label, in as few lines as possible. */
function baseLegend(
  labels: readonly string[],
  left: number,
  width: number,
  top: number,
): { readonly elements: readonly string[]; readonly end: number } {
  const size = 14;
  let [x, y] = [left, top];
  const elements = labels.flatMap((label, base) => {
    const markup = symbolLabel(label);
    const itemWidth = 38 + measureText(markup, size) + 26;
    if (x > left && x + itemWidth - 26 > left + width) [x, y] = [left, y + 22];
    const { stroke, dash } = baseStyle(base);
    const parts = [
      svgElement('rect', { x, y: y - 10, width: 30, height: 10, fill: stroke, 'fill-opacity': 0.32 }),
      svgElement('path', {
        d: `M${x + 15},${y - 14}v18`,
        stroke,
        'stroke-width': 1.4,
        'stroke-dasharray': dash,
        fill: 'none',
      }),
      richTextSvg(markup, { x: x + 38, y, size }),
    ];
    x += itemWidth;
    return parts;
  });
  return { elements, end: y + 12 };
}
