/** Changes a table (CSV): columns, rows and cells, as spreadsheets and scripts do. */
import type { Dice } from './random.js';

const CELLS = [
  '',
  ' ',
  '0',
  '-1',
  '1e300',
  '-1e300',
  '1e-320',
  'NaN',
  'inf',
  '1e999',
  '1,5',
  '1.0D-3',
  '0x10',
  '"1',
  'a',
  '\u202e1',
  '1 2',
];

/** The text of a table that was changed once. */
export function mutateTable(text: string, dice: Dice): string {
  const lines = text.split('\n');
  // Mostly where the numbers are; sometimes among the comments and the names.
  const numbers = lines.flatMap((line, i) => (/^[\d"+.-]/.test(line) ? [i] : []));
  const at = numbers.length > 0 && dice.chance(0.85) ? dice.pick(numbers) : dice.below(lines.length);
  const line = lines[at] ?? '';
  const eachRow = (change: (cells: string[]) => string[]) =>
    lines
      .map((row) => (row.startsWith('#') || row === '' ? row : change(row.split(',')).join(',')))
      .join('\n');
  const column = dice.below(line.split(',').length);
  const inCell = (change: (cell: string) => string) =>
    lines
      .with(
        at,
        line
          .split(',')
          .map((cell, i) => (i === column ? change(cell) : cell))
          .join(','),
      )
      .join('\n');
  const scale = dice.pick([-1, 0, 1e-30, 1e30, 1e200, 1.0001]);
  const ways: readonly (() => string)[] = [
    () => inCell(() => dice.pick(CELLS)),
    () => inCell(() => dice.pick(CELLS)),
    () => inCell((cell) => String(Number(cell) * scale)),
    () => lines.toSpliced(at, 1).join('\n'),
    () => lines.toSpliced(at, 0, line).join('\n'),
    () => lines.toSpliced(at, 1, ...Array.from({ length: 1000 }, () => line)).join('\n'),
    () => lines.with(at, `${line},1`).join('\n'),
    () => lines.with(at, line.split(',').slice(1).join(',')).join('\n'),
    () => eachRow((cells) => cells.toSpliced(column, 1)),
    () => eachRow((cells) => cells.toSpliced(column, 0, cells[column] ?? '1')),
    () => eachRow((cells) => cells.toReversed()),
    () => eachRow((cells) => cells.map((cell, i) => (i === column ? String(Number(cell) * scale) : cell))),
    () => eachRow((cells) => cells.map((cell, i) => (i === column ? '1' : cell))),
    () => text.replaceAll(',', ';'),
    () => text.replaceAll('.', ','),
    () => text.replaceAll(',', ' '),
    () => lines.toReversed().join('\n'),
    () => lines.filter((_, i) => !numbers.includes(i)).join('\n'),
    () => lines.filter((row, i) => row.startsWith('#') || numbers.includes(i)).join('\n'),
    () => lines.slice(0, at).join('\n'),
  ];
  return dice.pick(ways)();
}
