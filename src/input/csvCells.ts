/** Cells of a line: their separator, and quotes. RFC 4180, and the variants that spreadsheets write. */

const SEPARATORS = [',', ';', '\t'] as const;

/**
 * The mark that separates the cells of a table, from its first two lines. Semicolons and tabs never occur in a number, whereas a comma
 * may be a decimal mark. So they take precedence where both lines have the same number of them.
 */
export function findSeparator(lines: readonly string[]): string {
  const [first = '', second = first] = lines;
  const count = (line: string, mark: string) => splitCells(line, mark).length - 1;
  const fitting = SEPARATORS.filter(
    (mark) => count(first, mark) > 0 && count(first, mark) === count(second, mark),
  );
  const others = fitting.filter((mark) => mark !== ',');
  return others.length === 1 ? (others[0] ?? ',') : ',';
}

/** Name of a separator for messages. */
export function separatorName(mark: string): string {
  return (
    new Map([
      [';', 'semicolon'],
      ['\t', 'tab'],
    ]).get(mark) ?? 'comma'
  );
}

/** The cells of a line without the quotes and the white space around them. */
export function splitCells(line: string, separator: string): string[] {
  if (!line.includes('"')) return line.split(separator).map((cell) => cell.trim());
  const cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (let i = 0; i < line.length; i++) {
    const c = line.charAt(i);
    if (isQuoted && c === '"' && line[i + 1] === '"') {
      cell += '"';
      i += 1;
    } else if (c === '"' && (isQuoted || cell.trim() === '')) {
      if (!isQuoted) cell = '';
      isQuoted = !isQuoted;
    } else if (c === separator && !isQuoted) {
      cells.push(cell.trim());
      cell = '';
    } else cell += c;
  }
  return [...cells, cell.trim()];
}
