/** What a corner says: sentences of its figure, a page of text, a table, and JSON. */
import { at } from '../at.js';
import { quantityMarkup } from '../drawing/parameterMarkup.js';
import { provenanceSentences } from '../figures/caption.js';
import { familyOf, flagInWords } from '../planes/flagFamilies.js';
import { bestFitInWords } from '../planes/placeWords.js';
import { outsideLines } from '../planes/reductionWords.js';
import type { NumberTable } from '../results/numberTable.js';
import { listInWords, percent, shareInWords, shortNumber } from '../words.js';
import { type Corner, cornerFlags } from './corner.js';

/** Sentences below the figure, as markup. */
export function cornerSentences(corner: Corner): string[] {
  const { best, backgroundChi2, levels, profiled, missing, outside, points, attributes } = corner;
  const chi2Of = (value: number) => `*χ*^2 = ${value.toFixed(2)}`;
  const where =
    best.at === 'background'
      ? 'at |*U*|^2 = 0'
      : `at ${corner.grid.axes
          .flatMap((axis) => {
            const value = best.at === 'background' ? undefined : best.at[axis.name];
            return value === undefined ? [] : [quantityMarkup(axis, value)];
          })
          .join(', ')}`;
  const flags = raisedFlags(corner);
  return [
    `Δ*χ*^2 from the minimum over all points and |*U*|^2 = 0: ${chi2Of(best.chi2)} ${where}; ${chi2Of(backgroundChi2)} at |*U*|^2 = 0.`,
    `Each panel is profiled over all ${profiled.length === 0 ? 'other ' : ''}axes that it does not show;`,
    `levels of two parameters${levels.length === 0 ? '' : ` (${levels.map(({ ofTwo }) => ofTwo.toFixed(2)).join(', ')})`}, on the diagonal of one (${levels.map(({ ofOne }) => ofOne.toFixed(2)).join(', ')}).`,
    ...(missing === 0 ? [] : [`${missing} of ${points} grid points have no *χ*^2 and are left out.`]),
    ...(outside === 0 ? [] : ['No profile is over points where no pair can be made.']),
    ...(flags.length === 0
      ? []
      : [
          `Flags of the minima, by their largest share of a panel: ${flags.map(([name, share]) => `${flagInWords(name)} ${shareInWords(share)}`).join(', ')}; hatched: numbers that cannot be trusted.`,
        ]),
    ...provenanceSentences(attributes),
  ];
}

/** Flags that are raised at the points that panels show. */
const raisedFlags = (corner: Corner) =>
  Object.entries(cornerFlags(corner)).filter(
    ([name, share]) => share > 0 && familyOf(name) !== 'information',
  );

/** A corner in lines of text. */
export function cornerToText(corner: Corner, files: readonly string[]): string {
  const { axes, profiled, fixed, levels, best, backgroundChi2, points, missing, outside } = corner;
  const ofBest = bestFitInWords(best, backgroundChi2);
  return [
    `profiles of ${listInWords(
      axes.map(({ name }) => name),
      'and',
    )}, ${corner.attributes.experiment}`,
    ...fixed.map(({ name, value }) => `at ${name} = ${shortNumber(value)}`),
    ...(profiled.length === 0 ? [] : [`profiled: ${profiled.map(({ name }) => name).join(', ')}`]),
    ...ofBest.map((line, i) => `${i === 0 ? 'best fit: ' : '    '}${line}`),
    ...levels.flatMap((level) => [
      `${percent(level.cl)} CL: Delta chi2 = ${level.ofTwo.toFixed(3)} of two parameters, ${level.ofOne.toFixed(3)} of one`,
      ...intervalLines(corner, level.ofOne),
    ]),
    ...outsideLines({ points, outside }),
    ...(missing === 0 ? [] : [`${missing} of ${points} grid points have no chi2 and are left out`]),
    ...raisedFlags(corner).map(([name, share]) => `flag ${name}: at most ${shareInWords(share)} of a panel`),
    ...files.map((path) => `wrote ${path}`),
  ].join('\n');
}

/** The values of each axis with Delta chi2 below a level of one parameter. */
function intervalLines({ profiles }: Corner, level: number): string[] {
  return profiles.map(({ axis, delta }) => {
    const inside = axis.values.filter((_, i) => at(delta, i) <= level);
    const [first, last] = [inside[0], inside.at(-1)];
    if (first === undefined || last === undefined) return `    ${axis.name}: no grid value is below it`;
    const ends = [
      ...(first === axis.values[0] ? ['the lower end of the axis'] : []),
      ...(last === axis.values.at(-1) ? ['the upper end of the axis'] : []),
    ];
    const open = ends.length === 0 ? '' : `, up to ${listInWords(ends, 'and')}`;
    const gaps = axis.values.some((value, i) => value > first && value < last && at(delta, i) > level);
    return `    ${axis.name}: grid values from ${shortNumber(first)} to ${shortNumber(last)}${open}${gaps ? ', with gaps' : ''}`;
  });
}

/** The profiles onto single axes as a table: axis, value, Delta chi2. */
export function cornerTable(corner: Corner): NumberTable {
  const { attributes, fixed, best, backgroundChi2, grid } = corner;
  return {
    about: [
      `Delta chi2 profiled onto each axis, ${attributes.experiment_title}`,
      `model: ${attributes.model}; statistic: ${attributes.statistic}`,
      ...fixed.map(({ name, value }) => `at ${name} = ${value}`),
      ...bestFitInWords(best, backgroundChi2),
      `dualnu ${attributes.dualnu_version}, ${attributes.engine} engine, grid ${grid.identity}`,
    ],
    columns: ['axis', 'value', 'delta_chi2'],
    rows: corner.profiles.flatMap(({ axis, delta }) =>
      axis.values.map((value, i) => {
        const d = at(delta, i);
        return [axis.name, value, Number.isNaN(d) ? null : d];
      }),
    ),
  };
}

/** A corner as plain data. */
export function cornerToJson(corner: Corner) {
  const numbers = (array: Float64Array) => Array.from(array, (value) => (Number.isNaN(value) ? null : value));
  const { best, levels, panels, profiles, fixed, profiled, points, missing, outside } = corner;
  return {
    experiment: corner.attributes.experiment,
    axes: corner.axes.map(({ name }) => name),
    profiled: profiled.map(({ name }) => name),
    fixed: Object.fromEntries(
      fixed.map(({ name, requested, value }) => [name, { requested: requested ?? null, value }]),
    ),
    best_fit: best,
    background_chi2: corner.backgroundChi2,
    levels: levels.map(({ cl, ofTwo, ofOne, is }) => ({
      cl,
      delta_chi2: ofTwo,
      delta_chi2_of_one: ofOne,
      is: is.is,
    })),
    profiles: profiles.map(({ axis, delta }) => ({
      axis: axis.name,
      values: axis.values,
      delta_chi2: numbers(delta),
    })),
    panels: panels.map(({ plane, contours }) => ({
      x: plane.x.name,
      y: plane.y.name,
      contours: contours.map(({ cl, level, lines }) => ({ cl, delta_chi2: level, lines })),
    })),
    points,
    missing_points: missing,
    outside_points: outside,
    flags: cornerFlags(corner),
    warnings: corner.warnings,
  };
}
