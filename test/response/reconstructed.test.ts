/** Responses that count columns of a sample: their cells, what is wrong in their files, and that nothing evaluates them. */
import { describe, expect, it } from 'vitest';
import { at } from '../../src/at.js';
import { ConfigError, InputDataError } from '../../src/errors.js';
import { HEADER_CELLS, HEADER_TRUE_CELLS } from '../../src/physics/responseLayout.js';
import { evaluatedTable } from '../../src/response/evaluated.js';
import { loadResponse } from '../../src/response/load.js';
import { referenceEfficiency } from '../../src/response/referenceEfficiency.js';
import { scalesOf } from '../../src/response/scales.js';
import { tabulateResponse } from '../../src/response/tabulate.js';
import { unitWarnings } from '../../src/response/units.js';

const RESPONSE = `kind: reconstructed
label: score
source: ASSUMPTION, for a test
observables:
  - { column: bdt_score, edges: [0, 0.5, 0.75, 1] }
  - { column: e_shower, unit: GeV, edges: [0, 0.3, 2], source: ASSUMPTION }
  - { column: topology, categories: [one-shower, two-showers] }
`;

const load = (from: string | RegExp = '', to = '') => {
  const text = RESPONSE.replace(from, to);
  if (from !== '' && text === RESPONSE) throw new Error(`the response does not hold ${from}`);
  return loadResponse(text, 'response.yaml', () => Promise.reject(new InputDataError('no such file')));
};

const mistake = (from: string | RegExp, to: string) =>
  load(from, to).then(
    () => 'no mistake',
    (error: InputDataError) => error.message,
  );

describe('a response of reconstructed quantities', () => {
  it('has the bins of its columns as cells, the last fastest', async () => {
    const { label, cells, reconstructed } = await load();
    expect(label).toBe('score');
    expect(cells).toHaveLength(12);
    expect(cells.slice(0, 3)).toEqual([
      'bdt_score 0 to 0.5, e_shower 0 to 0.3 GeV, one-shower',
      'bdt_score 0 to 0.5, e_shower 0 to 0.3 GeV, two-showers',
      'bdt_score 0 to 0.5, e_shower 0.3 to 2 GeV, one-shower',
    ]);
    expect(reconstructed?.columns).toEqual([
      { column: 'bdt_score', unit: undefined, edges: [0, 0.5, 0.75, 1] },
      { column: 'e_shower', unit: 'GeV', edges: [0, 0.3, 2] },
      { column: 'topology', categories: ['one-shower', 'two-showers'] },
    ]);
  });

  it('has a table for what reads its cells and quantities', async () => {
    const response = await load();
    expect([at(response.table, HEADER_CELLS), at(response.table, HEADER_TRUE_CELLS)]).toEqual([12, 12]);
    expect(scalesOf(response.table)).toEqual([]);
    expect(unitWarnings(response)).toEqual([]);
    expect(response).toMatchObject({ plateau: 1, onset: [], smears: false, isAnalytic: false });
  });

  it('is not evaluated on pairs', async () => {
    const response = await load();
    const why =
      'the response score counts bdt_score, e_shower and topology, which only events of an imported sample have: it has no efficiency for generated pairs';
    for (const evaluate of [evaluatedTable, referenceEfficiency, tabulateResponse]) {
      expect(() => evaluate(response)).toThrow(new ConfigError(why));
    }
  });
});

describe('a mistake in its file', () => {
  it.each([
    ['edges: [0, 0.3, 2]', 'edges: [0, 2, 0.3]', 'observables[1].edges[2]: 0.3 after 2; edges must increase'],
    ['edges: [0, 0.3, 2]', 'edges: [0.3]', 'observables[1].edges: a list of at least 2 expected'],
    [
      'unit: GeV, edges: [0, 0.3, 2]',
      'unit: GeV',
      'observables[1]: give either edges, for a column of numbers',
    ],
    ['edges: [0, 0.3, 2]', 'edges: [0, 1], categories: [a]', 'observables[1]: give either edges'],
    [
      'topology, categories',
      'topology, unit: GeV, categories',
      'observables[2].unit: a column of words has no unit',
    ],
    ['[one-shower, two-showers]', '[a, b, a]', 'observables[2].categories[2]: a stands twice; remove one'],
    ['column: e_shower', 'column: bdt_score', 'observables[1].column: bdt_score is an observable already'],
    ['column: e_shower', 'colunm: e_shower', 'observables[1].colunm: unknown key; did you mean column?'],
    [/observables:[\s\S]*/, 'observables: []\n', 'observables: a list of at least 1 expected'],
    ['observables:', 'observable:', 'observable: unknown key; did you mean observables?'],
    [', for a test', ', for a test\nsmearing: {}', 'smearing: unknown key'],
    [
      'kind: reconstructed',
      'kind: reconstruct',
      'kind: missing or unknown; one of: pair-topology, pipeline, reconstructed',
    ],
  ])('%s as %s is told with its place', async (from, to, what) => {
    const message = await mistake(from, to);
    expect(message).toMatch(/response\.yaml:\d+:\d+: /);
    expect(message).toContain(what);
  });
});
