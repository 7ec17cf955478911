/** Events that could be a generator's: N of mass m flies forward and decays to N' and a pair, all on their shells. Toy weights. */
import type { EventColumns, LeptonColumns } from '../../src/samples/eventSample.js';
import { eventsFrom, FIELDS } from '../../src/samples/fields.js';

/** Masses of the events, GeV. */
export const MASSES = { m: 0.2, mPrime: 0.1, mX: 1.25 };

const ELECTRON = 0.51099895e-3;

/** Numbers in [0, 1) from a seed: mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Vector = readonly [number, number, number];
interface Momentum {
  readonly e: number;
  readonly p: Vector;
}

/** The momentum, known in the rest frame of `frame`, where that frame moves. */
function boosted({ e, p }: Momentum, frame: Momentum): Momentum {
  const mass = Math.sqrt(frame.e ** 2 - dot(frame.p, frame.p));
  const along = dot(frame.p, p);
  const factor = (along / (frame.e + mass) + e) / mass;
  return {
    e: (frame.e * e + along) / mass,
    p: [0, 1, 2].map((i) => (p[i] ?? 0) + factor * (frame.p[i] ?? 0)) as unknown as Vector,
  };
}

const dot = (a: Vector, b: Vector) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** Momentum of both products of a decay at rest. */
function breakUp(m: number, a: number, b: number): number {
  return Math.sqrt((m * m - (a + b) ** 2) * (m * m - (a - b) ** 2)) / (2 * m);
}

function isotropic(next: () => number, size: number): Vector {
  const cos = 2 * next() - 1;
  const sin = Math.sqrt(1 - cos * cos);
  const phi = 2 * Math.PI * next();
  return [size * sin * Math.cos(phi), size * sin * Math.sin(phi), size * cos];
}

const opposite = ([x, y, z]: Vector): Vector => [-x, -y, -z];
const onShell = (mass: number, p: Vector): Momentum => ({ e: Math.sqrt(mass ** 2 + dot(p, p)), p });

/** One column a field, by name. */
export type MadeColumns = Record<string, number[]>;

/** Columns of events by the names of fields, in GeV and cm. */
export function madeColumns(count: number, seed = 1, { m, mPrime } = MASSES): MadeColumns {
  const next = seeded(seed);
  const columns: MadeColumns = Object.fromEntries(FIELDS.map(({ name }) => [name, []]));
  const put = (name: string, { e, p }: Momentum) => {
    for (const [part, value] of Object.entries({ e, px: p[0], py: p[1], pz: p[2] }))
      columns[`${name}_${part}`]?.push(value);
  };
  for (let i = 0; i < count; i++) {
    const energy = 0.4 + 2 * next();
    const direction = isotropic(next, 1);
    const size = Math.sqrt((0.99 * energy) ** 2 - m * m);
    const transverse = 0.2 * size;
    const p: Vector = [
      transverse * direction[0],
      transverse * direction[1],
      Math.sqrt(size ** 2 - transverse ** 2 * (direction[0] ** 2 + direction[1] ** 2)),
    ];
    const n = onShell(m, p);
    const mass = 2 * ELECTRON + (m - mPrime - 2 * ELECTRON) * (0.05 + 0.9 * next());
    const pair = boosted(onShell(mass, isotropic(next, breakUp(m, mass, mPrime))), n);
    const lepton = isotropic(next, breakUp(mass, ELECTRON, ELECTRON));
    put('n', n);
    put('eminus', boosted(onShell(ELECTRON, lepton), pair));
    put('eplus', boosted(onShell(ELECTRON, opposite(lepton)), pair));
    columns.e_nu?.push(energy);
    columns.weight?.push(1e-3 * (0.1 + next()));
    const length = 50 * next();
    for (const [axis, x] of ['x', 'y', 'z'].entries()) {
      const start = 200 * (next() - 0.5);
      columns[`scatter_${x}`]?.push(start);
      columns[`decay_${x}`]?.push(start + (length * (p[axis] ?? 0)) / size);
    }
  }
  return columns;
}

/** The same as events in memory, all of component 0. */
export function madeEvents(
  count: number,
  seed = 1,
  change: (columns: MadeColumns) => void = () => {},
): EventColumns {
  const columns = madeColumns(count, seed);
  change(columns);
  const none = { count, component: new Int32Array(count), target: [], targetOf: undefined, observables: {} };
  return eventsFrom((field) => Float64Array.from(columns[field] ?? []), none, true);
}

/** Events without the momentum of N. */
export function withoutProduced(events: EventColumns): EventColumns {
  return { ...events, produced: undefined };
}

/** A momentum as columns of float32. */
export function inSingle(columns: LeptonColumns): LeptonColumns {
  const round = (values: Float64Array) => values.map(Math.fround);
  return { e: round(columns.e), px: round(columns.px), py: round(columns.py), pz: round(columns.pz) };
}
