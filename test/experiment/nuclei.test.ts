import { expect, it } from 'vitest';
import { loadNuclei } from '../../src/experiment/nuclei.js';

it('knows the seven nuclei, with A nucleons and about A atomic mass units', async () => {
  const nuclei = await loadNuclei();
  expect([...nuclei.keys()]).toEqual(['C12', 'O16', 'Al27', 'Si28', 'Ar40', 'Ca40', 'Fe56']);
  for (const { name, massGev, protons, neutrons } of nuclei.values()) {
    const nucleons = Number(/\d+$/.exec(name)?.[0]);
    expect(protons + neutrons).toBe(nucleons);
    expect(massGev / (0.93149410242 * nucleons)).toBeCloseTo(1, 2);
  }
});

it('has positive charge densities inside, of the charge Z: 4 pi R^3 sum a_n (-1)^(n+1)/(n pi)^2', async () => {
  for (const { name, protons, radiusFm, fourierBessel } of (await loadNuclei()).values()) {
    const sum = fourierBessel.reduce(
      (s, a, i) => s + ((i % 2 === 0 ? 1 : -1) * a) / ((i + 1) * Math.PI) ** 2,
      0,
    );
    // The published coefficients are normalised to the charge: a slip of a digit or a sign would show.
    expect(4 * Math.PI * radiusFm ** 3 * sum, name).toBeCloseTo(protons, 1);
  }
});
