/** Reads a sample of DarkNews for comparisons, by its columns' own names; shares no code with the program's import. */
import { asyncBufferFromFile, parquetRead } from 'hyparquet';
import { CARD } from './darkNews.js';
import type { PairEvents } from './pairEvents.js';

/** Events of DarkNews: each has decayed somewhere. */
export interface DarkNewsEvents extends PairEvents {
  /** From where N was produced to where it decayed, cm. */
  readonly distanceCm: Float64Array;
  /** 1 where N decayed in the TPC, else 0. */
  readonly decayedInside: Float64Array;
}

/** Columns of numbers and of strings by their names in the file, and parts of four-vectors and positions. */
export interface DarkNewsColumns {
  readonly names: readonly string[];
  readonly numbers: (name: string, component?: number) => Float64Array;
  readonly strings: (name: string) => readonly string[];
}

/** The columns of a sample. */
export async function readDarkNews(file: string): Promise<DarkNewsColumns> {
  const columns = new Map<string, unknown[]>();
  await parquetRead({
    file: await asyncBufferFromFile(file),
    onChunk: ({ columnName, columnData }) => {
      const before = columns.get(columnName) ?? [];
      columns.set(columnName, [...before, ...Array.from<unknown>(columnData)]);
    },
  });
  const needed = (name: string, component: string) => {
    const column = columns.get(`('${name}', '${component}')`);
    if (!column) throw new Error(`no column ${name} ${component}`);
    return column;
  };
  return {
    names: [...columns.keys()],
    numbers: (name, component) => Float64Array.from(needed(name, `${component ?? ''}`), Number),
    strings: (name) => needed(name, '').map(String),
  };
}

/** What is compared of the events of a sample. */
export function eventsOf({ numbers }: DarkNewsColumns): DarkNewsEvents {
  const lepton = (charge: string) => [0, 1, 2, 3].map((i) => numbers(`P_decay_ell_${charge}`, i));
  const [minus, plus] = [lepton('minus'), lepton('plus')];
  const pair = minus.map((column, k) => column.map((value, i) => value + (plus[k]?.[i] ?? Number.NaN)));
  const place = (name: string) => [1, 2, 3].map((i) => numbers(name, i));
  const [scatter, decay] = [place('pos_scatt'), place('pos_decay')];
  return {
    weight: numbers('w_event_rate'),
    energyGev: pair[0] ?? new Float64Array(0),
    thetaDeg: perEvent(pair, (p) => (polarAngle(p) * 180) / Math.PI),
    pairMassGev: perEvent(pair, massOf),
    asymmetry: perEvent(
      [...minus.slice(0, 1), ...plus.slice(0, 1)],
      ([a = 0, b = 0]) => Math.abs(a - b) / (a + b),
    ),
    distanceCm: perEvent([...scatter, ...decay], distance),
    decayedInside: perEvent(decay, (position) => Number(isInside(position))),
  };
}

/** A function of the parts of each event, shape [events]. */
export function perEvent(
  parts: readonly Float64Array[],
  of: (parts: readonly number[]) => number,
): Float64Array {
  const count = parts[0]?.length ?? 0;
  return Float64Array.from({ length: count }, (_, i) => of(parts.map((part) => part[i] ?? Number.NaN)));
}

/** Mass of a four-vector, GeV. */
export function massOf([e = 0, x = 0, y = 0, z = 0]: readonly number[]): number {
  return Math.sqrt(Math.max(e * e - x * x - y * y - z * z, 0));
}

/** Angle of a four-momentum to the z axis, radians. */
export function polarAngle([, x = 0, y = 0, z = 0]: readonly number[]): number {
  return Math.atan2(Math.hypot(x, y), z);
}

/** Whether a position, cm, is in the TPC. */
export function isInside(position: readonly number[]): boolean {
  return position.every((x, k) => Math.abs(x) <= (CARD.widthsCm[k] ?? 0) / 2);
}

function distance([ax = 0, ay = 0, az = 0, bx = 0, by = 0, bz = 0]: readonly number[]): number {
  return Math.hypot(bx - ax, by - ay, bz - az);
}
