/** The figures of a report, each with its caption; what cannot be drawn says why. */
import { DualnuError } from '../errors.js';
import type { Grid } from '../grid/store.js';
import { computeCorner } from '../maps/corner.js';
import { colourScaleOf } from '../maps/interval.js';
import { readMap } from '../maps/mapped.js';
import { CHI2 } from '../outputs/chi2.js';
import { describeContours } from '../reports/contourText.js';
import { computeContours } from '../results/contours.js';
import type { BestFit } from '../tiles/bestFit.js';
import { listInWords, percent, shortNumber } from '../words.js';
import { planeOfVariable, type ShownPlane, USUAL_MAPS, variedAxes } from './choice.js';
import { type Html, html, inlineSvg } from './html.js';
import type { Section } from './page.js';

/** What figures are drawn of. */
export interface FigureRequest {
  readonly grid: Grid;
  /** Undefined where fewer than two axes vary. */
  readonly plane: ShownPlane | undefined;
  readonly best: BestFit | null;
  readonly confidenceLevels: readonly number[];
  /** Variables of maps; undefined for the usual ones. */
  readonly maps: readonly string[] | undefined;
}

/** Sections with figures, and warnings about what they show. */
export interface FigureSections {
  readonly sections: readonly Section[];
  readonly warnings: readonly string[];
}

/** A section, or the reason why it cannot be made, for foreseen errors. */
export async function attempted(
  id: string,
  title: string,
  make: () => Promise<Html | undefined>,
): Promise<Section[]> {
  try {
    const body = await make();
    return body === undefined ? [] : [{ id, title, body }];
  } catch (error) {
    if (!(error instanceof DualnuError)) throw error;
    return [{ id, title, body: html`<p>Not shown: ${error.lines.join('; ')}</p>` }];
  }
}

/** A figure of the page from an SVG whose text is still text. */
export async function figure(id: string, svg: string, caption: string, details?: string): Promise<Html> {
  const { outlineSvg } = await import('../drawing/render.js');
  const more =
    details === undefined ? '' : html`<details><summary>in numbers</summary><pre>${details}</pre></details>`;
  return html`<figure>${inlineSvg(outlineSvg(svg), id, caption)}<figcaption>${caption}</figcaption></figure>${more}`;
}

/** All figures of a grid but the spectra, which need its scan. */
export async function figureSections(request: FigureRequest): Promise<FigureSections> {
  const warnings: string[] = [];
  const { grid } = request;
  const hasChi2 = grid.variables.some(({ name }) => name === CHI2.name);
  const sections = [
    ...(hasChi2 ? await attempted('contours', 'Contours', () => contourFigure(request, warnings)) : []),
    ...(hasChi2 && variedAxes(grid).length > 2
      ? await attempted('corner', 'Profiles', () => cornerFigure(request))
      : []),
    ...(await mapSections(request, warnings)),
  ];
  return { sections, warnings };
}

async function contourFigure(
  { grid, plane, confidenceLevels }: FigureRequest,
  warnings: string[],
): Promise<Html | undefined> {
  if (plane === undefined)
    return html`<p>Fewer than two axes of the grid vary, so that there is no plane.</p>`;
  const result = await computeContours(grid, { ...plane, confidenceLevels, limits: [], curves: [] });
  warnings.push(...result.warnings);
  const { drawFigure } = await import('../figures/figure.js');
  const levels = listInWords(
    confidenceLevels.map((cl) => `${percent(cl)} CL`),
    'and',
  );
  const caption = `Contours of Delta chi2 in ${plane.y} against ${plane.x}${placeOf(plane)}, ${levels}.`;
  return await figure('contours-figure', drawFigure(result), caption, describeContours(result, []));
}

const placeOf = ({ fix }: ShownPlane) => {
  const places = Object.entries(fix).map(([name, value]) => `${name} = ${shortNumber(value)}`);
  return places.length === 0 ? '' : ` at ${places.join(', ')}`;
};

async function cornerFigure({ grid, confidenceLevels }: FigureRequest): Promise<Html> {
  const corner = await computeCorner(grid, { axes: [], fix: {}, confidenceLevels });
  const [{ drawCorner }, { cornerToText }] = await Promise.all([
    import('../maps/cornerFigure.js'),
    import('../maps/cornerWords.js'),
  ]);
  const caption =
    'chi2 profiled onto each pair of axes and, on the diagonal, onto each axis; the star is the best fit.';
  return await figure('corner-figure', drawCorner(corner), caption, cornerToText(corner, []));
}

/** A section with every map; none where no variable has a plane. */
async function mapSections(
  { grid, plane, best, maps }: FigureRequest,
  warnings: string[],
): Promise<Section[]> {
  if (plane === undefined) return [];
  const names =
    maps ?? USUAL_MAPS.filter((name) => grid.variables.some((variable) => variable.name === name));
  const { drawMap } = await import('../maps/figure.js');
  const { mapToText } = await import('../maps/table.js');
  const pieces: Html[] = [];
  for (const [i, name] of names.entries()) {
    const axes = grid.variables.find((variable) => variable.name === name)?.axes;
    const shown = axes === undefined ? plane : planeOfVariable(grid, plane, axes, best);
    if (shown === undefined) continue;
    const made = await attempted(`map${i}`, name, async () => {
      const mapped = await readMap(grid, { ...shown, of: name });
      warnings.push(...mapped.warnings);
      const scale = colourScaleOf(mapped.coloured, {});
      const caption = `${mapped.variable.longName} in ${shown.y} against ${shown.x}${placeOf(shown)}.`;
      return await figure(`map${i}`, drawMap(mapped, scale), caption, mapToText(mapped, scale, []));
    });
    pieces.push(...made.map(({ title, body }) => html`<h3>${title}</h3>${body}`));
  }
  return pieces.length === 0 ? [] : [{ id: 'maps', title: 'Maps', body: html`${pieces}` }];
}
