/**
 * Densities of seen events against our generator and our cross sections: events generated at A, weighed by the ratio of the densities of B and A, add up to
 * the production at B, for each kind of process. What of B no event of A is like is known from events of B.
 */
import { describe, expect, it } from 'vitest';
import { at } from '../../src/at.js';
import { drawEvents } from '../../src/generator/sample.js';
import { mediatorOf } from '../../src/model/models.js';
import { crossSection } from '../../src/physics/crossSection.js';
import { interpolateLinear } from '../../src/physics/flux.js';
import type { MassPoint } from '../../src/physics/massPoint.js';
import { pairMassSq, type SeenEvent } from '../../src/physics/pairDensity.js';
import { gaussLegendre } from '../../src/physics/quadrature.js';
import { massPointsOf } from '../../src/prediction/channelPoints.js';
import type { Channel } from '../../src/prediction/channels.js';
import { type PhysicsSetup, setUpPhysics } from '../../src/prediction/physicsSetup.js';
import { MOST_UNCOVERED } from '../../src/prediction/sampleTrust.js';
import type { ModelConfig } from '../../src/resolved/scan.js';
import { densityOf, type PointDensity, pointDensity } from '../../src/reweighting/pointDensity.js';
import { dual, quickstart, scanOf, withRun } from '../scans.js';

type Masses = ReturnType<typeof dual>;

interface Process {
  readonly model: Partial<ModelConfig>;
  readonly on: 'Ar40' | 'protons';
  readonly from: Masses;
  readonly to: Masses;
}

const heavy = {
  from: dual({ m4: 0.1, m5: 0.3, mZprime: 1.25 }),
  to: dual({ m4: 0.1, m5: 0.28, mZprime: 0.9 }),
};
const light = {
  from: dual({ m4: 0.1, m5: 0.2, mZprime: 0.03 }),
  to: dual({ m4: 0.1, m5: 0.19, mZprime: 0.03 }),
};
const massless = (m: number, mZprime: number) => dual({ m4: 0, m5: m, mZprime });
const single = { from: massless(0.16, 1.25), to: massless(0.15, 0.6) };
const real = { from: massless(0.12, 0.06), to: massless(0.11, 0.06) };
const heavier = {
  from: dual({ m4: 0.2, m5: 0.55, mZprime: 1.25 }),
  to: dual({ m4: 0.2, m5: 0.5, mZprime: 1.25 }),
};

const dirac = { nature: 'dirac' } as const;
const majorana = { nature: 'majorana' } as const;
const ofSingle = { kind: 'single' } as const;

const PROCESSES: Readonly<Record<string, Process>> = {
  'a virtual Z′, Dirac, on argon': { model: dirac, on: 'Ar40', ...heavy },
  'a virtual Z′, Majorana, on argon': { model: majorana, on: 'Ar40', ...heavy },
  'a real Z′, Dirac, on argon': { model: dirac, on: 'Ar40', ...light },
  'a real Z′ with its spin, Majorana, on argon': {
    model: { ...majorana, zpSpin: 'exact' },
    on: 'Ar40',
    ...light,
  },
  'a virtual Z′ of the single model, Dirac, on argon': {
    model: { ...ofSingle, ...dirac },
    on: 'Ar40',
    ...single,
  },
  'a real Z′ of the single model, Majorana, on argon': {
    model: { ...ofSingle, ...majorana },
    on: 'Ar40',
    ...real,
  },
  'a virtual Z′, Dirac, on protons': { model: dirac, on: 'protons', ...heavy },
  'a virtual Z′, a heavy Majorana N, on protons': { model: majorana, on: 'protons', ...heavier },
  'a virtual Z′ of the single model, Majorana, on protons': {
    model: { ...ofSingle, ...majorana },
    on: 'protons',
    ...single,
  },
  'a real Z′ of the single model, Dirac, on protons': {
    model: { ...ofSingle, ...dirac },
    on: 'protons',
    ...real,
  },
};

function setUp({ model }: Process, seed: number): PhysicsSetup {
  const scan = scanOf([], { eventsPerMassPoint: 8192, seed, model: { ...quickstart.model, ...model } });
  const { experiment, production } = scan;
  // All neutrinos along z, as densities have them.
  const { intensity: _, ...parallel } = { ...experiment, sourceZCm: Number.NEGATIVE_INFINITY };
  return setUpPhysics(
    withRun(scan, {
      experiment: parallel as typeof experiment,
      production: { ...production, protonElastic: true },
    }),
  );
}

