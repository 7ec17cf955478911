// Expected events by bin of the observation, for each mass: the second of an engine's three stages.
import { availableEngine, defineScan, openEngine, tilesOf } from 'dualnu';

const scan = await defineScan({
  model: { kind: 'dual', parameters: { mZprime_gev: 1.25, epsilon: 8e-4, Umu5_sq: 1e-6 } },
  axes: { m5_gev: { values: [0.2, 0.4, 0.8] }, m4_gev: { values: [0.05, 0.1] } },
  experiments: ['microboone-2025'],
  events: 2048,
});
const allowSoftware = true;
const engine = await openEngine(scan, { engine: await availableEngine({ allowSoftware }), allowSoftware });

const [tile] = tilesOf(scan);
// One for each experiment. Shape [mass points][coupling points][bins], at |U_mu5|^2 = 1, which is a factor.
const [{ signal, relativeError }] = await engine.spectra(tile);
await engine[Symbol.asyncDispose]();

const bins = scan.runs[0].experiment.bins.length;
const mixing = 1e-6;
scan.axes[0].values.forEach((m5, i) => {
  scan.axes[1].values.forEach((m4, j) => {
    const first = (i * 2 + j) * bins;
    const events = Array.from({ length: bins }, (_, b) => {
      const mean = signal[first + b] * mixing;
      return `${mean.toFixed(2)} +- ${(mean * relativeError[first + b]).toFixed(2)}`;
    });
    console.log(`m5 = ${m5}, m4 = ${m4} GeV: ${events.join(', ')} events`);
  });
});
