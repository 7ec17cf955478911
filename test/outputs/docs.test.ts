/** The tables of outputs and variables in the docs are those of the shelf, to the letter. */
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import type { OutputVariable } from '../../src/outputs/output.js';
import { OUTPUTS } from '../../src/outputs/outputs.js';

/** A bar ends a cell. */
const escaped = (text: string) => text.replaceAll('|', '\\|');

/** What stands for a variable behind its name. */
function cellsOf({ dtype, on, meaning, join, each }: OutputVariable): string {
  const joint = join === undefined ? 'of each only' : `${join.words}${each ? '; and of each' : ''}`;
  return `${dtype} | ${on.words} | ${escaped(meaning)} | ${joint} |`;
}

/** A row for every variable; names of variables with equal cells stand in one. */
function variableRows(): string[] {
  return OUTPUTS.flatMap(({ variables }) => {
    const cells = [...new Set(variables.map(cellsOf))];
    const namesWith = (own: string) =>
      variables.filter((variable) => cellsOf(variable) === own).map(({ name }) => `\`${name}\``);
    return cells.map((own) => `| ${namesWith(own).join(', ')} | ${own}`);
  });
}

function outputRows(): string[] {
  return OUTPUTS.map(
    ({ name, summary, byDefault, refusal }) =>
      `| \`${name}\` | ${escaped(summary)} | ${byDefault ? (refusal ? 'where events are raised' : 'yes') : 'no'} |`,
  );
}

/** The rows of the only table with that head. */
async function rowsBelow(head: string): Promise<string[]> {
  const lines = (await readFile('docs/formats.md', 'utf8')).split('\n');
  const from = lines.indexOf(head) + 2;
  expect(from, head).toBeGreaterThan(1);
  const end = lines.findIndex((line, i) => i >= from && !line.startsWith('|'));
  return lines.slice(from, end);
}

it('the table of variables', async () => {
  expect(await rowsBelow('| variable | type | axes | meaning | of several experiments |')).toEqual(
    variableRows(),
  );
});

it('the table of outputs', async () => {
  expect(await rowsBelow('| output | what | by default |')).toEqual(outputRows());
});

it('names are said once', () => {
  const names = OUTPUTS.flatMap(({ variables }) => variables.map(({ name }) => name));
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(OUTPUTS.map(({ name }) => name)).size).toBe(OUTPUTS.length);
});
