/** The results of a study: the comparison of every scan, and by how much each assumption moves the excluded share. */
import { at } from '../at.js';
import type { Study, StudyScan } from '../config/variations.js';
import { openGrid } from '../grid/store.js';
import { type Comparison, compareExperiments } from './comparison.js';

/** The result of one scan of a study. */
export interface StudyOutcome extends Pick<StudyScan, 'base' | 'of'> {
  readonly comparison: Comparison;
  /** Folders of the compared grids. */
  readonly grids: readonly string[];
}

/** A study with its results, in the order of its scans. */
export interface StudyResult {
  readonly study: Study;
  readonly outcomes: readonly StudyOutcome[];
}

/** The folders of the grids of a scan's two experiments. */
export interface ComparedGrids {
  readonly excludes: { readonly dir: string };
  readonly prefers: { readonly dir: string };
}

/** Compares the grids of every scan, all of which must be complete. Throws as compareExperiments does. */
export async function compareStudy(study: Study, pairs: readonly ComparedGrids[]): Promise<StudyResult> {
  const { x, y, panels, fix, cl } = study.compare;
  const outcomes: StudyOutcome[] = [];
  for (const [i, { base, of, excludes, prefers }] of study.scans.entries()) {
    const pair = at(pairs, i);
    const dirs = [pair.excludes.dir, pair.prefers.dir];
    const [exclusion, preferred] = [await openGrid(pair.excludes.dir), await openGrid(pair.prefers.dir)];
    const request = {
      excludes: excludes.experiment.name,
      prefers: [prefers.experiment.name],
      x,
      y,
      panels,
      fix,
      cl,
    };
    outcomes.push({
      base,
      of,
      comparison: await compareExperiments(exclusion, request, [preferred]),
      grids: [...new Set(dirs)],
    });
  }
  return { study, outcomes };
}

/** The excluded share in each panel; null where nothing is preferred. */
export function sharesOf({ comparison }: StudyOutcome): (number | null)[] {
  return comparison.panels.map(({ preferred: [region] }) =>
    region !== undefined && region.area > 0 ? region.excludedShare : null,
  );
}

/** The outcome of a base itself. */
export function baseOutcome({ outcomes }: StudyResult, base: number): StudyOutcome {
  const found = outcomes.find((outcome) => outcome.base === base && outcome.of === undefined);
  if (!found) throw new RangeError(`the study has no outcome of base ${base}`);
  return found;
}

/** The outcome of an alternative applied to a base; undefined where it is not applied to that base. */
export function outcomeOf(
  { outcomes }: StudyResult,
  base: number,
  variation: number,
  alternative: number,
): StudyOutcome | undefined {
  return outcomes.find(
    (outcome) =>
      outcome.base === base && outcome.of?.variation === variation && outcome.of.alternative === alternative,
  );
}

/** The effect of an assumption on the share in a panel: the shares of its alternatives, and their range together with the base. */
export interface Swing {
  readonly base: number | null;
  /** In the order of the alternatives; null where an alternative is not applied, or nothing is preferred. */
  readonly shares: readonly (number | null)[];
  readonly low: number;
  readonly high: number;
}

/** The swing of a variation in a panel with a base; undefined where there is nothing to show. */
export function swingOf(
  result: StudyResult,
  base: number,
  variation: number,
  panel: number,
): Swing | undefined {
  const { alternatives = [] } = result.study.variations[variation] ?? {};
  const shares = alternatives.map((_, alternative) => {
    const outcome = outcomeOf(result, base, variation, alternative);
    return outcome === undefined ? null : at(sharesOf(outcome), panel);
  });
  const baseShare = at(sharesOf(baseOutcome(result, base)), panel);
  const known = [baseShare, ...shares].filter((share) => share !== null);
  if (shares.every((share) => share === null)) return undefined;
  return { base: baseShare, shares, low: Math.min(...known), high: Math.max(...known) };
}

/** Indices of the variations, ordered by the largest change of a share in any panel with any base, largest first. */
export function bySize(result: StudyResult): number[] {
  const panels = result.outcomes[0]?.comparison.panels ?? [];
  const sizes = result.study.variations.map((_, variation) =>
    Math.max(
      0,
      ...result.study.bases.flatMap((_label, base) =>
        panels.map((_panel, panel) => {
          const swing = swingOf(result, base, variation, panel);
          return swing === undefined ? 0 : swing.high - swing.low;
        }),
      ),
    ),
  );
  return sizes.map((_, i) => i).sort((a, b) => at(sizes, b) - at(sizes, a) || a - b);
}

/** An outcome in words: `as the analyses had it`, or `as the analyses had it, efficiency plateau: 0.25`. */
export function outcomeInWords(
  { bases, variations }: Study,
  { base, of }: Pick<StudyScan, 'base' | 'of'>,
): string {
  const { label = '', alternatives = [] } = of === undefined ? {} : (variations[of.variation] ?? {});
  const changed = of === undefined ? '' : `, ${label}: ${alternatives[of.alternative]}`;
  return `${bases[base]}${changed}`;
}

/** Warnings of all comparisons, each once, with the first comparison that has it and the number of others that do. */
export function studyWarnings({ study, outcomes }: StudyResult): string[] {
  const outcomesByWarning = new Map<string, StudyOutcome[]>();
  for (const outcome of outcomes) {
    for (const warning of outcome.comparison.warnings) {
      outcomesByWarning.set(warning, [...(outcomesByWarning.get(warning) ?? []), outcome]);
    }
  }
  return [...outcomesByWarning].map(([warning, [first, ...others]]) => {
    if (others.length + 1 === outcomes.length || !first) return warning;
    const more = others.length === 0 ? '' : ` and ${others.length} more`;
    return `${outcomeInWords(study, first)}${more}: ${warning}`;
  });
}
