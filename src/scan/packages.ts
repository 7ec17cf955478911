/** Versions of dualnu and of the packages that its numbers can depend on. */
import { readFile } from 'node:fs/promises';

/** Packages that can affect the bits of a result. dualnu itself is added below. */
const NUMERIC_PACKAGES = ['webgpu', 'wesl', 'wgpu-matrix'] as const;

/** Version of dualnu and the exact versions of its numeric packages, from package.json. */
export async function readPackages(): Promise<{ version: string; packages: Record<string, string> }> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  const { version, dependencies } = JSON.parse(text) as {
    version: string;
    dependencies: Record<string, string>;
  };
  const pinned = NUMERIC_PACKAGES.map((name) => [name, dependencies[name] ?? 'unknown'] as const);
  return { version, packages: Object.fromEntries([['dualnu', version], ...pinned]) };
}
