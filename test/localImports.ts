/**
 * A Vite plugin for tests. Vitest reads every imported name through a getter of a module's exports, at each use, which takes the f64
 * engine twice as long as in Node. Here a module reads them once, when it begins: `const { a, b: c } = exports`. That is the same
 * where no export changes after its module has run and modules import each other in no circle, as everywhere in this house; in a
 * circle the read itself throws.
 */
import type { Plugin } from 'vitest/config';

/** `import { a, b as c } from "./x.js";` and `import * as x from "./x.js";`, as they are written once types are gone. */
const IMPORT = /^import (?:\{([^}]*)\}|\* as (\w+)) from ("\.[^"]*");$/gm;

/** What a module's text becomes, line by line; undefined where it imports nothing by a relative path. */
export function withLocalImports(code: string): string | undefined {
  let count = 0;
  const changed = code.replace(
    IMPORT,
    (_, names: string | undefined, all: string | undefined, from: string) => {
      const exports = `__exports${count++}`;
      const local =
        all === undefined
          ? `{${(names ?? '').replaceAll(' as ', ': ')}} = ${exports}`
          : `${all} = { ...${exports} }`;
      return `import * as ${exports} from ${from}; const ${local};`;
    },
  );
  return count > 0 ? changed : undefined;
}

/** The plugin. A test that mocks modules stays as it is: its mocks come before its imports. */
export function localImports(): Plugin {
  return {
    name: 'local-imports',
    transform(code, id) {
      if (id.includes('/node_modules/') || !id.endsWith('.ts') || /\bvi\.(?:do)?[mM]ock\(/.test(code))
        return undefined;
      const changed = withLocalImports(code);
      // Lines stay where they are, and with them the source map.
      return changed === undefined ? undefined : { code: changed, map: null };
    },
  };
}
