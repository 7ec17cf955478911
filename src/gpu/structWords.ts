/** Where the fields of a struct stand, in words of 4 bytes: for loops that write thousands of structs into one buffer. */
import { DeviceError } from '../errors.js';
import type { ShaderLayout } from './layout.js';

/** Places in a struct, read from the shader's text once. */
export interface StructWords {
  /** Words of a struct, and so from one to the next in an array. */
  readonly size: number;
  /**
   * Word of a field, or of the first entry of an array, by its path through nested structs. Throws DeviceError where there is
   * no such field or it is of another type.
   */
  f32(...path: readonly string[]): number;
  u32(...path: readonly string[]): number;
}

/** Reads the places of a struct's fields. */
export function structWords(layout: ShaderLayout, struct: string): StructWords {
  const { views } = layout.view(struct);
  const place = (type: typeof Float32Array | typeof Uint32Array, path: readonly string[]): number => {
    let found: unknown = views;
    for (const name of path) found = (found as Record<string, unknown> | undefined)?.[name];
    if (found instanceof type) return found.byteOffset / 4;
    throw new DeviceError(
      `struct ${struct} has no field ${path.join('.')} that fits into a ${type.name}: the shader and the host disagree`,
    );
  };
  return {
    size: layout.sizeOf(struct) / 4,
    f32: (...path) => place(Float32Array, path),
    u32: (...path) => place(Uint32Array, path),
  };
}
