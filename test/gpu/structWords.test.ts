import { describe, expect, it } from 'vitest';
import { DeviceError } from '../../src/errors.js';
import { structViews } from '../../src/gpu/layout.js';
import { structWords } from '../../src/gpu/structWords.js';

const CODE = `
struct Inner { a: f32, b: u32 }
struct Outer { first: u32, @align(16) inner: Inner, values: array<f32, 3> }
@group(0) @binding(0) var<storage, read> all: array<Outer>;
`;

describe('structWords', () => {
  const words = structWords(structViews(CODE), 'Outer');

  it('finds fields through nested structs, alignment and all', () => {
    expect(words.size).toBe(12);
    expect([
      words.u32('first'),
      words.f32('inner', 'a'),
      words.u32('inner', 'b'),
      words.f32('values'),
    ]).toEqual([0, 4, 5, 6]);
  });

  it('refuses a field that is not there or of another type', () => {
    expect(() => words.f32('first')).toThrow(DeviceError);
    expect(() => words.u32('inner', 'c')).toThrow('inner.c');
  });
});
