/** Sections of a report with numbers of the grid: best fit, limits, flags and warnings. */
import { at } from '../at.js';
import type { Grid } from '../grid/store.js';
import { computeMassLimits } from '../limits/massLimits.js';
import { aboutLimits } from '../limits/table.js';
import { excludesZero, limitValue, lowerValue, statesOf } from '../limits/words.js';
import { MIXINGS } from '../model/models.js';
import { unitOf } from '../model/parameters.js';
import { familyOf, flagInWords } from '../planes/flagFamilies.js';
import { edgeSentence } from '../planes/placeWords.js';
import type { GridSummary } from '../results/summary.js';
import { briefNumber, percent, shareInWords, shortNumber } from '../words.js';
import type { ShownPlane } from './choice.js';
import { definitions, type Html, html, table } from './html.js';

/** The best fit: chi2, the values of the parameters, and what the background alone gives. */
export function bestFitBody({ best_fit: best, background_chi2, axes }: GridSummary): Html {
  const background = ['background alone', `chi2 = ${background_chi2.toFixed(3)}`] as const;
  if (best === null) return html`<p>The grid has no chi2, or no part of it is done.</p>`;
  if (best.at === 'background')
    return html`<p>No grid point is better than |U|^2 = 0, the background alone: chi2 = ${best.chi2.toFixed(3)}.</p>`;
  const place = best.at;
  const edge = edgeSentence(best.on_edge);
  const rows = axes.flatMap(({ name, unit }): (readonly [string, string])[] => {
    const value = place[name];
    return value === undefined ? [] : [[name, `${briefNumber(value)}${unit === '1' ? '' : ` ${unit}`}`]];
  });
  return html`${definitions([['chi2', best.chi2.toFixed(3)], background, ...rows])}${edge === '' ? '' : html`<p>${capitalised(edge)}.</p>`}`;
}

const capitalised = (text: string) => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

/** Limits on |U|^2 at each mass, of every experiment; undefined where the grid has none in this plane. */
export async function limitsBody(
  grid: Grid,
  plane: ShownPlane | undefined,
  confidenceLevel: number,
): Promise<Html | undefined> {
  if (plane === undefined || !MIXINGS.some((mixing) => mixing === plane.y)) return undefined;
  const { experiments } = grid.attributes;
  const names = experiments.length > 1 ? experiments.map(({ name }) => name) : [];
  const request = { x: plane.x, fix: plane.fix, confidenceLevel, degreesOfFreedom: 1 as const };
  const result = await computeMassLimits(grid, { ...request, experiments: names });
  const unit = unitOf(result.x);
  const columns = [
    `${result.x.name}${unit === '' ? '' : ` (${unit})`}`,
    ...result.curves.map(({ name }) => `${result.y.name}, ${name}`),
  ];
  const rows = result.x.values.map((x, i) => [
    briefNumber(x),
    ...result.curves.map(({ limits }) => {
      const limit = at(limits, i);
      const [value, lower] = [limitValue(limit), lowerValue(limit)];
      if (value === undefined) return statesOf(limit).map(flagInWords).join(', ');
      return `${lower === undefined ? '' : `${shortNumber(lower)} to `}${shortNumber(value)}${excludesZero(limit) ? ' *' : ''}`;
    }),
  ]);
  const wants = result.curves.some(({ limits }) => limits.some(excludesZero));
  return html`${aboutLimits(result).map((line) => html`<p>${line}</p>`)}${table(columns, rows)}${
    wants
      ? html`<p class="quiet">*: |U|^2 = 0 itself is disfavoured at ${percent(confidenceLevel)} CL, so that the number is the upper end of an interval.</p>`
      : ''
  }`;
}

const FAMILIES = {
  closed: 'no signal is possible',
  numbers: 'the number cannot be trusted as it stands',
  assumptions: 'an assumption behind the number is doubtful',
  information: 'for information',
} as const;

/** Every flag of the grid with its points, of all and of each experiment. */
export function flagsBody({ flags, flags_by_experiment: byExperiment = {}, points }: GridSummary): Html {
  const names = [
    ...new Set([flags, ...Object.values(byExperiment)].flatMap((counts) => Object.keys(counts))),
  ];
  if (names.length === 0) return html`<p>The grid holds no flags.</p>`;
  const experiments = Object.entries(byExperiment);
  const share = (count: number | undefined) =>
    count === undefined
      ? '–'
      : `${count.toLocaleString('en-US')}\u00a0(${shareInWords(count / points).replaceAll(' ', '\u00a0')})`;
  const raised = names.filter((name) =>
    [flags, ...Object.values(byExperiment)].some((counts) => (counts[name] ?? 0) > 0),
  );
  const silent = names.filter((name) => !raised.includes(name));
  const rows = raised.map((name) => [
    flagInWords(name),
    FAMILIES[familyOf(name)],
    share(flags[name]),
    ...experiments.map(([, counts]) => share(counts[name])),
  ]);
  return html`${
    rows.length === 0
      ? html`<p>No point is flagged.</p>`
      : table(['flag', 'meaning', 'grid points', ...experiments.map(([name]) => name)], rows)
  }${silent.length > 0 && rows.length > 0 ? html`<p class="quiet">Not raised anywhere: ${silent.map(flagInWords).join(', ')}.</p>` : ''}`;
}

/** Warnings as a list, each once. */
export function warningsBody(warnings: readonly string[]): Html {
  const unique = [...new Set(warnings)];
  if (unique.length === 0) return html`<p>There are no warnings.</p>`;
  return html`<ul class="warnings">${unique.map((warning) => html`<li>${warning}</li>`)}</ul>`;
}
