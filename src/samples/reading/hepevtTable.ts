/** Tables of events in DarkNews' `HEPevt_legacy.dat`: a line an event with its weight, and a line a particle with its momentum and place. */
import { InputDataError } from '../../errors.js';
import { ColumnBuilder } from './columnParts.js';
import { readText } from './csvTable.js';
import type { ColumnWish, EventColumn, EventTable } from './eventTable.js';

/** Numbers of a particle's line: status, PDG code, four of parentage, p (3), E, m, x (3), t. */
const WIDTH = 15;

/** Particles that are read, by their PDG codes, with the names of DarkNews' other files. */
const PARTICLES = [
  { isIt: (pdg: number) => [12, 14, 16].includes(Math.abs(pdg)), momentum: 'P_projectile', place: undefined },
  { isIt: (pdg: number) => pdg > 5910 && pdg < 6000, momentum: 'P_decay_N_parent', place: 'pos_scatt' },
  { isIt: (pdg: number) => pdg === 11, momentum: 'P_decay_ell_minus', place: 'pos_decay' },
  { isIt: (pdg: number) => pdg === -11, momentum: 'P_decay_ell_plus', place: undefined },
] as const;

/** A target: a nucleus or a nucleon. */
const isTarget = (pdg: number) => pdg > 1e9 || pdg === 2212 || pdg === 2112;

/** Whether the first bytes of a file are those of such events: their number, then `0 7 WEIGHT`, or `0 7`. */
export function isHepevt(start: string): boolean {
  return /^\d+\s*\n\s*\d+\s+\d{1,2}(\s+[-+.\de]+)?\s*\n/i.test(start);
}

/** Opens such a file, and reads all of it. */
export async function openHepevt(path: string, file: string): Promise<EventTable> {
  const lines = (await readText(path, file)).trimEnd().split('\n');
  const rows = Number(lines[0]);
  const columns = new Map<string, Float64Array>();
  const starts = new Uint32Array(Math.min(rows, lines.length));
  const set = (name: string, row: number, value: number) => {
    const known = columns.get(name) ?? new Float64Array(rows).fill(Number.NaN);
    columns.set(name, known);
    known[row] = value;
  };
  const fail = (line: number, what: string): never => {
    throw new InputDataError([{ file, line: line + 1, what }]);
  };
  if (rows > lines.length)
    fail(0, `${rows} events are announced, and ${lines.length - 1} lines follow; the file is cut off`);
  let next = 1;
  for (let row = 0; row < rows; row++) {
    if (next >= lines.length) fail(next - 1, `ends after ${row} of ${rows} events; the file is cut off`);
    starts[row] = next + 1;
    const [, particles = Number.NaN, weight] = numbersOf(lines[next]);
    if (!Number.isInteger(particles)) fail(next, 'the number of the event and of its particles are expected');
    if (weight !== undefined) set('w_event_rate', row, weight);
    for (let i = next + 1; i <= next + particles; i++) {
      const values = numbersOf(lines[i]);
      if (values.length !== WIDTH)
        fail(i, `${values.length} numbers of a particle, where ${WIDTH} are expected`);
      addParticle(values, (name, value) => set(name, row, value));
    }
    next += particles + 1;
  }
  if (next < lines.length) fail(next, `goes on after the ${rows} events that its first line announces`);
  return {
    file,
    format: 'HEPevt (DarkNews)',
    rows,
    columns: [...columns.keys()],
    unread: new Map(),
    placeOf: (row) => ({ line: starts[row] ?? 1 }),
    metadata: new Map(),
    read: async (wishes) => new Map(wishes.flatMap((wish) => readColumn(file, wish, columns.get(wish.name)))),
  };
}

function readColumn(
  file: string,
  wish: ColumnWish,
  values: Float64Array | undefined,
): (readonly [string, EventColumn])[] {
  if (values === undefined) return [];
  const builder = new ColumnBuilder(file, wish, values.length);
  builder.add(values);
  return [[wish.name, builder.finish()]];
}

function addParticle(values: readonly number[], set: (name: string, value: number) => void): void {
  const [, pdg = Number.NaN, , , , , px = 0, py = 0, pz = 0, e = 0, , x = 0, y = 0, z = 0, t = 0] = values;
  if (isTarget(pdg)) set('target_pdgid', pdg);
  const found = PARTICLES.find(({ isIt }) => isIt(pdg));
  if (found === undefined) return;
  for (const [i, value] of [e, px, py, pz].entries()) set(`${found.momentum}.${i}`, value);
  if (found.place === undefined) return;
  for (const [i, value] of [t, x, y, z].entries()) set(`${found.place}.${i}`, value);
}

function numbersOf(line: string | undefined): number[] {
  const text = line?.trim() ?? '';
  return text === '' ? [] : text.split(/\s+/).map(Number);
}
