import { describe, expect, it } from 'vitest';
import { describeMistake } from '../../src/mistakes.js';
import { checkEvents, type EventFacts } from '../../src/samples/checkEvents.js';
import type { EventColumns } from '../../src/samples/eventSample.js';
import { numbersOf } from '../../src/samples/fields.js';
import { precisionOf } from '../../src/samples/precision.js';
import { inSingle, MASSES, type MadeColumns, madeEvents, withoutProduced } from './madeEvents.js';

/** What an importer knows of a file of rows. */
function factsOf(events: EventColumns, change: Partial<EventFacts> = {}): EventFacts {
  const columns = new Map(numbersOf(events).map(([{ name }, values]) => [name, values]));
  return {
    file: 'events.parquet',
    placeOf: (row) => ({ row: `row ${row + 1}` }),
    nameOf: (field) => field,
    precisionOf: (field) => precisionOf(columns.get(field) ?? new Float64Array(0)),
    masses: [MASSES],
    producedMass: 'm5_gev',
    energyUnit: 'GeV',
    ...change,
  };
}

const mistakesOf = (events: EventColumns, change: Partial<EventFacts> = {}) =>
  checkEvents(events, factsOf(events, change)).map(describeMistake);

/** The mistakes of 50 events of which the columns are changed. */
const changed = (change: (columns: MadeColumns) => void) => mistakesOf(madeEvents(50, 3, change));

/** Sets a number in row 8 of a column. */
const setting = (field: string, value: number | ((before: number) => number)) => (columns: MadeColumns) => {
  const column = columns[field] ?? [];
  column[7] = typeof value === 'number' ? value : value(column[7] ?? Number.NaN);
};

describe('events that a generator wrote', () => {
  it('pass in double precision, in float32 and with six digits', () => {
    const events = madeEvents(2000);
    expect(mistakesOf(events)).toEqual([]);
    const single = { ...events, minus: inSingle(events.minus), plus: inSingle(events.plus) };
    expect(mistakesOf(single)).toEqual([]);
    const digits = madeEvents(2000, 1, (columns) => {
      for (const values of Object.values(columns))
        for (const [i, v] of values.entries()) values[i] = Number(v.toPrecision(6));
    });
    expect(mistakesOf(digits)).toEqual([]);
    const decimals = madeEvents(2000, 1, (columns) => {
      for (const values of Object.values(columns))
        for (const [i, v] of values.entries()) values[i] = Number(v.toFixed(5));
    });
    expect(mistakesOf(decimals)).toEqual([]);
  });

  it('pass without the momentum of N', () => {
    expect(mistakesOf(withoutProduced(madeEvents(500)))).toEqual([]);
  });
});

describe('a number that no generator writes is refused with its row and column:', () => {
  it.each([
    [
      'not a number',
      setting('eminus_px', Number.NaN),
      'row 8, eminus_px: missing or not a number (NaN); correct or remove the event',
    ],
    [
      'infinite',
      setting('scatter_z', Number.NEGATIVE_INFINITY),
      'row 8, scatter_z: -Infinity; correct or remove the event',
    ],
    ['a negative energy', setting('e_nu', (e) => -e), /row 8, e_nu: -\d\.\d+ GeV is negative/],
    ['no energy', setting('eplus_e', 0), 'row 8, eplus_e: an energy of 0'],
    ['a negative weight', setting('weight', -2e-4), /row 8, weight: the weight -2e-4 is negative/],
    [
      'off its shell',
      setting('eminus_e', (e) => e * 1.01),
      /row 8, eminus_e: E\^2 - p\^2 = .* GeV\^2, a mass of .* MeV, where m_e\^2 = 2\.611e-7 within .* \(double precision\) is expected/,
    ],
    [
      'a pair above the neutrino',
      setting('e_nu', 0.02),
      /row 8, e_nu: the pair has .* GeV, the neutrino 0\.02 GeV/,
    ],
    [
      'a decay upstream',
      setting('decay_z', (z) => z - 1e3),
      /row 8, decay_z: the decay is .* cm upstream of the scattering/,
    ],
  ])('%s', (_, change, expected) => {
    const found = changed(change);
    expect(found[0]).toMatch(typeof expected === 'string' ? `events.parquet: ${expected}` : expected);
  });

  it('the first three of a kind, and how many there are', () => {
    const found = changed((columns) => {
      for (const row of [3, 5, 7, 9, 20]) (columns.weight ?? [])[row] = -1;
    });
    expect(found).toHaveLength(3);
    expect(found.map((text) => /row \d+/.exec(text)?.[0])).toEqual(['row 4', 'row 6', 'row 8']);
    expect(found[2]).toMatch(/; 5 events with a negative weight in all$/);
  });
});

