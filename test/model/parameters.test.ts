import { expect, it } from 'vitest';
import {
  AXIS_INFO,
  AXIS_NAMES,
  gridAxisOf,
  infoOf,
  isAxisName,
  isDefaultValue,
  isKinematic,
  MASS_NAMES,
  unitOf,
} from '../../src/model/parameters.js';

it('knows its parameters by their names, and no others', () => {
  for (const name of AXIS_NAMES) expect(infoOf(name)).toBe(AXIS_INFO[name]);
  for (const name of ['m6_gev', '', 'constructor', '__proto__', 'toString']) {
    expect(isAxisName(name), name).toBe(false);
    expect(infoOf(name), name).toBeUndefined();
    expect(isKinematic(name), name).toBe(false);
    expect(isDefaultValue(name, 1), name).toBe(false);
  }
});

it('says nothing of usual values', () => {
  const usual = AXIS_NAMES.flatMap((name) => [0, 1].map((value) => [name, value] as const));
  expect(usual.filter(([name, value]) => isDefaultValue(name, value))).toEqual([
    ['kappa', 1],
    ['V44', 0],
  ]);
});

it('has units of its own, and takes those of a grid for what it does not know', () => {
  expect(unitOf({ name: 'm4_gev' })).toBe('GeV');
  expect(unitOf({ name: 'm4_gev', units: 'MeV' })).toBe('GeV');
  expect(unitOf({ name: 'epsilon', units: '1' })).toBe('');
  expect(unitOf({ name: 'width_ev', units: 'eV' })).toBe('eV');
  expect(unitOf({ name: 'width_ev' })).toBe('');
});

it('tells masses from couplings', () => {
  expect(MASS_NAMES).toEqual(['m4_gev', 'm5_gev', 'mZprime_gev']);
  // The splitting is no mass, but it moves one.
  expect(AXIS_NAMES.filter(isKinematic)).toEqual(['m4_gev', 'm5_gev', 'delta', 'mZprime_gev']);
});

it('describes an axis as its coordinate on disk has it', () => {
  expect(gridAxisOf({ name: 'm4_gev', spacing: 'values', values: [0.1] })).toEqual({
    name: 'm4_gev',
    spacing: 'values',
    values: [0.1],
    units: 'GeV',
    longName: 'mass of nu_4',
  });
});
