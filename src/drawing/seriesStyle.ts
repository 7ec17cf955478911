/** Lines of what a figure compares: curves, or grids. */
import { at } from '../at.js';

/** Colours that are safe for the colour-blind and differ in grey, and dashes for grey print. */
const SERIES = [
  { stroke: '#0b5d99', dash: '' },
  { stroke: '#d1690e', dash: '7 4' },
  { stroke: '#2b8a5f', dash: '2 3' },
  { stroke: '#8a4a9e', dash: '9 3 2 3' },
  { stroke: '#6b6b6b', dash: '12 4' },
] as const;

/** Stroke and dash of the i-th line; after five they repeat. */
export const seriesStyle = (i: number) => at(SERIES, i % SERIES.length);
