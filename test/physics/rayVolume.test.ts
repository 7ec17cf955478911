/** The flux of a beam that falls off its axis over volumes: against volumes without a fall, and closed forms for narrow beams. cm. */
import { describe, expect, it } from 'vitest';
import { vec3d } from 'wgpu-matrix';
import { bodyFlux, detectorFlux, shellFlux } from '../../src/physics/birthVolume.js';
import { BODY, NO_BODY } from '../../src/physics/upstream.js';

const Z = -11000;
const cylinder = { ...NO_BODY, nearZ: -600, length: 8000, radius: 900 };
const cone = { ...cylinder, radius: 1000, taper: 0.05 };
/** As narrow as if it pointed beyond the source. */
const steep = { ...cylinder, radius: 1200, taper: 0.12 };
const ring = { ...NO_BODY, kind: BODY.annulus, radius: 1500, outer: 3000, halfHeight: 600 };
const box = { half: vec3d.create(200, 180, 250), radius: 0, shell: 0 };
const ball = { half: vec3d.create(), radius: 500, shell: 610 };

/** Every volume with a table, or without one. */
const volumes: Record<string, (table?: readonly number[]) => number> = {
  cylinder: (table) => bodyFlux(cylinder, Z, table),
  cone: (table) => bodyFlux(cone, Z, table),
  'steep cone': (table) => bodyFlux(steep, Z, table),
  ring: (table) => bodyFlux(ring, Z, table),
  box: (table) => detectorFlux(box, Z, table),
  ball: (table) => detectorFlux(ball, Z, table),
  shell: (table) => shellFlux(500, 610, Z, table),
};

/** L^2 int dOmega I for an intensity that falls in a straight line from 1 to 0 over `end`, up to the square of it. */
const narrow = (end: number) => (Z * Z * Math.PI * end * end) / 3;

describe('the flux of a beam with a table', () => {
  it.each(Object.keys(volumes))('over a %s is that without one where the table says 1', (name) => {
    const flux = volumes[name];
    const [plain = 0, tabulated = 0] = [flux?.(), flux?.([0, 0.01, 0.02, 1, 1, 1])];
    // Without a table the quadrature has fixed nodes, of which the ring's corners are the worst.
    expect(Math.abs(tabulated / plain - 1)).toBeLessThan(name === 'ring' ? 2e-5 : 1e-6);
  });

  it.each(Object.keys(volumes))('over a %s adds up over tables', (name) => {
    const flux = volumes[name];
    // A triangle about 7 mrad, and what is left of a beam of half its intensity.
    const tangents = [0, 0.003, 0.007, 0.05];
    const [a = 0, b = 0] = [
      [0.1, 0.1, 1, 0.3],
      [0.4, 0.4, -0.5, 0.2],
    ].map((y) => flux?.([...tangents, ...y]));
    expect(Math.abs((a + b) / (flux?.([0, 1, 0.5, 0.5]) ?? 0) - 1)).toBeLessThan(1e-6);
  });

  it.each([
    ['cylinder', 8000],
    ['cone', 8000],
    ['steep cone', 8000],
    ['ring', 2 * 1500],
    ['box', 500],
    ['ball', 1000],
    ['shell', 220],
  ] as const)('over a %s is that of the way along the axis where the beam is much narrower', (name, way) => {
    for (const end of [5e-4, 1e-6]) {
      const value = volumes[name]?.([0, end, 0.1, 1, 0, 0]) ?? 0;
      expect(Math.abs(value / (narrow(end) * way) - 1)).toBeLessThan(1e-4);
    }
  });
});
