/**
 * The GPU engine must stay much faster than the f64 reference engine on the same physics. Ratios of one run: they say nothing of the
 * machine. A software adapter computes on this process's own threads, so there both are read in processor time, to which other
 * programs add little; a hardware GPU takes none of it, so there its wall time counts.
 */
import { expect, it } from 'vitest';
import { type WorkloadSize, workload } from '../../bench/workload.js';
import { openGpuEngine } from '../../src/engine/gpu.js';
import { openReferenceEngine } from '../../src/engine/reference.js';
import { wholeTile } from '../scans.js';
import { processorMs } from './processorTime.js';

/** The least of so many interleaved repetitions, because whatever disturbs only adds. */
const REPETITIONS = 3;
/** Half of what was measured on a software adapter, with other programs on the machine and without. */
const LEAST_RATIO = 12;

const couplings = { epsilons: 8, mixings: 8, events: 8192 };
const GPU: WorkloadSize = { ...couplings, masses: 32 };
const REFERENCE: WorkloadSize = { ...couplings, masses: 2 };

it('an event costs the GPU engine a fraction of what it costs the reference', async ({ annotate }) => {
  const [gpuScan, referenceScan] = [await workload(GPU), await workload(REFERENCE)];
  await using gpu = await openGpuEngine(gpuScan, { allowSoftware: true });
  await using reference = openReferenceEngine(referenceScan);
  const clock = gpu.info.software ? processorMs : () => performance.now();
  const least = { gpu: Number.POSITIVE_INFINITY, reference: Number.POSITIVE_INFINITY };
  for (let round = 0; round <= REPETITIONS; round++) {
    const start = clock();
    await gpu.evaluateTile(wholeTile(gpuScan));
    const between = clock();
    await reference.evaluateTile(wholeTile(referenceScan));
    const end = clock();
    // The first round warms up.
    if (round === 0) continue;
    least.gpu = Math.min(least.gpu, between - start);
    least.reference = Math.min(least.reference, end - between);
  }
  const perEvent = (ms: number, { masses, events }: WorkloadSize) => (1e3 * ms) / (masses * events);
  const [fast, slow] = [perEvent(least.gpu, GPU), perEvent(least.reference, REFERENCE)];
  const words = `${fast.toFixed(3)} us an event and mass point, the reference ${slow.toFixed(3)}: ${(slow / fast).toFixed(1)} x`;
  await annotate(words);
  expect(slow / fast, words).toBeGreaterThan(LEAST_RATIO);
});
