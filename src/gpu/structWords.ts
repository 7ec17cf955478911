/** Offsets of the fields of a struct, in words of 4 bytes, for loops that write thousands of structs into one buffer. */
import { DeviceError } from '../errors.js';
import type { ShaderLayout } from './layout.js';

/** Offsets in a struct, read once from the shader's text. */
export interface StructWords {
  /** Size of a struct in words, which is also the stride in an array. */
  readonly size: number;
  /**
   * Offset of a field, or of the first entry of an array, by its path through nested structs. Throws DeviceError where there is
   * no such field or it has another type.
   */
  f32(...path: readonly string[]): number;
  u32(...path: readonly string[]): number;
}

/** Reads the offsets of a struct's fields. */
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
