/** Lines of a figure: pieces of one colour and dash. */
import * as Plot from '@observablehq/plot';

/** Points of the pieces of a line, in the units of its axes; `k` numbers the piece. */
export interface LinePoint {
  readonly u: number;
  readonly v: number;
  readonly k: number;
}

/** Style of a line. */
export interface LineStyle {
  readonly stroke: string;
  readonly dash?: string | undefined;
}

/** A Plot mark of the pieces of a line. */
export function strokedLine(points: readonly LinePoint[], { stroke, dash }: LineStyle): Plot.Line {
  return Plot.line([...points], {
    x: 'u',
    y: 'v',
    z: 'k',
    stroke,
    strokeWidth: 1.9,
    strokeLinejoin: 'round',
    clip: 'frame',
    ...(dash ? { strokeDasharray: dash } : {}),
  });
}
