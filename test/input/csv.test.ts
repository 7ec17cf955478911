/** Tables as people and spreadsheets write them: read where they can mean one thing only, and else told by line and column. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputDataError } from '../../src/errors.js';
import { parseFlux } from '../../src/experiment/flux.js';
import { columnIndex, parseCsv } from '../../src/input/csv.js';

const ROWS = [
  [0.1, 1e-10],
  [0.2, 2.5e-10],
  [0.3, -3],
];
const GOOD = 'e,numu\n0.1,1e-10\n0.2,2.5e-10\n0.3,-3\n';

const mistakesOf = (read: () => unknown): string[] => {
  try {
    read();
  } catch (error) {
    if (error instanceof InputDataError) return [...error.lines];
    throw error;
  }
  return [];
};

describe('parseCsv', () => {
  it.each([
    ['commas', GOOD],
    ['semicolons', GOOD.replaceAll(',', ';')],
    ['tabs', GOOD.replaceAll(',', '\t')],
    ['quotes', '"e","numu"\n"0.1","1e-10"\n0.2,"2.5e-10"\n0.3,-3\n'],
    ['white space and empty lines', '\n e , numu\n\n 0.1 ,1e-10\n0.2,2.5e-10 \n0.3,-3'],
    ['comments, one of them in quotes', '# a, b\n"# c, d"\ne,numu\n0.1,1e-10\n#\n0.2,2.5e-10\n0.3,-3'],
    ['lines filled up by a spreadsheet', 'e,numu,,\n0.1,1e-10,,\n0.2,2.5e-10,,\n0.3,-3,,\n'],
    ["a spreadsheet's first line", `sep=;\n${GOOD.replaceAll(',', ';')}`],
    ['other ways to write a number', 'e,numu\n.1,1.E-10\n+0.2,25e-11\n3e-1,-3.0\n'],
    ['a separator in a name', GOOD.replace('numu', '"nu, mu"').replace('"nu, mu"', '"numu"')],
  ])('reads %s', (_, text) => {
    const table = parseCsv(text, 'a.csv', true);
    expect(table.columns).toEqual(['e', 'numu']);
    expect(table.rows.map(({ values }) => values)).toEqual(ROWS);
  });

  it('reads a matrix without a header by its separators, one number included', () => {
    const values = (text: string) => parseCsv(text, 'm.csv', false).rows.map((row) => row.values);
    expect(values('1;2\n3;4\n')).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(values('5\n')).toEqual([[5]]);
  });

  it.each([
    ['nothing', '', ['a.csv:1: no rows of numbers; fill the table']],
    ['comments alone', '# a\n', ['a.csv:1: no rows of numbers; fill the table']],
    ['a header alone', 'e,numu\n', ['a.csv:1: no rows of numbers; fill the table']],
    [
      'a decimal comma between semicolons',
      'e;numu\n0,1;1e-10\n0,2;2,5e-10\n',
      ['a.csv:2: e: "0,1" is not a finite number; write the decimal mark as a point, here and in all cells'],
    ],
    [
      'a decimal comma between commas',
      'e,numu\n0,1,1e-10\n0,2,2e-10\n',
      ['a.csv:2: 3 cells where 2 are expected; are there decimal commas? Write points, here and in all rows'],
    ],
    [
      'a power of ten by Fortran',
      'e,numu\n0.1,1.0D-10\n0.2,1.0D-10\n',
      [
        'a.csv:2: numu: "1.0D-10" is not a finite number; write the power of ten with e, here and in all cells',
      ],
    ],
    [
      'spaces',
      'e numu\n0.1 1e-10\n',
      [
        'a.csv:2: e numu: "0.1 1e-10" is not a finite number; separate numbers by commas, here and in all cells',
      ],
    ],
    [
      'what is no decimal number',
      'e,numu\n0x1f,1_000\nInfinity,NaN\n1e999,\n',
      [
        'a.csv:2: e: "0x1f" is not a finite number; correct the cell',
        'a.csv:2: numu: "1_000" is not a finite number; correct the cell',
        'a.csv:3: e: "Infinity" is not a finite number; correct the cell',
        'a.csv:3: numu: "NaN" is not a finite number; correct the cell',
        'a.csv:4: e: "1e999" is not a finite number; correct the cell',
        'a.csv:4: numu: "" is not a finite number; correct the cell',
        '6 mistakes in a.csv',
      ],
    ],
    [
      'rows of other widths',
      'e,numu\n1\n2,3,4\n5,x\n',
      [
        'a.csv:2: 1 cell where 2 are expected; complete the row',
        'a.csv:3: 3 cells where 2 are expected; are there decimal commas? Write points, here and in all rows',
        'a.csv:4: numu: "x" is not a finite number; correct the cell',
        '3 mistakes in a.csv',
      ],
    ],
    [
      'a name with something hidden',
      'e,nu\u200bmu\n1,2\n',
      ['a.csv:1: a name has the hidden character \\u200b; remove it'],
    ],
  ] as [string, string, string[]][])('tells %s', (_, text, lines) => {
    expect(mistakesOf(() => parseCsv(text, 'a.csv', true))).toEqual(lines);
  });

  it('does not read on where nothing is right', () => {
    const lines = mistakesOf(() => parseCsv(`e,numu\n${'x,y\n'.repeat(10_000)}`, 'a.csv', true));
    expect(lines.at(-1)).toBe('and 181 more: 201 mistakes in a.csv');
  });

  it('finds a column by its name alone, whatever that is', () => {
    const table = parseCsv('e,constructor,numu,numu\n1,2,3,4\n', 'a.csv', true);
    expect(columnIndex(table, 'constructor')).toBe(1);
    const fault = (name: string) => mistakesOf(() => columnIndex(table, name))[0];
    expect(fault('toString')).toBe('a.csv:1: no column toString; valid: e, constructor, numu, numu');
    expect(fault('__proto__')).toMatch(/no column __proto__; valid/);
    expect(fault('nmu')).toBe('a.csv:1: no column nmu; did you mean numu?');
    expect(fault('numu')).toBe('a.csv:1: two columns are named numu; rename one');
  });

  it('reads any text or says where it is wrong', () => {
    const piece = fc.oneof(
      fc.constantFrom(',', ';', '\t', '\n', '"', '#', '0.1', '1e-10', '1,5', 'nan', '-', 'e', '\u202e', ' '),
      fc.string({ maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.boolean(), (pieces, withHeader) => {
        for (const line of mistakesOf(() => parseCsv(pieces.join(''), 'a.csv', withHeader))) {
          expect(line).toMatch(/^a\.csv:\d+: |^and \d+ more: |^\d+ mistakes in a\.csv$/);
        }
      }),
      { seed: 5, numRuns: 500 },
    );
  });
});

describe('parseFlux', () => {
  const columns = { energy: 'e', main: 'numu', wrongSign: undefined, rangeGev: [0.1, 2] } as const;
  const table = (factor: number) =>
    `e,numu\n${[0.05, 0.5, 1, 2.5].map((e) => `${Number((e * factor).toPrecision(6))},1e-10`).join('\n')}\n`;
  const fault = (text: string, rangeGev: readonly [number, number] = [0.1, 2]) =>
    mistakesOf(() => parseFlux(text, 'flux.csv', { ...columns, rangeGev }));

  it.each([
    ['MeV', 1e3],
    ['keV', 1e6],
    ['eV', 1e9],
  ])('asks whether energies are in %s', (unit, factor) => {
    const [line, ...more] = fault(table(factor));
    expect(line).toMatch(
      /^flux\.csv:2: e: the energies go from \d+ to \d+, far from the range in use, 0\.1 to 2 GeV;/,
    );
    expect(line).toContain(`are they in ${unit}? Write them in GeV, and the flux per GeV`);
    expect(more).toEqual([]);
  });

  it('asks whether the range is in MeV', () => {
    expect(fault(table(1), [100, 2000])[0]).toMatch(/is range_gev in MeV, or the table in TeV\?$/);
  });

  it('asks nothing where a table is merely short', () => {
    expect(fault(table(1), [0.1, 3])).toEqual([
      "flux.csv:5: the energy range in use, 0.1 to 3 GeV, is not inside the table's 0.05 to 2.5 GeV; narrow range_gev",
    ]);
    expect(fault(table(1))).toEqual([]);
  });

  it('tells every line that is wrong', () => {
    expect(fault('e,numu\n0.1,1\n0.1,-1\n-3,1\n')).toEqual([
      'flux.csv:3: e: 0.1 after 0.1; energies must increase strictly',
      'flux.csv:3: numu: the flux -1 is negative; correct it',
      'flux.csv:4: e: -3 GeV is negative; correct it',
      '3 mistakes in flux.csv',
    ]);
  });
});
