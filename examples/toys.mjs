// Pseudo-experiments: one set of spectra compared with many datasets, and the least chi2 of each over the grid points. The counts scatter by
// Poisson's law about the background; a study of coverage would vary the background within its systematic errors, too.
import { availableEngine, datasetOf, defineScan, experimentScans, openEngine, tilesOf } from 'dualnu';

const TOYS = 200;
const scan = await defineScan({
  model: { kind: 'dual', parameters: { m4_gev: 0.1, mZprime_gev: 1.25, epsilon: 8e-4 } },
  axes: { m5_gev: { values: [0.2, 0.4, 0.8] }, Umu5_sq: { log: [1e-8, 1e-4], points: 16 } },
  experiments: ['microboone-2025'],
  events: 1024,
});
const allowSoftware = true;
const engine = await openEngine(scan, { engine: await availableEngine({ allowSoftware }), allowSoftware });
const [tile] = tilesOf(scan);
const [spectra] = await engine.spectra(tile);

// What the scan itself compares with: counts, background and covariance. Here the counts scatter about the background.
const [experiment] = experimentScans(scan);
const observed = datasetOf(experiment);
const random = generator(1);
const toys = Array.from({ length: TOYS }, () => {
  const data = observed.counts.background.map((mean) => poisson(mean, random));
  return { ...observed, counts: { ...observed.counts, data } };
});

// chi2 of every grid point with every toy.
const chi2 = await engine.compare(tile, 0, spectra, toys);
await engine[Symbol.asyncDispose]();
const best = chi2.map((points) => Math.min(...points)).sort((a, b) => a - b);
console.log(`${TOYS} toys by ${engine.info.engine}; least chi2: median ${best[TOYS / 2].toFixed(2)}, 95 % below ${best[0.95 * TOYS].toFixed(2)}`);

/** A small generator of numbers in (0, 1), the same at every run. */
function generator(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}

function poisson(mean, uniform) {
  let count = 0;
  for (let product = uniform(); product > Math.exp(-mean); product *= uniform()) count += 1;
  return count;
}
