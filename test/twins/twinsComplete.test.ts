/** No WGSL function without a probe and a twin of the same name, no WGSL constant that differs from its twin. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as constants from '../../src/physics/constants.js';
import * as decay from '../../src/physics/decay.js';
import * as geometry from '../../src/physics/geometry.js';
import * as laplace from '../../src/physics/laplace.js';
import * as lifetimeNodes from '../../src/physics/lifetimeNodes.js';
import * as proton from '../../src/physics/mediators/vectorProton.js';
import * as nucleus from '../../src/physics/nucleus.js';
import * as quantities from '../../src/physics/quantities.js';
import * as smearing from '../../src/physics/smearing.js';
import * as upscattering from '../../src/physics/upscattering.js';
import * as upstream from '../../src/physics/upstream.js';
import { SHADERS_FOLDER } from '../../src/platform/shaderFiles.js';
import * as cholesky from '../../src/statistics/cholesky.js';
import * as counts from '../../src/statistics/counts.js';
import * as poisson from '../../src/statistics/poisson.js';
import { FLOAT32 } from '../../src/statistics/precision.js';
import { FILL_VALUES } from '../../src/tiles/variables.js';
import { twinModules } from './modules.js';
import { allProbes } from './probes/all.js';

async function readShaders(): Promise<string[]> {
  const texts: string[] = [];
  for (const folder of ['physics', 'physics/mediators', 'statistics']) {
    for (const name of await readdir(join(SHADERS_FOLDER, folder))) {
      if (name.endsWith('.wgsl')) texts.push(await readFile(join(SHADERS_FOLDER, folder, name), 'utf8'));
    }
  }
  return texts;
}

const texts = await readShaders();
const functions = texts.flatMap((text) => [...text.matchAll(/^fn (\w+)\(/gm)].map((match) => match[1] ?? ''));
const probes = new Set((await allProbes()).map(({ name }) => name));
const twins = new Set((await twinModules()).flatMap((module) => Object.keys(module.twins)));

describe('completeness', () => {
  it('finds the functions', () => {
    expect(functions.length).toBeGreaterThan(30);
  });

  it.each(functions)('%s has a probe and a twin', (name) => {
    expect(probes.has(name)).toBe(true);
    expect(twins.has(name)).toBe(true);
  });
});

describe('constants', () => {
  const exported: Record<string, unknown> = {
    ...constants,
    ...decay,
    ...geometry,
    ...laplace,
    ...lifetimeNodes,
    ...nucleus,
    ...proton,
    ...quantities,
    ...smearing,
    ...upscattering,
    ...upstream,
    ...cholesky,
    ...counts,
    ...poisson,
  };
  const derived: Record<string, number> = {
    ELECTRON_MASS_SQ: constants.ELECTRON_MASS_GEV ** 2,
    FOUR_ME_SQ: 4 * constants.ELECTRON_MASS_GEV ** 2,
    Z_MASS_SQ: constants.Z_MASS_GEV ** 2,
    PI: Math.PI,
    DEGREES_PER_RADIAN: 180 / Math.PI,
    MISSING: FILL_VALUES.float32,
    ROUNDOFF: FLOAT32.roundoff,
    ABSOLUTE_BOUND: FLOAT32.absolute,
    RELATIVE_BOUND: FLOAT32.relative,
    LARGEST_RESIDUAL: FLOAT32.largestResidual,
    LARGEST_WHITENED: FLOAT32.largestWhitened,
    LARGEST_SUM: FLOAT32.largestSum,
    SMALLEST_SHARE: FLOAT32.smallestShare,
    SMALLEST_VARIANCE: FLOAT32.smallestVariance,
    INSIDE: geometry.BORN.inside,
    UPSTREAM: geometry.BORN.upstream,
    SHELL: geometry.BORN.shell,
    ANNULUS: upstream.BODY.annulus,
  };
  const declared = texts.flatMap((text) =>
    [...text.matchAll(/^const (\w+)(?:: \w+)? = ([-+.\w]+);/gm)].map(
      (match) => [match[1] ?? '', Number((match[2] ?? '').replace(/[uf]$/, ''))] as const,
    ),
  );

  it.each(declared)('%s is its twin to float32', (name, value) => {
    const twin = derived[name] ?? exported[name];
    expect(typeof twin).toBe('number');
    expect(Math.fround(value)).toBe(Math.fround(Number(twin)));
  });
});
