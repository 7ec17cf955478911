/** Marks of a panel of a comparison: flags, and a background for text on them. */

import { measureText } from '../drawing/fonts.js';
import { regionPath } from '../drawing/paths.js';
import { svgElement, type TextStyle } from '../drawing/richText.js';
import { drawFlags, type FlagPlace } from '../marks/flagMarks.js';
import { flaggedPoints } from '../planes/flaggedPoints.js';
import type { ComparisonPanel } from '../results/comparedPanel.js';

/**
 * Marks of flags: grey where no experiment can have a signal; the two filled regions are hatched according to the flags of their
 * experiments. Flags in regions without a fill appear only in the table of shares.
 */
export function flagMarks(
  { exclusion, exclusionPlane, exclusionFlags, preferred }: ComparisonPanel,
  at: FlagPlace,
): string[] {
  const { px, py, id } = at;
  const [first] = preferred;
  const regions = [
    { contour: exclusion, flags: exclusionFlags },
    ...(first ? [{ contour: first.contour, flags: first.flags }] : []),
  ];
  const closed = flaggedPoints([exclusionFlags, ...preferred.map(({ flags }) => flags)]);
  return [
    ...drawFlags(closed, exclusionPlane, at, ['closed']),
    ...regions.flatMap(({ contour, flags }, i) => {
      const regionId = `${id}region${i}`;
      const marks = drawFlags(flaggedPoints([flags]), exclusionPlane, { ...at, id: regionId }, [
        'assumptions',
        'numbers',
      ]);
      const d = regionPath(contour, px, py);
      if (d === '' || marks.length === 0) return [];
      return [
        svgElement('clipPath', { id: regionId }, svgElement('path', { d, 'clip-rule': 'evenodd' })),
        svgElement('g', { 'clip-path': `url(#${regionId})` }, marks.join('')),
      ];
    }),
  ];
}

/** A white background that makes text readable on hatching; drawn before lines, so that it does not hide them. */
export function halo(markup: string, { x, y, size, anchor }: TextStyle): string {
  if (markup === '') return '';
  const width = measureText(markup, size);
  const left = anchor === 'end' ? x - width : x;
  const box = { x: left - 3, y: y - 0.85 * size, width: width + 6, height: 1.2 * size };
  return svgElement('rect', { ...box, fill: 'white', 'fill-opacity': 0.8 });
}
