/** The order of test files: those that take longest come first, so that none of them is alone at the end while a core has nothing to do. */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Below test/, longest first; the rest follows in vitest's order. */
const LONGEST = [
  'e2e/bundle',
  'gpu/twins',
  'validation/minibooneSpectrum',
  'validation/closure',
  'engine/gpuEverywhere',
  'engine/gpuAgainstReference',
  'e2e/ownProcess',
  'e2e/quickstart',
  'engine/bounds',
  'physics/laplace',
  'e2e/experiment',
];

/** Sorts for `sequence.sequencer`. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const found = LONGEST.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
      return found < 0 ? LONGEST.length : found;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}
