/** Lines below the table of a comparison, and among the comments of its CSV. */

import { at } from '../at.js';
import { curveLines } from '../overlays/curveWords.js';
import { limitExtent, limitLines, limitTitle } from '../overlays/limitWords.js';
import { missingInWords } from '../planes/missing.js';
import { edgeSentence, minimumOf } from '../planes/placeWords.js';
import type { ComparisonPanel } from '../results/comparedPanel.js';
import type { Comparison } from '../results/comparison.js';
import { comparisonFlagLines, regionsOf } from '../results/comparisonRegions.js';
import { shortNumber } from '../words.js';

/**
 * The lines: other limits and curves, regions that cover all or nothing of a panel, missing points, best fits at the ends of axes,
 * and flags.
 */
export function comparisonNotes(comparison: Comparison): string[] {
  return [
    ...overlayLines(comparison),
    ...extentLines(comparison),
    ...missingLines(comparison),
    ...edgeLines(comparison),
    ...comparisonFlagLines(comparison),
  ];
}

/** Which other limits are counted and how much of the panels they exclude, or why none are; then the user's curves. */
function overlayLines({ x, y, overlays, panels }: Comparison): string[] {
  const { limits, curves } = overlays;
  const extents = [...new Set(panels.flatMap((panel) => (panel.limits ? [limitExtent(panel.limits)] : [])))];
  const counted =
    limits.kind === 'none' || extents.length === 0
      ? []
      : [
          `${limitTitle(limits)} exclude ${extents.length === 1 ? extents.join('') : 'a part that differs between the panels'}; left_share is what neither they nor the experiment exclude`,
        ];
  return [...limitLines(limits, [x, y]), ...counted, ...curveLines(curves)];
}

/** A line for each region that covers a whole panel or nothing of it, because neither shows a contour. */
function extentLines(comparison: Comparison): string[] {
  return comparison.panels.flatMap((panel) => {
    const where = valuesOf(comparison, panel);
    return regionsOf(comparison, panel).flatMap(({ experiment, words, coverage: { extent } }) => {
      if (extent === 'part') return [];
      const what = extent === 'all' ? 'the whole plane' : 'nothing of the plane';
      return [`${[...where, `${words.by} ${experiment}`].join(', ')}: ${what}`];
    });
  });
}

/** A line for each plane with missing points. */
function missingLines(comparison: Comparison): string[] {
  return comparison.panels.flatMap((panel) => {
    const where = valuesOf(comparison, panel);
    const planes = [
      { experiment: comparison.excludes.name, plane: panel.exclusionCounted.plane },
      ...panel.preferred.map(({ experiment, counted: { plane } }) => ({ experiment, plane })),
    ];
    return planes.flatMap(({ experiment, plane }) => {
      const words = missingInWords([plane], [experiment, ...where].join(', '));
      return words === '' ? [] : [`${words}; areas leave them out, too`];
    });
  });
}

/** The values of a panel in words. */
function valuesOf({ panelAxes }: Comparison, panel: ComparisonPanel): string[] {
  return panelAxes.map(({ name }, i) => `${name} = ${shortNumber(at(panel.values, i))}`);
}

/** A line for each best fit that lies at the end of an axis. */
function edgeLines(comparison: Comparison): string[] {
  return comparison.panels.flatMap((panel) => {
    const where = valuesOf(comparison, panel);
    return panel.preferred.flatMap(({ experiment, plane, profiledAt }) => {
      const edge = edgeSentence(minimumOf(plane, profiledAt).on_edge);
      return edge === '' ? [] : [`best fit of ${[experiment, ...where].join(', ')}: ${edge}`];
    });
  });
}
