/** HEPData tables of contours in a plane: one of Delta chi2 on the plane, one for each contour. */
import { at } from '../at.js';
import type { Contour } from '../contouring/contour.js';
import { minimumOf, placeInWords } from '../planes/placeWords.js';
import { referenceInWords } from '../planes/reductionWords.js';
import { regionInWords } from '../reports/contourText.js';
import { type PlaneContours, shownRegion } from '../results/contours.js';
import { percent } from '../words.js';
import type { HepdataTable, Resource } from './document.js';
import {
  DELTA_CHI2,
  fileName,
  headerOf,
  levelQualifiers,
  PHRASES,
  qualifiersOf,
  shortened,
  symbolOf,
} from './words.js';

/** Rows above which a plane is no table for people: its numbers are in the netCDF file only. */
const LARGEST_PLANE = 10_000;

/** The tables of one result. `resources` are the files that go with each. */
export function contourTables(result: PlaneContours, resources: readonly Resource[]): HepdataTable[] {
  const planes = result.counted.plane.delta.length > LARGEST_PLANE ? [] : [planeTable(result, resources)];
  const drawn = result.contours.filter(({ lines }) => lines.length > 0);
  return [...drawn.map((contour) => contourTable(result, contour, resources)), ...planes];
}

/** Sentences about what has no table: contours without a line, and a plane that is too large. */
export function tableWarnings({ counted, contours, attributes }: PlaneContours): string[] {
  const { length } = counted.plane.delta;
  return [
    ...contours.flatMap(({ cl, lines }) =>
      lines.length > 0
        ? []
        : [
            `${attributes.experiment}: no line at ${percent(cl)} CL crosses the plane, so that it has no table`,
          ],
    ),
    ...(length > LARGEST_PLANE
      ? [
          `the plane has ${length} points, more than the ${LARGEST_PLANE} of a table: it is in the netCDF file only`,
        ]
      : []),
  ];
}

function contourTable(result: PlaneContours, contour: Contour, resources: readonly Resource[]): HepdataTable {
  const { plane, attributes, fixed, reduced } = result;
  const { x, y } = plane;
  const { words, side } = shownRegion(result, contour);
  const level = `${percent(contour.cl)} CL`;
  const points = contour.lines.flatMap((line, i) => line.map(([u, v]) => ({ line: i + 1, u, v })));
  const lineColumn =
    contour.lines.length > 1 ? [{ name: 'Line', values: points.map(({ line }) => line) }] : [];
  return {
    name: shortened(`Contour at ${level}, ${attributes.experiment}`),
    file: fileName('contour', attributes.experiment, String(contour.cl)),
    description: `Contour at ${level} in ${symbolOf(y.name)} against ${symbolOf(x.name)}, ${attributes.experiment_title}. ${regionInWords(result, contour)}. Above it: ${words.above.is}, below it: ${words.below.is}. The points of a line are in order${contour.lines.length > 1 ? '; lines are numbered' : ''}.`,
    independent: [...lineColumn, { ...headerOf(x), values: points.map(({ u }) => u) }],
    dependent: [
      {
        ...headerOf(y),
        qualifiers: [
          ...levelQualifiers(contour.cl, contour.level),
          { name: 'Region', value: `${side.is} ${result.side} the contour` },
          ...qualifiersOf(attributes.experiment_title, attributes, fixed, reduced),
        ],
        values: points.map(({ v }) => v),
      },
    ],
    keywords: { phrases: [...PHRASES, words.kind], observables: [symbolOf(y.name)] },
    resources,
  };
}

function planeTable(result: PlaneContours, resources: readonly Resource[]): HepdataTable {
  const { plane, counted, attributes, fixed, reduced, profiledAt } = result;
  const { x, y, delta } = counted.plane;
  const minimum = minimumOf(plane, profiledAt);
  const nx = x.values.length;
  return {
    name: shortened(`Delta chi2, ${attributes.experiment}`),
    file: fileName('delta-chi2', attributes.experiment),
    description: `${referenceInWords(reduced)}: ${minimum.chi2} at ${placeInWords(minimum.at)}. ${attributes.experiment_title}. A dash where no chi2 is known.`,
    independent: [
      { ...headerOf(x), values: Array.from(delta, (_, k) => at(x.values, k % nx)) },
      { ...headerOf(y), values: Array.from(delta, (_, k) => at(y.values, Math.floor(k / nx))) },
    ],
    dependent: [
      {
        name: DELTA_CHI2,
        qualifiers: qualifiersOf(attributes.experiment_title, attributes, fixed, reduced),
        values: Array.from(delta, (value) => (Number.isNaN(value) ? null : value)),
      },
    ],
    keywords: { phrases: PHRASES, observables: [DELTA_CHI2] },
    resources,
  };
}
