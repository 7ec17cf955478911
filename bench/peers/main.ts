/**
 * `npm run bench:peers [-- --json]`: dualnu's GPU engine and its peers on the same work in one run, with their ratios. A peer
 * whose chi2 differ gets no ratio and makes the exit code 1; one that is not there is listed with its reason. See README.md.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openGpuEngine } from '../../src/engine/gpu/gpuEngine.js';
import { planScan } from '../../src/prediction/tilePlan.js';
import type { ResolvedScan } from '../../src/resolved/scan.js';
import { type Measurement, measure } from '../measure.js';
import { workload } from '../workload.js';
import { compareChi2 } from './agreement.js';
import { hasNvidiaGpu, type Outcome, type PeerReport, ROOT, runCuda, runPython } from './programs.js';
import { measurePlane } from './publicPipeline.js';
import { allEventsPerSecond, type PeerResult, type PeersResult } from './result.js';
import { formatResult } from './table.js';
import { exportWork, type WorkSize } from './work.js';

const PEERS = ['numpy', 'jax-cpu', 'jax-gpu', 'cuda', 'darknews'] as const;
type PeerName = (typeof PEERS)[number];

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    adapter: { type: 'string' },
    masses: { type: 'string', default: '64' },
    events: { type: 'string', default: '16384' },
    epsilons: { type: 'string', default: '32' },
    mixings: { type: 'string', default: '32' },
    // Mass points of the Python peers on the CPU, if fewer; events and analysis of the public pipeline; which peers; the plane.
    'python-masses': { type: 'string' },
    'darknews-events': { type: 'string', default: '50000' },
    'analysis-seconds': { type: 'string', default: '0.3' },
    repetitions: { type: 'string', default: '3' },
    peers: { type: 'string', default: PEERS.join() },
    plane: { type: 'string', default: join(ROOT, 'bench', 'publicPlane.yaml') },
  },
});
const whole = (text: string) => {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new RangeError(`${text} is no whole number above 0`);
  return value;
};
const wanted = options.peers.split(',');
const unknown = wanted.filter((name) => !(PEERS as readonly string[]).includes(name));
if (unknown.length > 0) throw new RangeError(`no peer ${unknown.join()}; there are ${PEERS.join()}`);

const folder = await mkdtemp(join(tmpdir(), 'dualnu-peers-'));
try {
  const result = await runAll();
  console.log(options.json ? JSON.stringify(result) : formatResult(result));
  const disagrees = result.peers.some(({ outcome }) => 'report' in outcome && !outcome.report.ratios);
  process.exitCode = disagrees ? 1 : 0;
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function runAll(): Promise<PeersResult> {
  const repetitions = whole(options.repetitions);
  const scan = await workload({
    masses: whole(options.masses),
    epsilons: whole(options.epsilons),
    mixings: whole(options.mixings),
    events: whole(options.events),
  });
  if (planScan(scan).tileCount > 1) throw new RangeError('the work is more than one tile: fewer mass points');
  const work = await exportWork(scan, folder);
  const own = await measureDualnu(scan, repetitions);
  let dualnu = own.measurement;
  const reports: { name: Exclude<PeerName, 'darknews'>; outcome: Outcome<PeerReport> }[] = [];
  for (const name of PEERS) {
    if (name === 'darknews' || !wanted.includes(name)) continue;
    const outcome = await runPeer(name, work, repetitions);
    reports.push({ name, outcome });
    if ('reason' in outcome) continue;
    // Between the peers once more, and the best counts: a shared machine has its better and its worse minutes.
    const { measurement } = await measureDualnu(scan, repetitions);
    if (measurement.seconds < dualnu.seconds) dualnu = measurement;
  }
  const peers = [];
  for (const { name, outcome } of reports) {
    peers.push({
      name,
      outcome:
        'reason' in outcome ? outcome : { report: await judge(outcome.report, own.chi2, work, dualnu) },
    });
  }
  const plane = wanted.includes('darknews')
    ? await measurePlane({
        file: options.plane,
        events: whole(options['darknews-events']),
        analysisSeconds: Number(options['analysis-seconds']),
        adapter: options.adapter,
      })
    : undefined;
  return { work, dualnu, peers, plane };
}

/** dualnu's rates, and the chi2 that peers are compared with. */
async function measureDualnu(scan: ResolvedScan, repetitions: number) {
  let chi2 = new Float32Array();
  const device = { allowSoftware: true, ...(options.adapter ? { adapterName: options.adapter } : {}) };
  const measurement = await measure(
    scan,
    async (own) => {
      const engine = await openGpuEngine(own, device);
      return {
        ...engine,
        async evaluateTile(tile) {
          const result = await engine.evaluateTile(tile);
          chi2 = Float32Array.from(result.chi2);
          return result;
        },
      };
    },
    repetitions,
  );
  return { chi2, measurement };
}

async function runPeer(
  name: Exclude<PeerName, 'darknews'>,
  work: WorkSize,
  repetitions: number,
): Promise<Outcome<PeerReport>> {
  const isGpu = name === 'jax-gpu' || name === 'cuda';
  if (isGpu && !(await hasNvidiaGpu())) return { reason: 'no NVIDIA GPU (nvidia-smi finds none)' };
  if (name === 'cuda') return await runCuda(folder, repetitions);
  const masses = isGpu
    ? work.masses
    : Math.min(work.masses, whole(options['python-masses'] ?? options.masses));
  const args = [folder, '--masses', String(masses), '--repetitions', String(repetitions)];
  if (name === 'numpy') return await runPython<PeerReport>('numpyPeer.py', 'python', args);
  const [packages, platform] = isGpu ? ['jax-gpu', 'gpu'] : ['python', 'cpu'];
  return await runPython<PeerReport>('jaxPeer.py', packages, [...args, '--platform', platform]);
}

/** A peer's rates and, where it computes the same, dualnu's over them. */
async function judge(
  report: PeerReport,
  chi2: Float32Array,
  work: WorkSize,
  dualnu: Measurement,
): Promise<PeerResult> {
  const agreement = await compareChi2(chi2, work.masses, folder, report);
  const { templates, points } = report.seconds;
  const masses = report.massIndices.length;
  const eventsPerSecond = (masses * work.events) / templates;
  const pointsPerSecond = (masses * work.mixings * work.epsilons) / (templates + points);
  const own = allEventsPerSecond(dualnu);
  const ratios =
    agreement.deviation <= 1
      ? { events: own / eventsPerSecond, points: dualnu.pointsPerSecond / pointsPerSecond }
      : undefined;
  return { report, agreement, eventsPerSecond, pointsPerSecond, ratios };
}
