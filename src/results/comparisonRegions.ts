/** The regions of a comparison, panel by panel: what each is called, its grid points and their flags; and summaries over all panels. */

import { at } from '../at.js';
import { type Contour, type ContourSide, type DeltaPlane, levelOf } from '../contouring/contour.js';
import type { ExperimentAttributes } from '../metadata/manifest.js';
import type { FitPlane } from '../planes/finer/shownFit.js';
import { flagsBeside, flagsOfPlane, type RegionFlags } from '../planes/flags.js';
import { countMissing } from '../planes/missing.js';
import { contourWords, type SideWords } from '../planes/wording.js';
import { listInWords, percent, shareInWords } from '../words.js';
import type { ComparisonPanel } from './comparedPanel.js';
import type { Comparison } from './comparison.js';
import { type Coverage, coverageOf } from './coverage.js';

/** One experiment's region in one panel. */
export interface ComparedRegion {
  readonly experiment: string;
  /** The region lies above the level for `--excludes`, below it for `--prefers`. */
  readonly side: ContourSide;
  readonly words: SideWords;
  readonly inside: RegionFlags;
  /** How much of the panel the region covers. */
  readonly coverage: Coverage;
  /** Points of the panel where the chi2 of this experiment is missing. */
  readonly missing: number;
  /** The whole plane with the flags of this experiment. */
  readonly plane: RegionFlags;
}

/** The region of `--excludes` in a panel, then those of `--prefers` in their order. */
export function regionsOf(comparison: Comparison, panel: ComparisonPanel): ComparedRegion[] {
  const { excludes, prefers, attributes, cl } = comparison;
  const region = (
    experiment: ExperimentAttributes,
    plane: DeltaPlane,
    counted: FitPlane,
    contour: Contour,
    side: ContourSide,
  ): ComparedRegion => {
    // Each experiment is taken by itself, even if it is part of a sum in the grid.
    const fit = { statistic: attributes.statistic, experiments: [experiment] };
    return {
      experiment: experiment.name,
      side,
      words: contourWords(fit, plane.backgroundDelta, levelOf(cl))[side],
      inside: flagsBeside(counted.flags, counted.plane, levelOf(cl), side),
      coverage: coverageOf(plane, contour),
      missing: countMissing(counted.plane.delta),
      plane: flagsOfPlane(counted.flags),
    };
  };
  return [
    region(excludes, panel.exclusionPlane, panel.exclusionCounted, panel.exclusion, 'above'),
    ...panel.preferred.map(({ plane, counted, contour }, i) =>
      region(at(prefers, i), plane, counted, contour, 'below'),
    ),
  ];
}

/** The regions of one experiment in all panels. */
export interface RegionSeries {
  readonly experiment: string;
  readonly regions: readonly ComparedRegion[];
}

/** The regions of `--excludes`, then those of `--prefers`, each over all panels. */
export function regionSeries(comparison: Comparison): [RegionSeries, ...RegionSeries[]] {
  const panels = comparison.panels.map((panel) => regionsOf(comparison, panel));
  const seriesOf = (experiment: string, k: number): RegionSeries => ({
    experiment,
    regions: panels.map((regions) => at(regions, k)),
  });
  const { excludes, prefers } = comparison;
  return [seriesOf(excludes.name, 0), ...prefers.map(({ name }, i) => seriesOf(name, i + 1))];
}

/** `preferred by miniboone-2020`, or `preferred or allowed by miniboone-2020`; figures give the experiment another `name`. */
export function titleOf({ experiment, regions }: RegionSeries, name = experiment): string {
  const names = regions.map(({ words }) => words.by);
  const areAlike = names.every((name) => name.endsWith(' by'));
  const what = areAlike ? `${listInWords(names.map((by) => by.slice(0, -3)))} by` : listInWords(names);
  return `${what} ${name}`;
}

/** Title of a comparison's table: whose regions, and which part of them. */
export function questionOf(comparison: Comparison): string {
  const [exclusion, ...others] = regionSeries(comparison);
  const level = `at ${percent(comparison.cl)} CL`;
  const verbs = (series: readonly RegionSeries[]) =>
    listInWords(series.flatMap(({ regions }) => regions.map(({ words }) => words.verb)));
  return `Share of what each experiment ${verbs(others) || 'prefers'} ${level} that ${exclusion.experiment} ${verbs([exclusion])} ${level}`;
}

/** Names of the flags that at least one point of a plane carries, each once. */
export function raisedFlags(series: readonly RegionSeries[]): string[] {
  const planes = series.flatMap(({ regions }) => regions.map(({ plane }) => plane.flags));
  const raised = planes.flatMap((flags) =>
    Object.entries(flags).flatMap(([name, count]) => (count > 0 ? [name] : [])),
  );
  return [...new Set(raised)];
}

/** Range of the shares of a flag in some regions, `12.0 % to 20.1 %`; none where no region has a point. */
export function shareRange(counts: readonly RegionFlags[], flag: string): string[] {
  const shares = counts.flatMap(({ points, flags }) => (points > 0 ? [(flags[flag] ?? 0) / points] : []));
  if (shares.length === 0) return [];
  const [least, most] = [Math.min(...shares), Math.max(...shares)].map(shareInWords);
  return [least === most ? `${least}` : `${least} to ${most}`];
}

/** Lines about flags: for each experiment the shares of grid points that carry them, in its regions and in its whole planes. */
export function comparisonFlagLines(comparison: Comparison): string[] {
  const series = regionSeries(comparison);
  const over = comparison.panels.length > 1 ? ', from panel to panel' : '';
  const lines = series.flatMap((experimentSeries) => {
    const { experiment, regions } = experimentSeries;
    const raised = raisedFlags([experimentSeries]);
    const ranges = (counts: readonly RegionFlags[]) =>
      raised.flatMap((flag) => shareRange(counts, flag).map((range) => `${flag} ${range}`)).join(', ');
    if (raised.length === 0) return [];
    return [
      `flags where ${titleOf(experimentSeries)}: ${ranges(regions.map(({ inside }) => inside)) || 'no grid point'}`,
      `flags on the whole plane, ${experiment}: ${ranges(regions.map(({ plane }) => plane))}`,
    ];
  });
  return lines.length > 0 ? [`Flags, by the share of grid points that carry them${over}:`, ...lines] : [];
}
