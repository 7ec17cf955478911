import { describe, expect, it } from 'vitest';
import { vec3d } from 'wgpu-matrix';
import { direction } from '../../src/physics/kinematics.js';
import { unitCircle } from '../../src/physics/numeric.js';
import { bentFlight, rayTo, turnTo } from '../../src/physics/rays.js';
import { BODY, type Body, densityAt, planeCrossing, upstreamBirth } from '../../src/physics/upstream.js';
import { randomStream } from '../scans.js';

const cylinder = (radius: number, length: number, nearZ = -758): Body => ({
  kind: BODY.cone,
  nearZ,
  length,
  radius,
  taper: 0,
  outer: 0,
  halfHeight: 0,
});

/** Decays over births of the slab: G of MODEL section 5. */
function slabIntegral(D: number, theta: number, Lambda: number): number {
  const n = 20000;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const t = (D * (i + 0.5)) / n;
    sum += Math.exp(-t / Lambda) / Lambda / Math.sqrt(1 - ((t * Math.sin(theta)) / D) ** 2);
  }
  return (sum * D) / n;
}
it.each([
  [100, 1.2, 18, 1.03],
  [100, 0.1, 200, 0.394],
  [470, 0.1, 200, 0.905],
])('slab D = %s m', (D, theta, Lambda, G) => {
  const body = cylinder(1e9, D * 100, -0.01);
  let sum = 0;
  const n = 200000;
  for (let i = 0; i < n; i++) {
    const b = upstreamBirth(
      (i + 0.5) / n,
      vec3d.create(0, 0, 0),
      1 - Math.cos(theta),
      unitCircle((i * 0.618034) % 1),
      -D * 100,
      body,
    );
    const s = b.distance / (Lambda * 100);
    sum += b.weight * s * Math.exp(-s);
  }
  console.log(sum / n, slabIntegral(D, theta, Lambda), G);
  expect(sum / n / slabIntegral(D, theta, Lambda)).toBeCloseTo(1, 3);
});
describe('forward', () => {
  it.each([
    [0.01, 400, 1100, 0],
    [0.2, 400, 1100, 0],
    [0.2, 5, 1100, 0],
    [0.5, 30, 1100, 0],
    [1.2, 10, 1100, 0],
    [0.05, 50, 287.4, (287.4 - 38.8) / 40000],
    [0.3, 100, 287.4, (287.4 - 38.8) / 40000],
  ])('theta %s Lambda %s m R %s', (theta, Lm, R, taper) => {
    const Lambda = Lm * 100;
    const random = randomStream(5);
    const S = -46000;
    const body = { ...cylinder(R, 40000), taper };
    const half = [128, 116, 520] as const;
    // adjoint
    let adj = 0,
      adj2 = 0;
    const N = 400000;
    for (let i = 0; i < N; i++) {
      const r = vec3d.create(
        (2 * random() - 1) * half[0],
        (2 * random() - 1) * half[1],
        (2 * random() - 1) * half[2],
      );
      const b = upstreamBirth(random(), r, 1 - Math.cos(theta), unitCircle(random()), S, body);
      const s = b.distance / Lambda;
      const w = b.weight * s * Math.exp(-s);
      adj += w;
      adj2 += w * w;
    }
    const V = 8 * half[0] * half[1] * half[2];
    // forward: births uniform in ln distance along z
    let fwd = 0,
      fwd2 = 0;
    const z0 = 238,
      z1 = 40238;
    for (let i = 0; i < 4 * N; i++) {
      const dz = z0 * (z1 / z0) ** random();
      const z = -520 - dz;
      const Rz = R - taper * (-758 - z);
      const rr = Rz * Math.sqrt(random());
      const ph = 2 * Math.PI * random();
      const p = [rr * Math.cos(ph), rr * Math.sin(ph), z] as const;
      const vol = Math.PI * Rz * Rz * dz * Math.log(z1 / z0);
      const [kx, ky, kz, d] = rayTo(vec3d.create(...p), S);
      const n = turnTo(vec3d.create(kx, ky, kz), direction(1 - Math.cos(theta), unitCircle(random())));
      let a = 0,
        b = Infinity;
      for (let k = 0; k < 3; k++) {
        const t1 = (-half[k]! - p[k]!) / n[k]!,
          t2 = (half[k]! - p[k]!) / n[k]!;
        a = Math.max(a, Math.min(t1, t2));
        b = Math.min(b, Math.max(t1, t2));
      }
      if (!(b > a)) continue;
      const w = vol * (S / d) ** 2 * (Math.exp(-a / Lambda) - Math.exp(-b / Lambda));
      fwd += w;
      fwd2 += w * w;
    }
    const A = (V * adj) / N,
      eA = (V * Math.sqrt(adj2)) / N,
      F = fwd / (4 * N),
      eF = Math.sqrt(fwd2) / (4 * N);
    console.log(
      theta,
      Lm,
      R,
      'ratio',
      A / F,
      '+-',
      Math.hypot(eA / A, eF / F),
      'pull',
      (A - F) / Math.hypot(eA, eF),
    );
  });
});
