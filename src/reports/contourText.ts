/** Contours in sentences, for text and CSV: which part of the plane is excluded, allowed or preferred, and its flags. */
import type { Contour } from '../contouring/contour.js';
import { curveLines } from '../overlays/curveWords.js';
import { limitAtMass, limitExtent, limitLines, limitTitle } from '../overlays/limitWords.js';
import { refinementLines } from '../planes/finer/refinementWords.js';
import { flagsOfPlane } from '../planes/flags.js';
import { missingInWords } from '../planes/missing.js';
import { edgeSentence, minimumOf, placeInWords } from '../planes/placeWords.js';
import { leftOutLines, levelLines, reductionLines, referenceInWords } from '../planes/reductionWords.js';
import { atLevel } from '../planes/wording.js';
import { areaUnit, regionArea } from '../results/areas.js';
import { type PlaneContours, type ShownRegion, shownRegion } from '../results/contours.js';
import { percent, shareInWords, shortNumber } from '../words.js';

/** `excluded at 95 % CL: 517 of 1024 grid points of this plane (50.5 %); |U|^2 = 0 is allowed`. */
export function regionInWords(result: PlaneContours, contour: Contour): string {
  const region = shownRegion(result, contour);
  const area = regionArea(result.plane, contour);
  const size = contour.lines.length > 0 ? `, ${Number(area.toPrecision(4))} ${areaUnit(result.plane)}` : '';
  return `${atLevel(region.side, contour.cl)}: ${extentInWords(result, contour, region)}${size}; ${backgroundInWords(region)}`;
}

/** How much of the plane the region covers; `the whole plane` or `nothing` only where no contour crosses it. */
function extentInWords(
  { counted: { plane }, missing }: PlaneContours,
  { lines }: Contour,
  { points, share }: ShownRegion,
): string {
  const all = plane.delta.length - missing;
  const known = missing > 0 ? ' where chi2 is known' : '';
  if (lines.length === 0 && points.points === all) return `the whole plane${known}`;
  if (lines.length === 0 && points.points === 0) return `nothing of this plane${known}`;
  return `${points.points} of ${all} grid points of this plane${known} (${shareInWords(share)})`;
}

/** `cl 0.95: excluded: part of the plane, 0.268 of its area` for each contour: the area that it covers, on the axes' scales. */
export function coverageLines(result: PlaneContours): string[] {
  return result.contours.map((contour) => {
    const { side, coverage } = shownRegion(result, contour);
    const extent = { all: 'all', part: 'part', none: 'nothing' }[coverage.extent];
    return `cl ${contour.cl}: ${side.within}: ${extent} of the plane, share of its area ${coverage.areaShare} (a logarithmic axis counts logarithms), area ${regionArea(result.plane, contour)} ${areaUnit(result.plane)}`;
  });
}

/** A line that points of the plane are left out; none where all have a chi2. */
export function missingLines({ counted: { plane } }: PlaneContours): string[] {
  const words = missingInWords([plane]);
  return words === '' ? [] : [words];
}

function backgroundInWords({ words }: ShownRegion): string {
  if (words.kind === 'sensitivity')
    return 'the data are Asimov data, the background itself: they exclude nothing';
  return `|U|^2 = 0 is ${words[words.background].is}`;
}

/** Which other limits are shown and how much of the plane and of each shown region they exclude; then the user's curves. */
export function overlayLines(result: PlaneContours): string[] {
  const { overlays, limits, plane, contours, shown } = result;
  const curves = curveLines(overlays.curves);
  const lines = limitLines(overlays.limits, [plane.x, plane.y]);
  const chosen = overlays.limits;
  if (chosen.kind === 'none' || !limits) return [...lines, ...curves];
  const shares = contours.flatMap((contour) => {
    const { side, limitsShare } = shownRegion(result, contour);
    if (limitsShare === undefined) return [];
    return [`; ${shareInWords(limitsShare)} of the area ${side.within} at ${percent(contour.cl)} CL`];
  });
  return [
    ...lines,
    ...limitAtMass(chosen, shown.values),
    `${limitTitle(chosen)} exclude ${limitExtent(limits)}${shares.join('')}`,
    ...curves,
  ];
}

/** A line for each flag in the plane: how many points carry it, and which share of each shown region. */
export function flagLines(result: PlaneContours): string[] {
  const { contours, counted } = result;
  const plane = flagsOfPlane(counted.flags);
  const regions = contours.map((contour) => ({ contour, ...shownRegion(result, contour) }));
  return Object.entries(plane.flags).flatMap(([name, count]) => {
    if (count === 0) return [];
    const shares = regions.flatMap(({ contour, side, points }) => {
      const share = (points.flags[name] ?? 0) / points.points;
      return points.points === 0
        ? []
        : [`; ${shareInWords(share)} of those ${side.within} at ${percent(contour.cl)} CL`];
    });
    return [
      `flag ${name}: ${count} points of this plane (${shareInWords(count / plane.points)})${shares.join('')}`,
    ];
  });
}

/** Contours as a few lines of text: the parameter values, the minimum, each level, flags, and the written files. */
export function describeContours(result: PlaneContours, files: readonly string[]): string {
  const { plane, fixed, reduced, backgroundChi2, contours, attributes } = result;
  const { chi2, at, on_edge } = minimumOf(plane, result.profiledAt);
  const edge = edgeSentence(on_edge);
  return [
    `${plane.y.name} against ${plane.x.name}, ${attributes.experiment}`,
    ...fixed.map(({ name, value, requested }) => {
      const nearest =
        requested === undefined || shortNumber(requested) === shortNumber(value)
          ? ''
          : ` (grid value nearest to ${requested})`;
      return `at ${name} = ${shortNumber(value)}${nearest}`;
    }),
    ...reducedLines(result),
    `${referenceInWords(reduced)}: chi2 = ${chi2.toFixed(3)} at ${placeInWords(at)}; background alone ${backgroundChi2.toFixed(3)}`,
    ...(edge === '' ? [] : [`    ${edge}`]),
    ...contours.flatMap((contour) => {
      const { cl, level, lines } = contour;
      const what =
        lines.length === 0
          ? 'no line on this plane'
          : `${lines.length} ${lines.length === 1 ? 'line' : 'lines'}`;
      return [
        `${percent(cl)} CL, Delta chi2 = ${level.toFixed(3)}: ${what}`,
        `    ${regionInWords(result, contour)}`,
      ];
    }),
    ...refinementLines(result.refinement),
    ...missingLines(result),
    ...flagLines(result),
    ...overlayLines(result),
    ...files.map((path) => `wrote ${path}`),
  ].join('\n');
}

/** What a reduced plane is reduced over, how its levels are meant, and what has no chi2; none where nothing is reduced. */
export function reducedLines({ reduced, reducedPoints }: PlaneContours): string[] {
  return [...reductionLines(reduced), ...leftOutLines(reduced, reducedPoints), ...levelLines(reduced)];
}
