/** Thousands of files that were spoilt at random: none of them is anything unforeseen. */
import { describe, it } from 'vitest';
import { spoilExperiments, spoilPipelines, spoilScanFiles } from '../config/spoil.js';

const TIMES = 30;
const LIMIT_MS = 1_200_000;

describe('spoilt files are read or refused in words', () => {
  it('scan files', () => spoilScanFiles(TIMES), LIMIT_MS);
  it('experiments, with their tables and their response', () => spoilExperiments(TIMES), LIMIT_MS);
  it('pipelines', () => spoilPipelines(TIMES), LIMIT_MS);
});
