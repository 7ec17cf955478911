/** Thousands of files that were spoilt at random: none of them is anything unforeseen. */
import { describe, it } from 'vitest';
import { spoilExperiments, spoilPipelines, spoilReconstructed, spoilScanFiles } from '../config/spoil.js';

const TIMES = 30;

describe('spoilt files are read or refused in words', () => {
  it('scan files', () => spoilScanFiles(TIMES));
  it('experiments, with their tables and their response', () => spoilExperiments(TIMES));
  it('pipelines', () => spoilPipelines(TIMES));
  it('responses of reconstructed quantities', () => spoilReconstructed(TIMES));
});