function pointOf(setup: PhysicsSetup, masses: Masses, on: string): { channel: Channel; point: MassPoint } {
  const found = massPointsOf(setup, masses).find(({ channel }) => channel.target === on);
  if (!found?.point.open) throw new Error(`the mass point is open on ${on}`);
  return found;
}

/** Sum over the events of a point, and its Monte Carlo error. */
function sumOver(
  setup: PhysicsSetup,
  { channel, point }: { channel: Channel; point: MassPoint },
  of: (seen: SeenEvent) => number,
): { readonly sum: number; readonly error: number } {
  let [sum, squares] = [0, 0];
  drawEvents(setup, channel, point, ({ energyGev, event, weight }) => {
    const { minus, eMinus, plus, ePlus } = event;
    const seen = {
      energy: energyGev,
      minus,
      eMinus,
      plus,
      ePlus,
      massSq: pairMassSq(minus, eMinus, plus, ePlus),
    };
    const w = weight * of(seen);
    sum += w;
    squares += w * w;
  });
  return { sum, error: Math.sqrt(squares) };
}

/** Expected N of a channel per unit of (g_D kappa e epsilon)^2 |U|^2: the integral of flux x cross section over the energies that are drawn. */
function produced(
  { scan }: PhysicsSetup,
  { channel, point }: { channel: Channel; point: MassPoint },
): number {
  const nucleus = scan.experiment.target.composition.find(
    ({ nucleus: { name } }) => name === channel.target,
  )?.nucleus;
  const target =
    channel.target === 'protons'
      ? { on: channel.scatterer, protons: 1, neutrons: 0 }
      : { on: channel.scatterer, protons: nucleus?.protons ?? 0, neutrons: nucleus?.neutrons ?? 0 };
  const mediator = mediatorOf(scan.model.kind);
  const production = { mediator, m: point.m, mX: point.mX, target, strength: 1, mixing: 1, smZ: false };
  const { energyGev: nodes, flux, integral } = channel.flux;
  const lowest = at(point.energies?.energyGev ?? [], 0);
  const rule = gaussLegendre(4);
  let sum = 0;
  for (let i = 1; i < nodes.length; i++) {
    const [a, b] = [Math.max(at(nodes, i - 1), lowest), at(nodes, i)];
    for (let k = 0; b > a && k < 4; k++) {
      const E = a + (b - a) * at(rule.nodes, k);
      const phi = interpolateLinear([...nodes], [...flux], E);
      sum += (b - a) * at(rule.weights, k) * phi * crossSection(production, E).sigma.alone;
    }
  }
  return sum * integral * at(scan.experiment.beams, channel.beam).pot * channel.scatterers;
}

describe('events of one mass point, weighed by densities, are as many as are produced at another', () => {
  it.each(Object.entries(PROCESSES))('%s', (_, process) => {
    const [here, there] = [setUp(process, 5), setUp(process, 6)];
    const [from, to] = [pointOf(here, process.from, process.on), pointOf(there, process.to, process.on)];
    const [a, b] = [pointDensity(from.channel, from.point), pointDensity(to.channel, to.point)];
    const has = (density: PointDensity) => (seen: SeenEvent) => densityOf(density, seen).density > 0;
    const all = sumOver(there, to, () => 1);
    const expected = produced(there, to);
    expect(Math.abs(all.sum - expected)).toBeLessThan(3 * all.error);
    const lost = sumOver(there, to, (seen) => (has(b)(seen) ? 0 : 1));
    // A small part of what is flagged.
    expect(lost.sum / all.sum).toBeLessThan(0.1 * MOST_UNCOVERED);
    const uncovered = sumOver(there, to, (seen) => (has(a)(seen) ? 0 : 1));
    const reweighted = sumOver(here, from, (seen) => {
      const { density } = densityOf(a, seen);
      return density > 0 ? densityOf(b, seen).density / density : 0;
    });
    const error = Math.hypot(reweighted.error, uncovered.error);
    expect(error / expected).toBeLessThan(0.05);
    expect(Math.abs(reweighted.sum + uncovered.sum - expected)).toBeLessThan(3 * error);
  });
});