describe('what every event tells is told once:', () => {
  const inMev = (fields: RegExp) => (columns: MadeColumns) => {
    for (const [name, values] of Object.entries(columns)) {
      if (fields.test(name)) for (const [i, v] of values.entries()) values[i] = 1e3 * v;
    }
  };

  it('MeV for GeV, by the mass of the electron', () => {
    const found = changed(inMev(/^(e_nu|eminus|eplus|n)_?/));
    expect(found).toEqual([
      'events.parquet: eminus_e: electrons have a mass of 0.511 GeV: looks like MeV; add --energy-unit MeV',
    ]);
  });

  it('MeV for GeV in float32, by the energy of the neutrino', () => {
    const events = madeEvents(200, 3, inMev(/^(e_nu|eminus|eplus|n)_?/));
    const single = { ...events, minus: inSingle(events.minus), plus: inSingle(events.plus) };
    expect(mistakesOf(single)[0]).toMatch(
      /e_nu: half of the neutrinos have more than 1\d{3} GeV: looks like MeV; add --energy-unit MeV/,
    );
  });

  it('leptons in MeV beside a neutrino in GeV', () => {
    const events = madeEvents(200, 3, inMev(/^(eminus|eplus)_/));
    const single = { ...events, minus: inSingle(events.minus), plus: inSingle(events.plus) };
    expect(mistakesOf(single)[0]).toMatch(
      /eminus_e: pairs have .* times the energy of the neutrino: the columns of the leptons look like MeV/,
    );
  });

  it('GeV that were read as MeV', () => {
    const events = madeEvents(200, 3, (columns) => {
      for (const [name, values] of Object.entries(columns)) {
        if (/^(e_nu|eminus|eplus|n)_?/.test(name))
          for (const [i, v] of values.entries()) values[i] = 1e-3 * v;
      }
    });
    expect(mistakesOf(events, { energyUnit: 'MeV' })).toEqual([
      'events.parquet: eminus_e: electrons have a mass of 5.11e-7 GeV: looks like GeV; add --energy-unit GeV',
    ]);
  });
});

describe('parameters that cannot be those of the events', () => {
  it("a pair heavier than m - m'", () => {
    const found = mistakesOf(withoutProduced(madeEvents(50)), { masses: [{ ...MASSES, mPrime: 0.19 }] });
    expect(found[0]).toMatch(/m_ee = 0\.\d+ GeV is above m - m' = 0\.01 GeV of its parameters/);
  });

  it('an N of another mass', () => {
    const found = mistakesOf(madeEvents(50), { masses: [{ ...MASSES, m: 0.3 }] });
    expect(found[0]).toContain('row 1, n_e: N has a mass of 0.2 GeV, where m5_gev = 0.3 is given');
  });
});

describe('float32', () => {
  it('does not know m_e, but knows that a muon is no electron', () => {
    const events = madeEvents(300);
    // A mass of the electron that is ten times too large passes in float32 at these energies, and not in double precision.
    const heavier = (columns: MadeColumns) => {
      for (const [i, e] of (columns.eminus_e ?? []).entries())
        (columns.eminus_e ?? [])[i] = Math.sqrt(e * e + 99 * 0.511e-3 ** 2);
    };
    const off = madeEvents(300, 1, heavier);
    expect(mistakesOf(off)[0]).toContain('a mass of 5.1');
    const muon = {
      ...events,
      minus: inSingle({ ...events.minus, e: events.minus.e.map((e) => Math.hypot(e, 0.1057)) }),
    };
    expect(
      mistakesOf(muon).some((text) => /E\^2 - p\^2 = 0\.011\d+ GeV\^2, a mass of 10\d(\.\d)? MeV/.test(text)),
    ).toBe(true);
  });
});

describe('the precision of a column', () => {
  it('is found in its numbers', () => {
    const { minus } = madeEvents(100);
    expect(precisionOf(minus.px).words).toBe('double precision');
    expect(precisionOf(minus.px.map(Math.fround)).words).toBe('float32');
    expect(precisionOf(minus.px.map((v) => Number(v.toPrecision(7))))).toMatchObject({
      words: '7 digits',
      relative: 5e-7,
    });
    expect(precisionOf(new Float64Array(100)).words).toBe('double precision');
  });
});
