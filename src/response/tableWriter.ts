/** Writes a response's flat table (src/physics/responseLayout.ts). */
import { QUANTITIES, type Quantity } from '../physics/quantities.js';
import * as at from '../physics/responseLayout.js';
import type { Table } from './tableTypes.js';

/** A growing list of numbers that begins with the header. */
export class TableWriter {
  readonly #numbers: number[] = Array.from({ length: at.HEADER_SIZE }, () => 0);

  set(place: number, value: number): void {
    this.#numbers[place] = value;
  }

  /** Appends numbers; returns the offset of the first. */
  append(numbers: readonly number[]): number {
    const offset = this.#numbers.length;
    for (const number of numbers) this.#numbers.push(number);
    return offset;
  }

  toArray(): Float64Array {
    return Float64Array.from(this.#numbers);
  }
}

/** Code of a quantity. */
export function quantityCode(name: Quantity): number {
  return QUANTITIES.indexOf(name);
}

/** Writes records of equal size, after the numbers that they point to, and their count and offset in the header. */
export function writeRecords<T>(
  writer: TableWriter,
  [count, offset]: readonly [number, number],
  items: readonly T[],
  size: number,
  record: (writer: TableWriter, item: T) => readonly number[],
): void {
  const records = items.flatMap((item) => {
    const numbers = record(writer, item);
    // Padded, because a record has room for the largest number of axes.
    return [...numbers, ...Array.from({ length: size - numbers.length }, () => 0)];
  });
  writer.set(count, items.length);
  writer.set(offset, items.length === 0 ? 0 : writer.append(records));
}

/** A table's record. */
export function tableRecord(writer: TableWriter, { axes, values }: Table): number[] {
  const records = axes.flatMap(({ quantity, stepped, nodes }) => [
    quantityCode(quantity),
    stepped ? 1 : 0,
    nodes.length,
    writer.append(nodes),
  ]);
  return [axes.length, writer.append(values), ...records];
}
