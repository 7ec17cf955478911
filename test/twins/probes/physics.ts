/** Inputs of shaders/physics: upscattering, kinematics, decay and event. */
import { ELECTRON_MASS_GEV } from '../../../src/physics/constants.js';
import { DIRAC, MAJORANA } from '../../../src/physics/decay.js';
import { decayToPair, mapEvent, produce } from '../../../src/physics/event.js';
import { momentum, producedEnergy } from '../../../src/physics/kinematics.js';
import { MEDIATORS, type MediatorName } from '../../../src/physics/mediators/mediators.js';
import { type PairMassMap, pairMassGaps, pairMassMap } from '../../../src/physics/pairMass.js';
import { q2Cut, q2Limits, q2MapScale } from '../../../src/physics/upscattering.js';
import type { Draw } from '../draws.js';
import {
  drawDecay,
  drawMassPoint,
  drawProduction,
  kindOf,
  massPointFrom,
  type ShaderMassPoint,
} from './draw.js';
import { type Probe, probeOf } from './probe.js';
import { drawPlace, type PlaceRow, placeFrom } from './upstream.js';

export const upscatteringProbes: readonly Probe[] = [
  probeOf('q2Limits', (d) => {
    const { E, m, M } = drawProduction(d);
    return [E, m, M];
  }),
  probeOf('kinematicFactor', (d) => {
    const { E, m, M, q2 } = drawProduction(d);
    return [q2, E, m, M];
  }),
  probeOf('helicityConservingFraction', (d) => {
    const { E, m, M, q2 } = drawProduction(d);
    return [q2, E, m, M];
  }),
  probeOf('mapQ2', (d) => {
    const { E, m, M, mZprime } = drawProduction(d);
    const [min, max] = q2Limits(E, m, M);
    const kind = kindOf(M);
    return [d.cube(), min, Math.max(q2Cut(max, kind), 1.01 * min), q2MapScale(mZprime * mZprime, kind)];
  }),
  probeOf('propagatorRatioSquared', (d) => {
    const { q2, mZprime, M } = drawProduction(d);
    return [q2, q2MapScale(mZprime * mZprime, kindOf(M)), mZprime * mZprime];
  }),
];

/** 1 - cos from straight on to straight back. */
function drawOneMinusCos(d: Draw): number {
  return d.pick(2 * d.cube(), d.log(1e-13, 2), 2 - d.log(1e-6, 1));
}

/** (cos, sin) of an azimuth. */
function drawAzimuth(d: Draw): [number, number] {
  const angle = 2 * Math.PI * d.cube();
  return [Math.cos(angle), Math.sin(angle)];
}

/** gamma and gamma beta, from rest to 7.5 GeV over 5 MeV. */
function drawBoost(d: Draw): [number, number] {
  const gammaBeta = d.log(1e-3, 1500);
  return [Math.sqrt(1 + gammaBeta * gammaBeta), gammaBeta];
}

/** Energy and momentum of a lepton. */
function drawLepton(d: Draw): { energy: number; p: [number, number, number] } {
  const momentumGev = d.log(1e-5, 5);
  return { energy: Math.hypot(momentumGev, ELECTRON_MASS_GEV), p: d.vector(momentumGev) };
}

export const kinematicsProbes: readonly Probe[] = [
  probeOf('producedEnergy', (d) => {
    const { E, M, q2 } = drawProduction(d);
    return [E, q2, M];
  }),
  probeOf('momentum', (d) => {
    const m = d.log(5e-3, 2);
    return [m * d.pick(1 + d.log(1e-6, 1), d.log(1, 1000)), m];
  }),
  probeOf('producedOneMinusCos', (d) => {
    const { E, m, M, q2 } = drawProduction(d);
    const energy = Math.fround(producedEnergy(E, q2, M));
    return [E, q2, m, energy, momentum(energy, m)];
  }),
  probeOf('direction', (d) => [drawOneMinusCos(d), ...drawAzimuth(d)]),
  probeOf('sinFromOneMinusCos', (d) => [drawOneMinusCos(d)]),
  probeOf('rotateTo', (d) => [drawOneMinusCos(d), ...drawAzimuth(d), ...drawLepton(d).p]),
  probeOf('boostMomentum', (d) => {
    const { energy, p } = drawLepton(d);
    const n = d.direction();
    const along = p.reduce((total, pi, i) => total + pi * (n[i] ?? 0), 0);
    return [...p, energy, along, ...n, ...drawBoost(d)];
  }),
  probeOf('boostEnergy', (d) => {
    const { energy, p } = drawLepton(d);
    return [energy, p[2], ...drawBoost(d)];
  }),
  probeOf('leptonMomentum', (d) => [d.pick(d.log(1e-12, 4), d.log(1e-6, 1))]),
  probeOf('pairObservables', (d) => {
    const minus = drawLepton(d);
    const plus = drawLepton(d);
    // Half of the pairs open by little, as those of fast N do.
    const narrow = d.unit() < 0.5 ? d.log(1e-3, 1) : undefined;
    const p = narrow === undefined ? plus.p : plus.p.map((x, i) => narrow * x + (minus.p[i] ?? 0));
    return [...minus.p, minus.energy, ...p, Math.hypot(...p, ELECTRON_MASS_GEV)];
  }),
];

/** Masses and a point of the pair's spectrum. */
function drawSpectrum(d: Draw) {
  const m = Math.fround(d.log(5e-3, 2));
  const { mPrime, mZprime } = drawDecay(d, m);
  // Where the Z' is real, its map stands for a heavier one: the functions only see gaps.
  const map: PairMassMap = pairMassMap(m, mPrime, Math.max(mZprime, 1.0001 * (m - mPrime)));
  const u = d.cube();
  const [above, gap] = pairMassGaps(u, map.lo, map.logRange);
  return { m, mPrime, map, u, above, gap, q2: above + 4 * ELECTRON_MASS_GEV ** 2 };
}

