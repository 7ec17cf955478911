import { expect, it } from 'vitest';
import { loadNuclei } from '../../src/experiment/nuclei.js';

it('knows seven nuclei by their series and others, with A nucleons and about A atomic mass units', async () => {
  const nuclei = await loadNuclei();
  const measured = [...nuclei.values()].filter(({ density }) => density?.kind === 'fourier-bessel');
  expect(measured.map(({ name }) => name)).toEqual(['C12', 'O16', 'Al27', 'Si28', 'Ar40', 'Ca40', 'Fe56']);
  expect(nuclei.get('H1')).toMatchObject({ protons: 1, neutrons: 0, density: undefined });
  expect(nuclei.size).toBeGreaterThan(measured.length + 1);
  for (const { name, massGev, protons, neutrons } of nuclei.values()) {
    const nucleons = Number(/\d+$/.exec(name)?.[0]);
    expect(protons + neutrons).toBe(nucleons);
    // Binding: up to 0.8 % of the mass, and none for the proton.
    expect(Math.abs(massGev / (0.93149410242 * nucleons) - 1)).toBeLessThan(0.01);
  }
});

it('has positive charge densities inside, of the charge Z: 4 pi R^3 sum a_n (-1)^(n+1)/(n pi)^2', async () => {
  for (const { name, protons, density } of (await loadNuclei()).values()) {
    if (density?.kind !== 'fourier-bessel') continue;
    const { radiusFm, coefficients } = density;
    const sum = coefficients.reduce(
      (s, a, i) => s + ((i % 2 === 0 ? 1 : -1) * a) / ((i + 1) * Math.PI) ** 2,
      0,
    );
    // The published coefficients are normalised to the charge: a slip of a digit or a sign would show.
    expect(4 * Math.PI * radiusFm ** 3 * sum, name).toBeCloseTo(protons, 1);
  }
});
