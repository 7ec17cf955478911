/** Files that were spoilt at random; many more of them in test/long. */
import { describe, it } from 'vitest';
import { spoilExperiments, spoilPipelines, spoilReconstructed, spoilScanFiles } from './spoil.js';

describe('spoilt files are read or refused in words', () => {
  it('scan files', () => spoilScanFiles(1));
  it('experiments, with their tables and their response', () => spoilExperiments(1));
  it('pipelines', () => spoilPipelines(1));
  it('responses of reconstructed quantities', () => spoilReconstructed(1));
});
