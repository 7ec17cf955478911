// Scans a plane of the dual model into a grid: node scan.mjs [folder]
import { availableEngine, defineScan, runScan } from 'dualnu';

const [out = 'plane.zarr'] = process.argv.slice(2);

// The keys of a scan file, as an object. A path does, too: await defineScan('scans/quickstart.yaml').
const scan = await defineScan({
  model: { kind: 'dual', parameters: { m4_gev: 0.1, mZprime_gev: 1.25, epsilon: 8e-4, V54: 0.5, gD: 2 } },
  axes: {
    m5_gev: { log: [0.15, 0.9], points: 12 },
    Umu5_sq: { log: [1e-8, 1e-3], points: 24 },
  },
  experiments: ['microboone-2025'],
  events: 1024,
});

// The GPU where there is one; else the f64 reference, which gives the same numbers within its bounds, slowly.
const allowSoftware = true;
const engine = await availableEngine({ allowSoftware });
const { info, computed, resumed } = await runScan(scan, { out, engine, allowSoftware });
console.log(`${computed} points by ${info.engine} (${info.adapter}), ${resumed} were there: ${out}`);
