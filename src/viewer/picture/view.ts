/** What the page shows, as plain data: in the address, so that a page that is loaded again shows the same; and as a command. */
import { at } from '../../at.js';
import { isLogarithmic } from '../../contouring/interpolate.js';
import type { PageAxis, PageGrid } from '../wire.js';

/** Names of pictures that are no variables. */
export const DELTA = 'delta';

/** A panel: a grid, and whose chi2. */
export interface PanelChoice {
  readonly grid: number;
  /** Empty of the sum. */
  readonly experiment: string;
}

/** All that the page shows. */
export interface View {
  readonly x: string;
  readonly y: string;
  /** Values of the other axes, by name. */
  readonly at: Readonly<Record<string, number>>;
  /** Axes that are profiled. */
  readonly over: readonly string[];
  /** `delta`, or the name of a variable. */
  readonly picture: string;
  /** Delta chi2 of the darkest colour. */
  readonly ceiling: number;
  readonly cls: readonly number[];
  readonly panels: readonly PanelChoice[];
  readonly hatched: boolean;
  /** Whether each panel also has the contours of the others. */
  readonly together: boolean;
}

/** Axes with two or more values that all grids have, by name: those of a plane. */
export function planeAxes(grids: readonly PageGrid[]): PageAxis[] {
  const [first, ...others] = grids;
  const isLong = ({ values }: PageAxis) => values.length > 1;
  return (first?.axes ?? []).filter(
    (axis) =>
      isLong(axis) && others.every(({ axes }) => axes.some((one) => one.name === axis.name && isLong(one))),
  );
}

/** The axes of grids, each once: that of the first grid that has it. */
export function allAxes(grids: readonly PageGrid[]): PageAxis[] {
  const axes = grids.flatMap((grid) => grid.axes);
  return axes.filter(({ name }, i) => axes.findIndex((one) => one.name === name) === i);
}

/** The view that a page begins with: |U|^2 over the last mass where there is one, else over the last other axis; in the middle of all others. */
export function firstView(grids: readonly PageGrid[]): View {
  const axes = planeAxes(grids);
  const y = axes.find(({ isMixing }) => isMixing) ?? at(axes, axes.length - 1);
  const others = axes.filter(({ name }) => name !== y.name);
  const masses = others.filter(({ unit }) => unit === 'GeV');
  const x = masses.at(-1) ?? at(others, others.length - 1);
  return {
    x: x.name,
    y: y.name,
    at: Object.fromEntries(allAxes(grids).map(({ name, values }) => [name, at(values, values.length >> 1)])),
    over: [],
    picture: DELTA,
    ceiling: 25,
    cls: [0.95],
    panels: grids.map(({ number }) => ({ grid: number, experiment: '' })),
    hatched: true,
    together: false,
  };
}

/** The view as the part of an address after `#`. */
export function viewToText(view: View): string {
  const { x, y, over, picture, ceiling, cls, panels, hatched, together } = view;
  return new URLSearchParams({
    x,
    y,
    at: Object.entries(view.at)
      .map(([name, value]) => `${name}:${value}`)
      .join(','),
    over: over.join(','),
    picture,
    ceiling: String(ceiling),
    cl: cls.join(','),
    panels: panels.map(({ grid, experiment }) => `${grid}:${experiment}`).join(','),
    marks: [...(hatched ? ['hatched'] : []), ...(together ? ['together'] : [])].join(','),
  }).toString();
}

/** The view of a text, with what it lacks or has wrong as in `first`. */
export function viewFromText(text: string, first: View, grids: readonly PageGrid[]): View {
  const parameters = new URLSearchParams(text);
  const list = (name: string) =>
    parameters
      .get(name)
      ?.split(',')
      .filter((part) => part !== '');
  const axes = planeAxes(grids).map(({ name }) => name);
  const isAxis = (name: string | null): name is string => name !== null && axes.includes(name);
  const [x, y] = [parameters.get('x'), parameters.get('y')];
  const plane = isAxis(x) && isAxis(y) && x !== y ? { x, y } : { x: first.x, y: first.y };
  const values = (list('at') ?? []).map((part): [string, number] => {
    const [name = '', value] = part.split(':');
    return [name, Number(value)];
  });
  const known = values.filter(([name, value]) => Object.hasOwn(first.at, name) && Number.isFinite(value));
  const cls = list('cl')
    ?.map(Number)
    .filter((cl) => cl > 0 && cl < 1);
  const panels = list('panels')?.flatMap((part): PanelChoice[] => {
    const [number = '', ...rest] = part.split(':');
    const [grid, experiment] = [grids[Number(number)], rest.join(':')];
    return grid?.fits.some((fit) => fit.experiment === experiment) ? [{ grid: grid.number, experiment }] : [];
  });
  const ceiling = Number(parameters.get('ceiling'));
  const marks = list('marks');
  return {
    ...first,
    ...plane,
    at: { ...first.at, ...Object.fromEntries(known) },
    over: (list('over') ?? []).filter((name) => isAxis(name) && name !== plane.x && name !== plane.y),
    picture: parameters.get('picture') ?? first.picture,
    ceiling: ceiling > 0 && Number.isFinite(ceiling) ? ceiling : first.ceiling,
    cls: cls ?? first.cls,
    panels: panels && panels.length > 0 ? panels : first.panels,
    hatched: marks === undefined ? first.hatched : marks.includes('hatched'),
    together: marks?.includes('together') ?? first.together,
  };
}

/** Index of the value of an axis that is nearest to a value, on the axis's scale. */
export function nearest(axis: Pick<PageAxis, 'spacing' | 'values'>, value: number): number {
  const { values } = axis;
  let best = 0;
  const position = isLogarithmic(axis) ? Math.log : Number;
  const distance = (k: number) => Math.abs(position(at(values, k)) - position(value));
  for (let k = 1; k < values.length; k++) if (distance(k) < distance(best)) best = k;
  return best;
}

/** Axes of a grid that a view neither shows nor profiles, with their indices. */
export function fixedIndices(view: View, { axes }: PageGrid): Map<string, number> {
  const others = axes.filter(({ name }) => name !== view.x && name !== view.y && !view.over.includes(name));
  return new Map(others.map((axis) => [axis.name, nearest(axis, view.at[axis.name] ?? at(axis.values, 0))]));
}

/** The command that draws the same plane. */
export function commandOf(view: View, grid: PageGrid, experiment: string): string {
  const { path } = grid;
  const fixed = [...fixedIndices(view, grid)].flatMap(([name, k]) => {
    const axis = grid.axes.find((one) => one.name === name);
    return axis !== undefined && axis.values.length > 1 ? [`--fix ${name}=${at(axis.values, k)}`] : [];
  });
  const over = view.over.filter((name) => grid.axes.some((axis) => axis.name === name));
  return [
    `dualnu contours ${/[^\w./-]/.test(path) ? `'${path.replaceAll("'", "'\\''")}'` : path}`,
    `--x ${view.x} --y ${view.y}`,
    ...fixed,
    ...over.map((name) => `--profile ${name}`),
    ...view.cls.map((cl) => `--cl ${cl}`),
    ...(experiment === '' ? [] : [`--experiment ${experiment}`]),
    '--out figure.svg',
  ].join(' ');
}
