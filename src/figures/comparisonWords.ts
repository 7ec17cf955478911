/** The words of a comparison's figure: title, parameters and legend above the panels, notes below. */
import { at } from '../at.js';
import { captionHead } from '../drawing/captionHead.js';
import {
  CAPTION_SIZES,
  describeResponse,
  percentMarkup,
  spacedMarkup,
  wrap,
} from '../drawing/captionText.js';
import { experimentNames } from '../drawing/experimentNames.js';
import { labelMarkup, sentenceMarkup } from '../drawing/labelMarkup.js';
import { parameterMarkup, quantityMarkup, reductionMarkup } from '../drawing/parameterMarkup.js';
import { titleLines } from '../drawing/titleMarkup.js';
import type { FlagTable } from '../marks/flagLegend.js';
import { drawLegendRows, LEGEND_LINE, type LegendEntry, legendRows } from '../marks/legendRows.js';
import { curveEntries, limitEntries } from '../marks/overlayMarks.js';
import { overlaySentences } from '../marks/overlaySentences.js';
import { isBeyond } from '../marks/shownRange.js';
import { UNREACHED_NOTE } from '../marks/unreached.js';
import { modelForReaders, productionForReaders, statisticForReaders } from '../metadata/settingsInWords.js';
import { isDefaultValue } from '../model/parameters.js';
import { minimumOf } from '../planes/placeWords.js';
import { isMarginal } from '../planes/reductions.js';
import { isAsimov } from '../planes/wording.js';
import type { ComparisonPanel } from '../results/comparedPanel.js';
import type { Comparison } from '../results/comparison.js';
import {
  type RegionSeries,
  raisedFlags,
  regionSeries,
  regionsOf,
  shareRange,
  titleOf,
} from '../results/comparisonRegions.js';
import type { FigureStyle } from '../style/figureStyle.js';
import { describeCoarseAxes, describeRefinement } from './caption.js';

/** Colour of the region of `--excludes`. */
export const EXCLUSION = '#0b5d99';

/** Style of a preferred region: the first is filled, the others are lines. */
export interface RegionStyle {
  readonly stroke: string;
  /** SVG's stroke-dasharray; empty for a solid line. */
  readonly dash: string;
  readonly opacity: number;
}

const FIRST: RegionStyle = { stroke: '#c4570a', dash: '', opacity: 0.3 };
const OTHERS: readonly RegionStyle[] = [
  { stroke: '#7a3e9d', dash: '6 3', opacity: 0 },
  { stroke: '#3d7a2a', dash: '2 3', opacity: 0 },
  { stroke: '#8a5a00', dash: '9 3 2 3', opacity: 0 },
];

/** Style of the preferred region with that index. */
export function preferredStyle(i: number): RegionStyle {
  return i === 0 ? FIRST : (OTHERS[(i - 1) % OTHERS.length] ?? FIRST);
}

/** SVG elements above the panels, the top of the panels in pixels, and lines of markup below. */
export interface ComparisonWords {
  readonly head: readonly string[];
  readonly top: number;
  readonly notes: readonly string[];
}

/** Words for panels that begin at `left` and have a total width of `width` pixels. */
export function comparisonWords(
  comparison: Comparison,
  { left, width }: { readonly left: number; readonly width: number },
  style: FigureStyle,
): ComparisonWords {
  const { excludes, prefers, cl } = comparison;
  const [exclusion, ...regions] = regionSeries(comparison);
  const parameters = wrap(constantsOf(comparison), ',  ', CAPTION_SIZES.parameters, width);
  const names = comparedNames(comparison, style);
  const labelOf = (series: RegionSeries, i: number) =>
    `${labelMarkup(titleOf(series, at(names, i)))} (${percentMarkup(cl)})`;
  const entries: LegendEntry[] = [
    {
      label: labelOf(exclusion, 0),
      stroke: EXCLUSION,
      dash: '',
      opacity: 0.13,
    },
    ...regions.map((series, i) => ({ label: labelOf(series, i + 1), ...preferredStyle(i) })),
    ...limitEntries(comparison.overlays),
    ...curveEntries(comparison.overlays),
  ];
  const rows = legendRows(entries, width);
  const shownTitles = [...new Set([excludes, ...prefers].map(({ title }) => title))];
  const titles = titleLines(shownTitles.join('; '), width, style.title);
  const head = captionHead({ titles, parameters }, left);
  const legendTop = head.end + 22;
  const notes = style.isPlain ? [] : sentencesBelow(comparison, names, style).join(' ').split(' ');
  return {
    head: [...head.elements, ...drawLegendRows(rows, left, legendTop)],
    top: legendTop + LEGEND_LINE * rows.length - 6,
    notes: wrap(notes, ' ', CAPTION_SIZES.notes, width),
  };
}

/** Names of the experiment of `--excludes`, then of those of `--prefers`, as plain text. */
export function comparedNames({ excludes, prefers }: Comparison, { names }: FigureStyle): string[] {
  return experimentNames([excludes, ...prefers], names);
}

