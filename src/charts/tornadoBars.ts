/** Bars of a tornado and the markers on them, side by side where they would hide each other. */
import { svgElement } from '../drawing/richText.js';
import { baseOutcome, type StudyResult, swingOf } from '../results/study.js';
import { marker } from './tornadoMarkers.js';
import { baseStyle, type TornadoRow } from './tornadoWords.js';

/** Pixels: markers whose middles are closer than `near` hide each other; the height of a lane of markers, and what a bar has besides. */
const [NEAR, LANE, BESIDE] = [10, 8.6, 1.6];
/** The least height of a bar, and between bars; pixels. */
const [THIN, BETWEEN] = [10, 4];

/** A marker, and by how many lanes it is below the middle of its bar. */
export interface SpreadMarker {
  readonly index: number;
  readonly x: number;
  readonly lane: number;
}

/**
 * Spreads markers over lanes so that none hides another. Markers that touch, directly or over others, form a group, which is centred on the bar; in
 * a group each takes the first lane with room, from left to right, and markers at one place are in the order of their indices from top to bottom.
 */
export function spreadMarkers(
  markers: readonly { readonly index: number; readonly x: number }[],
): SpreadMarker[] {
  const sorted = [...markers].sort((a, b) => a.x - b.x || a.index - b.index);
  const groups: { index: number; x: number }[][] = [];
  for (const one of sorted) {
    const last = groups.at(-1)?.at(-1);
    if (last !== undefined && one.x - last.x < NEAR) groups.at(-1)?.push(one);
    else groups.push([one]);
  }
  return groups.flatMap((group) => {
    const ends: number[] = [];
    const placed = group.map((one) => {
      const free = ends.findIndex((end) => one.x - end >= NEAR);
      const lane = free < 0 ? ends.length : free;
      ends[lane] = one.x;
      return { ...one, lane };
    });
    return placed.map((one) => ({ ...one, lane: one.lane - (ends.length - 1) / 2 }));
  });
}

/** A row with the height of its bars, pixels. */
export interface BarRow extends TornadoRow {
  readonly bar: number;
}

/** Gives rows bars that hold all their markers in every panel. `pixels` are those of a share along its axis. */
export function withBars(
  result: StudyResult,
  rows: readonly TornadoRow[],
  pixels: (share: number) => number,
): BarRow[] {
  const { bases } = result.study;
  const panels = baseOutcome(result, 0).comparison.panels.map((_, panel) => panel);
  return rows.map((row) => {
    const lanes = bases.flatMap((_, base) =>
      panels.map((panel) => {
        const spread = markersOf(result, { base, variation: row.variation, panel }, pixels);
        return 1 + 2 * Math.max(0, ...spread.map(({ lane }) => lane));
      }),
    );
    const bar = Math.max(THIN, LANE * Math.max(...lanes) + BESIDE);
    return { ...row, bar, height: Math.max(row.height, bases.length * (bar + BETWEEN) + 8) };
  });
}

function markersOf(
  result: StudyResult,
  { base, variation, panel }: { readonly base: number; readonly variation: number; readonly panel: number },
  px: (share: number) => number,
): SpreadMarker[] {
  const shares = swingOf(result, base, variation, panel)?.shares ?? [];
  return spreadMarkers(shares.flatMap((share, index) => (share === null ? [] : [{ index, x: px(share) }])));
}

/** The bars of a row in a panel, one for each base, one below the other. */
export function drawBars(
  result: StudyResult,
  { px, index: panel }: { readonly px: (share: number) => number; readonly index: number },
  { variation, height, bar }: BarRow,
  top: number,
): string[] {
  const { bases } = result.study;
  const room = bar + BETWEEN;
  const start = top + (height - room * bases.length) / 2;
  return bases.flatMap((_, base) => {
    const swing = swingOf(result, base, variation, panel);
    if (swing === undefined) return [];
    const { stroke } = baseStyle(base);
    const middle = start + room * (base + 0.5);
    const [low, high] = [px(swing.low), px(swing.high)];
    const box = { x: low, y: middle - bar / 2, width: Math.max(high - low, 0), height: bar };
    return [
      svgElement('rect', { ...box, fill: stroke, 'fill-opacity': 0.32 }),
      ...markersOf(result, { base, variation, panel }, px).map(({ index, x, lane }) =>
        marker(index, x, middle + LANE * lane, stroke, 3.8),
      ),
    ];
  });
}
