/** `--curve`: a file and the look of its curve, given on the command line or in comments of the file. */
import { stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { ConfigError } from '../errors.js';
import { suggest } from '../input/zodIssues.js';
import { firstHidden } from '../visible.js';

/** How a curve is drawn: as a line, or as a region inside the line (closed) or above it (open). */
export const CURVE_STYLES = ['solid', 'dashed', 'dotted', 'shaded'] as const;

/** One of these styles. */
export type CurveStyle = (typeof CURVE_STYLES)[number];

/** The look of a curve, as far as it is specified. */
export interface CurveLook {
  readonly label?: string;
  readonly style?: CurveStyle;
  /** For SVG: a name or `#rrggbb`. */
  readonly colour?: string;
}

/** Colours by name, dark enough for a line on white. */
const COLOURS = [
  'black',
  'grey',
  'gray',
  'red',
  'crimson',
  'firebrick',
  'orange',
  'darkorange',
  'goldenrod',
  'olive',
  'green',
  'darkgreen',
  'teal',
  'blue',
  'navy',
  'royalblue',
  'steelblue',
  'purple',
  'indigo',
  'magenta',
  'brown',
  'maroon',
] as const;

/** Number of characters of a label that fit into a legend. */
const LONGEST_LABEL = 70;

const KEY = /,\s*(label|style|colou?r)\s*=/g;

/**
 * Splits `FILE.csv,label=TEXT,style=dashed,colour=teal`; the keys after the name are optional and in any order, and labels and
 * names may contain commas. Where a file has the whole text as its name, it is that file. ConfigError for a wrong value.
 */
export async function readCurveOption(given: string): Promise<{ path: string; look: CurveLook }> {
  if (await isThere(given)) return { path: given, look: {} };
  const keys = [...given.matchAll(KEY)];
  const path = given.slice(0, keys[0]?.index ?? given.length);
  const fail = (what: string): never => {
    throw new ConfigError(`--curve ${given}: ${what}`);
  };
  if (path.trim() === '') fail('no file; write the name of a CSV file first');
  let look: CurveLook = {};
  for (const [i, key] of keys.entries()) {
    const value = given.slice(key.index + key[0].length, keys[i + 1]?.index ?? given.length).trim();
    look = { ...look, ...lookOf(key[1] ?? '', value, look, fail) };
  }
  return { path, look };
}

/**
 * The look that comments of a file ask for: lines `# label: TEXT`, `# style: dashed`, `# colour: teal`. `fail` is called with the
 * line (from 1) of a wrong value, and must throw.
 */
export function lookInComments(text: string, fail: (line: number, what: string) => never): CurveLook {
  let look: CurveLook = {};
  for (const [i, line] of text.split('\n').entries()) {
    const [, key, value] = /^\s*#\s*(label|style|colou?r)\s*:\s*(.*?)\s*$/i.exec(line) ?? [];
    if (key === undefined || value === undefined) continue;
    look = { ...look, ...lookOf(key.toLowerCase(), value, look, (what) => fail(i + 1, what)) };
  }
  return look;
}

/** The name of a file without folder and extension, for a curve that has no label. */
export const labelOf = (path: string) => basename(path, extname(path));

function lookOf(key: string, value: string, before: CurveLook, fail: (what: string) => never): CurveLook {
  const name = key === 'color' ? 'colour' : key;
  if (Object.hasOwn(before, name)) return fail(`${key} is given twice; remove one`);
  if (value === '') return fail(`${key} is empty; write a value, or leave it out`);
  const hidden = firstHidden(value);
  if (hidden !== undefined) return fail(`${key} has the hidden character ${hidden}; remove it`);
  if (name === 'label')
    return value.length > LONGEST_LABEL
      ? fail(`the label has ${value.length} characters, but at most ${LONGEST_LABEL} fit; shorten it`)
      : { label: value };
  if (name === 'style') {
    const style = CURVE_STYLES.find((known) => known === value);
    return style === undefined
      ? fail(`style ${value} is unknown; ${suggest(value, CURVE_STYLES)}`)
      : { style };
  }
  const isColour = /^#(?:[\da-f]{3}|[\da-f]{6})$/i.test(value) || COLOURS.some((known) => known === value);
  return isColour
    ? { colour: value }
    : fail(`${key} ${value} is unknown; write #rrggbb, or a name: ${COLOURS.join(', ')}`);
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