/** The sentences below the panels, as markup. */
function sentencesBelow(comparison: Comparison, names: readonly string[], style: FigureStyle): string[] {
  const { attributes, excludes, prefers, cl, panels } = comparison;
  const hasStars = panels.some(({ preferred }) =>
    preferred.some(({ plane }) => plane.minimum.at !== 'background'),
  );
  const experiments = [excludes, ...prefers].map(
    ({ production, response }, i) =>
      `${at(names, i)}: signal ${productionForReaders(production)}; response ${describeResponse(response)}.`,
  );
  return [
    `Δ*χ*^2 of each experiment${isMarginal(comparison.reduced) ? '’s marginal likelihood' : ''} by itself, from its minimum over the panel and |*U*|^2 = 0${hasStars ? '; stars: minima' : ''}.`,
    ...[...new Set(experiments)].map(sentenceMarkup),
    sentenceMarkup(
      `Model: ${modelForReaders(attributes.model)}. Statistic: ${statisticForReaders(attributes.statistic)}.`,
    ),
    ...describeRegions(comparison, names),
    ...describeRefinement(comparison.refinement),
    ...(isBeyond(comparison.x, style.xRange) || isBeyond(comparison.y, style.yRange) ? [UNREACHED_NOTE] : []),
    ...overlaySentences(comparison.overlays, [comparison.x, comparison.y], `${percentMarkup(cl)}`),
    ...describeCoarseAxes(comparison.coarseAxes, (name) => {
      const i = [excludes, ...prefers].findIndex((experiment) => experiment.name === name);
      return names[i] ?? name;
    }),
  ];
}

/** The values of all parameters that are not axes or panels and do not have their default values, as markup. */
export function constantsOf({ attributes, panelAxes, fixed, reduced }: Comparison): string[] {
  const constants = Object.entries(attributes.fixed).map(([name, value]) => ({ name, value }));
  const ofPanels = new Set(panelAxes.map(({ name }) => name));
  const values = [...fixed, ...constants].flatMap((parameter) => {
    const { name, value } = parameter;
    return isDefaultValue(name, value) || ofPanels.has(name) ? [] : [quantityMarkup(parameter, value)];
  });
  return [...values, ...reductionMarkup(reduced)];
}

/** Remarks about the regions: whether they contain |U|^2 = 0, best fits at the ends of axes, and that no flag is raised. */
function describeRegions(comparison: Comparison, names: readonly string[]): string[] {
  const series = regionSeries(comparison);
  const { panels, panelAxes, attributes } = comparison;
  const isVaried = series.some(({ regions }) => new Set(regions.map(({ words }) => words.is)).size > 1);
  const ends = panels.flatMap((panel) =>
    panel.preferred.flatMap(({ plane, profiledAt }, i) => {
      const edges = minimumOf(plane, profiledAt).on_edge.map(
        ({ axis, end }) => `the ${end} end of the axis ${parameterMarkup(axis)}`,
      );
      const where = panelAxes.map((axis, k) => quantityMarkup(axis, at(panel.values, k)));
      const place = where.length === 0 ? '' : ` at ${where.join(', ')}`;
      return edges.length === 0 ? [] : [`${labelMarkup(at(names, i + 1))}${place}: ${edges.join(' and ')}`];
    }),
  );
  const hasFlags = panels.some(({ exclusionFlags }) => exclusionFlags.names.length > 0);
  return [
    ...(isAsimov(attributes)
      ? ['Asimov data (the background itself): an expectation, nothing is excluded.']
      : []),
    ...(isVaried ? ['A region that holds |*U*|^2 = 0 is allowed, not preferred; panels say which.'] : []),
    ...(ends.length > 0 ? [`Minima at the ends of axes: ${ends.join('; ')}.`] : []),
    ...(hasFlags ? [] : ['The grid has no flags.']),
    ...(hasFlags && raisedFlags(series).length === 0 ? ['No point of the panels is flagged.'] : []),
  ];
}

/**
 * Remarks of a panel: the kind of its regions, where that differs from panel to panel, and regions that are the whole panel or
 * empty.
 */
export function panelWords(
  comparison: Comparison,
  panel: ComparisonPanel,
  names: readonly string[],
): string[] {
  const panelRegions = regionsOf(comparison, panel);
  return regionSeries(comparison).flatMap(({ regions }, k) => {
    const region = panelRegions[k];
    const isVaried = new Set(regions.map(({ words }) => words.is)).size > 1;
    if (!region) return [];
    const { words, coverage } = region;
    const extent = { all: 'everything ', none: 'nothing ', part: '' }[coverage.extent];
    return isVaried || extent !== '' ? [labelMarkup(`${extent}${words.by} ${at(names, k)}`)] : [];
  });
}

/** The flags that are raised in any panel, with their shares of the panels and of each experiment's region. */
export function comparisonFlags(comparison: Comparison, names: readonly string[]): FlagTable {
  const series = regionSeries(comparison);
  const counts = [
    series.flatMap(({ regions }) => regions.map(({ plane }) => plane)),
    ...series.map(({ regions }) => regions.map(({ inside }) => inside)),
  ];
  return {
    columns: [
      'the panels',
      ...series.map((regionsOfOne, i) => labelMarkup(titleOf(regionsOfOne, at(names, i)))),
    ],
    flags: raisedFlags(series).map((flag) => ({
      flag,
      shares: counts.map((columnCounts) => spacedMarkup(shareRange(columnCounts, flag)[0] ?? '–')),
    })),
  };
}
