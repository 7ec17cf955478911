/** The comparison of twins can fail: small errors in a formula, on either side, are found. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GpuContext, openDevice } from '../../src/gpu/device.js';
import { SHADERS_FOLDER } from '../../src/platform/shaderFiles.js';
import { compareWithTwin } from './compare.js';
import { type TwinModule, twinModules } from './modules.js';
import { allProbes } from './probes/all.js';
import type { Probe } from './probes/probe.js';
import { parseModule } from './wgsl/syntax.js';

/** [function, module, text, wrong text]. */
const MUTANTS = [
  ['kallenRoot', 'physics/decay', 'sqrt(gap * (gap + 4.0 * m', 'sqrt(gap * (gap + 4.0001 * m'],
  ['kinematicFactor', 'physics/mediators/vectorNucleus', 'x / (4.0 * E * E)', 'x / (4.01 * E * E)'],
  ['helicityConservingFraction', 'physics/mediators/vectorNucleus', '(1.0 + c))', '(1.0 + 1.001 * c))'],
  ['boostMomentum', 'physics/kinematics', '(gamma - 1.0) * along', '(gamma - 1.00001) * along'],
  ['exitDistance', 'physics/geometry', 'half - sign(n) * r', 'half + sign(n) * r'],
  ['expm1Negative', 'physics/numeric', '(1.0 / 8.0)', '(1.0 / 80.0)'],
  ['arcTangent', 'physics/numeric', '(1.0 / 9.0)', '(1.0 / 8.0)'],
  ['negativeLog', 'physics/smearing', '(1.0 / 13.0)', '(1.0 / 12.0)'],
  ['smearedKinetic', 'physics/smearing', 'sqrt(energy)', 'energy'],
  ['detectPair', 'physics/smearing', 'min(t1, t2) <= 0.0', 't1 <= 0.0'],
  ['smearedMomentum', 'physics/smearing', 'MOMENTUM_AT_REST_GEV * n', '1.01 * MOMENTUM_AT_REST_GEV * n'],
  ['tableValue', 'physics/responseTables', '1.0 - fraction[d], fraction[d]', 'fraction[d], fraction[d]'],
  ['cellProbabilities', 'physics/reconstruction', 'value >= tableValue', 'value >= 1.02 * tableValue'],
  ['cellProbabilities', 'physics/reconstruction', 'topologies[t];', 'topologies[2u - t];'],
  ['pairMassGaps', 'physics/pairMass', '(1.0 - u) * logRange', '(1.0 - u) * (1.0001 * logRange)'],
  ['beamIntensity', 'physics/intensity', '(1.0 - share)', '(1.0 - 1.001 * share)'],
  ['offAxisTangent', 'physics/intensity', '(p.z - originZ)', '(1.00001 * p.z - originZ)'],
  ['scaledBin', 'statistics/scaledBin', '+ mc * mc', '+ mc'],
  ['correlation', 'statistics/scaledBin', 'withSignal * b.signal', 'withSignal * b.fixed'],
  ['whitenedRow', 'statistics/whitening', 'i * BIN_COUNT + k] * product', 'j * BIN_COUNT + k] * product'],
  ['quadraticForm', 'statistics/cholesky', 'pivot -= lower[i][k] * lower[i][k]', 'pivot -= lower[i][k]'],
  ['preparedChi2', 'statistics/preparedChi2', 'return form.value + base', 'return form.value'],
  ['deviance', 'statistics/poisson', '2.0 * n * v * series', 'n * v * series'],
  ['preparedPoisson', 'statistics/poisson', '2.0 * deviance(', 'deviance('],
  ['mapEvent', 'physics/mediators/vectorDecay', '3.0 * q2 * (gap + 2.0', '3.0 * q2 * (gap + 2.00001'],
] as const;

describe('twins that differ', async () => {
  const probes = await allProbes();
  const modules = await twinModules();
  let context: GpuContext;
  beforeAll(async () => {
    context = await openDevice({ allowSoftware: true });
  });
  afterAll(async () => {
    await context[Symbol.asyncDispose]();
  });

  /** The first inputs are enough to find an error. */
  function probeOf(name: string): Probe {
    const probe = probes.find((one) => one.name === name);
    if (probe === undefined) throw new Error(`there is no probe of ${name}`);
    return { name, cases: probe.cases.map((one) => ({ ...one, rows: one.rows.slice(0, 512) })) };
  }

  async function mutated(path: string, right: string, wrong: string): Promise<TwinModule[]> {
    const text = await readFile(join(SHADERS_FOLDER, `${path}.wgsl`), 'utf8');
    expect(text).toContain(right);
    const syntax = parseModule(text.replace(right, wrong));
    return modules.map((module) => (module.path === path ? { ...module, syntax } : module));
  }

  it.each(MUTANTS)('%s of a wrong %s is not the twin: %s', async (name, path, right, wrong) => {
    // That the right function passes with these inputs is what twins.test.ts says.
    const found = compareWithTwin(context, await mutated(path, right, wrong), probeOf(name));
    // A series that is off is found at once, a formula in the comparison.
    const failures = await found.then(
      (comparison) => comparison.failures,
      (error: unknown) => [String(error)],
    );
    expect(failures.join('\n')).toMatch(/the twin says|its remainder is below/);
  });

  it('finds a GPU that computes something else', async () => {
    // The text is off by 1e-4 and so is the twin: only the GPU is right, and outside of their bound.
    const wrong = await mutated('physics/decay', 'sqrt(gap * (gap + 4.0 * m', 'sqrt(gap * (gap + 4.0004 * m');
    const probe = probeOf('kallenRoot');
    const twin = (gap: number, m: number, mPrime: number) => Math.sqrt(gap * (gap + 4.0004 * m * mPrime));
    const cases = probe.cases.map((one) => ({ ...one, twin }));
    const found = await compareWithTwin(context, wrong, { ...probe, cases });
    expect(found.failures.join('\n')).toMatch(/the GPU says/);
    expect(found.failures.join('\n')).not.toMatch(/the twin says/);
    expect(found.worst).toBeGreaterThan(10);
  });
});