export const decayProbes: readonly Probe[] = [
  probeOf('pairMassGaps', (d) => {
    const { u, map } = drawSpectrum(d);
    return [u, map.lo, map.logRange];
  }),
  probeOf('kallenRoot', (d) => {
    const { gap, m, mPrime } = drawSpectrum(d);
    return [gap, m, mPrime];
  }),
  probeOf('decayPolynomial', (d) => {
    const { q2, gap, m, mPrime } = drawSpectrum(d);
    return [q2, gap, m, mPrime, d.pick(DIRAC, MAJORANA)];
  }),
  probeOf('daughterAsymmetry', (d) => {
    const { q2, gap, m, mPrime } = drawSpectrum(d);
    return [q2, gap, m, mPrime];
  }),
  probeOf('pairMassDensity', (d) => {
    const { above, gap, m, mPrime } = drawSpectrum(d);
    return [above, gap, m, mPrime, d.pick(DIRAC, MAJORANA)];
  }),
  probeOf('leptonOrientation', (d) => [d.pick(-1, 0, 1), ...drawKinematics(d).row]),
  probeOf('pairDirections', drawDirections),
];

/** A PairKinematics: a pair in the rest frame of N, with its leptons in any direction, and the masses of N and its daughter. */
function drawKinematics(d: Draw) {
  const { m, mPrime, q2, gap, above } = drawSpectrum(d);
  const pairMomentum = Math.sqrt(gap * (gap + 4 * m * mPrime)) / (2 * m);
  const pairEnergy = Math.hypot(pairMomentum, Math.sqrt(q2));
  const half = 0.5 * Math.sqrt(q2);
  const pair = d.direction();
  const along = 0.5 * Math.sqrt(above) * (2 * d.cube() - 1);
  const across = Math.sqrt(Math.max(above / 4 - along * along, 0));
  // Component of the leptons along the flight: the pair's part and one across it.
  const share = across * Math.sqrt(1 - pair[2] ** 2) * Math.cos(2 * Math.PI * d.unit());
  const [gamma, gammaBeta] = [pairEnergy / (2 * half), pairMomentum / (2 * half)];
  const lepton = (side: 1 | -1) => {
    const onPair = gamma * side * along + gammaBeta * half;
    return [gamma * half + gammaBeta * side * along, onPair * pair[2] + side * share, onPair];
  };
  const daughterEnergy = Math.hypot(pairMomentum, mPrime);
  const row = [
    q2,
    gap,
    pairEnergy,
    pairMomentum,
    daughterEnergy,
    -pair[2],
    pair[2],
    ...lepton(1),
    ...lepton(-1),
  ];
  return { row, m, mPrime };
}

/** Arguments of decayDirections: the 13 numbers of a PairKinematics, then the others. */
export function drawDirections(d: Draw): number[] {
  const { row, m, mPrime } = drawKinematics(d);
  return [...row, d.cube(), m, mPrime, d.pick(DIRAC, MAJORANA), d.pick(0, 1)];
}

/** Arguments of `productionFactor`: the proton's mass says what is struck. */
function drawStruck(d: Draw): number[] {
  const { E, m, M, q2 } = drawProduction(d);
  return [q2, E, m, M, kindOf(M) === 'proton' ? 1 : 0];
}

/** What kernels call of a mediator. */
function probesOf(mediator: MediatorName): Probe[] {
  const { production, decay } = MEDIATORS[mediator];
  // WGSL says what is struck by a number.
  const struck = (f: typeof production.factor) => ({
    twin: (q2: number, E: number, m: number, M: number, proton: number) =>
      f(q2, E, m, M, proton === 1 ? 'proton' : 'nucleus'),
  });
  const spectrum = (d: Draw) => {
    const { above, gap, m, mPrime } = drawSpectrum(d);
    return [above, gap, m, mPrime, d.pick(DIRAC, MAJORANA)];
  };
  return [
    probeOf('productionFactor', drawStruck, struck(production.factor)),
    probeOf('conservedHelicity', drawStruck, struck(production.conservedHelicity)),
    probeOf('decaySpectrum', spectrum, { twin: decay.spectrum }),
    probeOf('decayDirections', drawDirections, { twin: decay.directions }),
  ].map((probe) => ({ ...probe, mediator }));
}

export const mediatorProbes: readonly Probe[] = (Object.keys(MEDIATORS) as MediatorName[]).flatMap(probesOf);

export const eventProbes: readonly Probe[] = [
  probeOf(
    'produce',
    (d) => {
      const { row, E } = drawMassPoint(d);
      return [d.cube(), E, ...row];
    },
    { twin: (u: number, E: number, p: ShaderMassPoint) => produce(u, E, massPointFrom(p)) },
  ),
  probeOf('decayToPair', (d) => [...d.cubes(5), d.cube(), ...drawMassPoint(d).row], {
    twin: (u: [number, number, number, number, number], hcFraction: number, p: ShaderMassPoint) =>
      decayToPair(u, hcFraction, massPointFrom(p)),
  }),
  probeOf(
    'mapEvent',
    (d) => {
      const { row, E } = drawMassPoint(d);
      return [...d.cubes(11), E, ...row, ...drawPlace(d)];
    },
    {
      twin: (u: number[], E: number, p: ShaderMassPoint, place: PlaceRow) => {
        const event = mapEvent(u, E, massPointFrom(p), placeFrom(place));
        return { ...event, q2: event.production.q2 };
      },
    },
  ),
];
