import { expect, it } from 'vitest';
import { linkKernels } from '../../src/engine/packing/kernels.js';
import { structViews } from '../../src/gpu/layout.js';
import { structText } from '../../src/gpu/structText.js';
import { quickstart } from '../scans.js';

it('the layouts of all structs follow from a small part of a kernel', async () => {
  for (const code of Object.values(await linkKernels(quickstart))) {
    const [whole, part] = [structViews(code), structViews(structText(code))];
    const structs = [...code.matchAll(/^struct (\w+) \{([^}]*)\}/gm)];
    expect(structs.length).toBeGreaterThan(1);
    expect(structText(code)).not.toContain('fn ');
    for (const [, name = '', fields = ''] of structs) {
      expect(part.sizeOf(name), name).toBe(whole.sizeOf(name));
      const names = [...fields.matchAll(/(\w+)\s*:/g)].map(([, field = '']) => field);
      expect(names.length).toBeGreaterThan(0);
      for (const field of names) expect(part.offsetOf(name, field)).toBe(whole.offsetOf(name, field));
    }
  }
});

it('constants are part of it where arrays need them, in a function or a comment they are not', () => {
  const code = `
const COUNT = 3u;
alias Row = array<f32, COUNT>;
override SIZE: u32 = 4;
fn f() -> f32 { let x = 2.0; return x; } // const no: no;
struct Rows { first: u32, rows: Row }
`;
  const text = structText(code);
  expect(structViews(text).offsetOf('Rows', 'rows')).toBe(4);
  expect(structViews(text).sizeOf('Rows')).toBe(16);
  expect(text).not.toContain('fn');
  expect(text).not.toContain('no');
});
