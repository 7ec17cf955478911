/**
 * Which test files may share a process, and in which order files run. To start a process and load the program's modules takes longer than
 * most files of functions do; where they share one, the modules are loaded once.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Below test/: folders of functions of their arguments, without devices and commands. */
const FUNCTIONS = [
  'algebra',
  'cli',
  'config',
  'experiment',
  'grid',
  'physics',
  'platform',
  'results',
  'statistics',
  'validation',
];

/** What makes a file have a process of its own there: other modules than the program's, a process's state, or a module that tidies up once, after the file. */
const OWN =
  /\bvi\.(?:mock|doMock|resetModules|stub\w+|useFakeTimers)\(|\bopen(?:Device|GpuEngine)\(|\bprocess\.(?:chdir|env\.\w+ *=)|\/e2e\/cli\.js'/;

/** Files that take longest, below test/: they come first, or one of them is alone at the end while a core has nothing to do. */
const LONGEST = [
  'e2e/bundle',
  'twins/twins',
  'validation/minibooneSpectrum',
  'validation/closure',
  'samples/darkNews',
  'engine/wholeRange',
  'engine/autoEvents',
  'engine/gpuAgainstReference',
  'e2e/ownProcess',
  'engine/bounds',
  'e2e/quickstart',
].map((name) => `test/${name}.test.ts`);

/** Test files that may share a process, by their paths in the checkout `root`. */
export function sharingFiles(root: string): string[] {
  const files = FUNCTIONS.flatMap((folder) =>
    readdirSync(join(root, 'test', folder), { recursive: true, encoding: 'utf8' }).map((name) =>
      ['test', folder, name].join('/'),
    ),
  );
  return files.filter(
    (file) =>
      file.endsWith('.test.ts') &&
      !LONGEST.includes(file) &&
      !OWN.test(readFileSync(join(root, file), 'utf8')),
  );
}

/** For `sequence.sequencer`: the longest first, and those that share a process one after another at the end. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId, project }: TestSpecification) => {
      const found = LONGEST.findIndex((name) => moduleId.endsWith(`/${name}`));
      if (found >= 0) return found;
      return LONGEST.length + Number(!project.config.isolate);
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}
