/** What the plugin makes of imports, and that this house's modules may be read so: none reassigns what it exports. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { withLocalImports } from './localImports.js';

it('reads named exports and whole modules once, and packages as ever', () => {
  const code = [
    'import { join } from "node:path";',
    'import { a, b as c } from "./x.js";',
    'import * as y from "../y.js";',
    'call(a, c, y.z);',
  ];
  expect(withLocalImports(code.join('\n'))?.split('\n')).toEqual([
    code[0],
    'import * as __exports0 from "./x.js"; const { a, b: c } = __exports0;',
    'import * as __exports1 from "../y.js"; const y = { ...__exports1 };',
    code[3],
  ]);
  expect(withLocalImports('import { join } from "node:path";\n')).toBeUndefined();
});

it('is right for all modules: no export is a variable', async () => {
  const root = join(import.meta.dirname, '..');
  for (const folder of ['src', 'test', 'bench']) {
    for (const file of await readdir(join(root, folder), { recursive: true })) {
      if (!file.endsWith('.ts')) continue;
      expect(await readFile(join(root, folder, file), 'utf8'), file).not.toMatch(/^export (?:let|var)\b/m);
    }
  }
});
