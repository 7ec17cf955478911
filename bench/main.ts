/**
 * `npm run bench [-- --json] [--adapter NAME] [--large] [--gate]`: rates of both engines on the same physics in one run, a scan from end to
 * end, what more of something costs, and how far the GPU is from f64. Absolute numbers belong to the machine; ratios travel.
 * `--large` makes the end-to-end scan goal-sized: 256 x 256 x 128 x 64 points of 65,536 events in TPC and dirt, for a hardware GPU.
 * `--gate` ends with exit code 1 where a limit of gates.ts is not kept.
 * `--profile SCAN` instead runs one scan and tells where its time goes and what limited it: by kernel, by stage of the main thread, and of
 * GPU, host and disk how busy they were and how fast they are alone. `--out FOLDER` says on which disk (default: the system's temporary
 * folder); `--most-points N` and `--most-events N` cut the scan down, axis by axis, for a slow machine.
 */
import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { loadScan } from '../src/config/load.js';
import { openGpuEngine } from '../src/engine/gpu/gpuEngine.js';
import { openReferenceEngine } from '../src/engine/reference/reference.js';
import { measureCosts } from './costs.js';
import { measureDeviation } from './deviation.js';
import { measureEndToEnd, measureWriter } from './endToEnd.js';
import { missedGates } from './gates.js';
import { measure } from './measure.js';
import { profileScan } from './profile/profile.js';
import { tableOfProfile } from './profile/table.js';
import { reducedScan } from './reduced.js';
import { type Report, tableOf } from './report.js';
import { measureStartUp } from './startUp.js';
import { largeScan, workload } from './workload.js';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    large: { type: 'boolean', default: false },
    gate: { type: 'boolean', default: false },
    adapter: { type: 'string' },
    profile: { type: 'string' },
    out: { type: 'string', default: tmpdir() },
    'most-points': { type: 'string', default: 'Infinity' },
    'most-events': { type: 'string', default: 'Infinity' },
  },
});
const device = { allowSoftware: true, ...(values.adapter ? { adapterName: values.adapter } : {}) };
const openGpu = (scan: Parameters<typeof openGpuEngine>[0]) => openGpuEngine(scan, device);

if (values.profile === undefined) await measureAll();
else await profileOne(values.profile);

async function profileOne(file: string): Promise<void> {
  const reduction = { points: Number(values['most-points']), events: Number(values['most-events']) };
  const profile = await profileScan(reducedScan(await loadScan(file), reduction), {
    ...device,
    folder: values.out,
  });
  console.log(values.json ? JSON.stringify(profile) : tableOfProfile(profile));
}

async function measureAll(): Promise<void> {
  const couplings = { epsilons: 32, mixings: 32, events: 16384 };
  const gpu = await measure(await workload({ masses: 64, ...couplings }), openGpu, 3);
  const reference = await measure(
    await workload({ masses: 4, ...couplings }),
    async (scan) => openReferenceEngine(scan),
    1,
  );
  const scan = values.large ? await largeScan() : await loadScan('scans/quickstart.yaml');
  const report: Report = {
    node: process.versions.node,
    gpu,
    reference,
    ratios: {
      events: gpu.eventsPerSecond / reference.eventsPerSecond,
      points: gpu.pointsPerSecond / reference.pointsPerSecond,
    },
    endToEnd: await measureEndToEnd(scan, device),
    writeMbPerSecond: await measureWriter(await loadScan('scans/quickstart.yaml')),
    costs: await measureCosts(device),
    deviation: await measureDeviation(
      await workload({ masses: 4, epsilons: 8, mixings: 8, events: 16384 }),
      device,
    ),
    startUp: await measureStartUp(values.adapter),
  };
  console.log(values.json ? JSON.stringify(report) : tableOf(report));
  if (values.gate) {
    const missed = missedGates(report);
    for (const line of missed) console.error(`missed: ${line}`);
    if (missed.length > 0) process.exitCode = 1;
  }
}
