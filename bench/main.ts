/**
 * `npm run bench [-- --json] [--adapter NAME]`: both engines on the same physics in one run, with their ratios,
 * and what a doubled epsilon axis costs. Absolute numbers belong to the machine; ratios travel.
 */
import { parseArgs } from 'node:util';
import { openGpuEngine } from '../src/engine/gpu.js';
import { openReferenceEngine } from '../src/engine/reference.js';
import { type Measurement, measure } from './measure.js';
import { workload } from './workload.js';

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, adapter: { type: 'string' } },
});
const device = { allowSoftware: true, ...(values.adapter ? { adapterName: values.adapter } : {}) };
const openGpu = (scan: Parameters<typeof openGpuEngine>[0]) => openGpuEngine(scan, device);

const couplings = { epsilons: 32, mixings: 32, events: 16384 };
const gpu = await measure(await workload({ masses: 64, ...couplings }), openGpu, 3);
const reference = await measure(
  await workload({ masses: 4, ...couplings }),
  async (scan) => openReferenceEngine(scan),
  1,
);
const doubled = await measure(await workload({ masses: 64, ...couplings, epsilons: 64 }), openGpu, 3);
const ratios = {
  events: gpu.eventsPerSecond / reference.eventsPerSecond,
  points: gpu.pointsPerSecond / reference.pointsPerSecond,
  template_time_of_doubled_epsilon: doubled.times.templates / gpu.times.templates,
};

if (values.json) {
  console.log(JSON.stringify({ node: process.versions.node, gpu, reference, doubled, ratios }));
} else {
  const row = (name: string, m: Measurement) =>
    `${name.padEnd(10)} ${rate(m.eventsPerSecond)} events x mass points/s   ${rate(m.pointsPerSecond)} grid points/s   ${m.adapter}`;
  console.log(
    [
      'quickstart physics, 16384 events a mass point, 32 epsilon x 32 |U|^2',
      row('gpu', gpu),
      row('reference', reference),
      `ratio      ${ratios.events.toFixed(1)} in events, ${ratios.points.toFixed(1)} in grid points`,
      `64 epsilon instead of 32: ${ratios.template_time_of_doubled_epsilon.toFixed(3)} x the template time`,
    ].join('\n'),
  );
}

function rate(perSecond: number): string {
  const millions = perSecond / 1e6;
  return `${millions >= 0.1 ? `${millions.toPrecision(3)} M` : `${(perSecond / 1e3).toPrecision(3)} k`}`.padStart(
    8,
  );
}
