/** A sample in memory as a folder, as an import would have written it. */
import { join } from 'node:path';
import { namesOfDecays } from '../../src/physics/branching.js';
import type { EventSample } from '../../src/samples/eventSample.js';
import { writeSample } from '../../src/samples/writeSample.js';
import { temporaryFolder } from '../grid/fixture.js';

/** Writes a sample into a folder of its own, and returns its path. */
export async function sampleFolder(sample: EventSample): Promise<string> {
  const folder = join(await temporaryFolder(), 'sample');
  const components = sample.components.map(({ massTonnes, model, parameters, ...others }, k) => {
    const weights = sample.weight.filter((_, i) => sample.component[i] === k);
    return {
      ...others,
      model: { ...model, decays: namesOfDecays(model.decays) },
      parameters: { ...parameters },
      ...(massTonnes === undefined ? {} : { target_tonnes: massTonnes }),
      events: weights.length,
      rate: weights.reduce((sum, w) => sum + w, 0),
      sources: [],
    };
  });
  await writeSample(folder, sample, { name: sample.name, program: 'a test', components, missing: [] });
  return folder;
}
