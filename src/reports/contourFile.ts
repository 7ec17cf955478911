/** Contours as files: a figure, or points and plane for other programs (export.ts). */

import { statisticInWords } from '../metadata/manifest.js';
import { refinementLines } from '../planes/finer/refinementWords.js';
import { edgesInWords, minimumOf, placeInWords } from '../planes/placeWords.js';
import { referenceInWords } from '../planes/reductionWords.js';
import type { PlaneContours } from '../results/contours.js';
import { tableToCsv } from '../results/numberTable.js';
import { DEFAULT_STYLE, type FigureStyle, pageOfStyle } from '../style/figureStyle.js';
import { contourArrays, contourDocument, contourTable } from './contourArrays.js';
import {
  coverageLines,
  flagLines,
  missingLines,
  overlayLines,
  reducedLines,
  regionInWords,
} from './contourText.js';
import { checkExportFile, exportFile } from './export.js';
import { provenanceLines, type Writer } from './provenance.js';

/** Checks that contours can be written to a file with this extension; ConfigError otherwise. */
export const checkContourFile = (path: string): void => checkExportFile(path, 'contours', true);

/** Writes contours to a file, by atomic rename, with the `writer` in its provenance. ConfigError for an unknown extension, StoreError when it cannot be written. */
export async function writeContours(
  result: PlaneContours,
  path: string,
  style: FigureStyle = DEFAULT_STYLE,
  writer?: Writer,
): Promise<void> {
  const draw = async () => (await import('../figures/figure.js')).drawFigure(result, style);
  const { cm } = pageOfStyle(style);
  const csv = () => contoursToCsv(result, writer);
  const numbers = {
    table: () => contourTable(result),
    arrays: () => contourArrays(result, writer),
    document: () => contourDocument(result, writer),
  };
  await exportFile({ draw, csv, cm, numbers }, path, 'contours');
}

/**
 * Contours as CSV: comment lines (#) that describe them, then the columns cl, line (the number of the line), and x and y in the
 * axes' units, named after the axes.
 */
export function contoursToCsv(result: PlaneContours, writer?: Writer): string {
  const { plane, fixed, reduced, contours, attributes, backgroundChi2, warnings } = result;
  const { x, y } = plane;
  const minimum = minimumOf(plane, result.profiledAt);
  const edge = edgesInWords(minimum.on_edge);
  const place = placeInWords(minimum.at, String);
  const values = [
    ...fixed.map(
      ({ name, value, requested }) =>
        `${name} = ${value}${requested === undefined ? '' : ` (nearest to ${requested})`}`,
    ),
    ...Object.entries(attributes.fixed).map(([name, value]) => `${name} = ${value}`),
  ];
  const comments = [
    `Contours of Delta chi2 in ${x.name} and ${y.name}, two degrees of freedom (the axes drawn)`,
    `experiment: ${attributes.experiment_title}; response: ${attributes.response}; model: ${attributes.model}; production: ${attributes.production}; statistic: ${statisticInWords(attributes)}`,
    ...(values.length === 0 ? [] : [`at ${values.join(', ')}`]),
    ...reducedLines(result),
    `${referenceInWords(reduced)}: chi2 = ${minimum.chi2} at ${place}${edge === '' ? '' : ` (${edge})`}; chi2 = ${backgroundChi2} at |U|^2 = 0`,
    ...contours.map(({ cl, level }) => `cl ${cl}: Delta chi2 = ${level}`),
    ...contours.map((contour) => regionInWords(result, contour)),
    ...coverageLines(result),
    ...refinementLines(result.refinement),
    ...missingLines(result),
    ...flagLines(result),
    ...overlayLines(result),
    ...warnings.map((warning) => `warning: ${warning}`),
    `dualnu ${attributes.dualnu_version}, ${attributes.engine} engine`,
    ...provenanceLines(attributes, writer),
  ];
  return tableToCsv({ ...contourTable(result), about: comments });
}
