/** A summary of the matter upstream, in numbers and in words. */

import type { Dirt, DirtBody } from '../experiment/types.js';
import { bodyForm } from '../shapes/bodies.js';
import { sum } from '../sum.js';
import { briefNumber } from '../words.js';

/** A body of matter. */
export interface BodySummary {
  readonly name: string;
  readonly mass_tonnes: number;
  readonly density_g_cm3: number;
  /** Positions of the ends towards the detector and away from it, cm: z, or for a ring minus the radius. */
  readonly z_cm: readonly [number, number];
  /** Radii at the two ends; null for a ring. */
  readonly radii_cm: readonly [number, number] | null;
}

/** The matter upstream as in `--json` documents. */
export interface DirtSummary {
  readonly mass_tonnes: number;
  readonly length_cm: number;
  /** Total mass over total volume. */
  readonly density_g_cm3: number;
  readonly bodies: readonly BodySummary[];
}

/** Summarises the matter upstream. */
export function summariseDirt({ bodies }: Dirt): DirtSummary {
  const mass = sum(bodies.map(bodyTonnes));
  const volume = sum(bodies.map((body) => (bodyTonnes(body) * 1e6) / body.densityGPerCm3));
  return {
    mass_tonnes: mass,
    length_cm: sum(bodies.map(({ shape }) => bodyForm(shape).lengthCm)),
    density_g_cm3: (mass * 1e6) / volume,
    bodies: bodies.map((body) => {
      const { zCm, radiiCm } = bodyForm(body.shape);
      return {
        name: body.name,
        mass_tonnes: bodyTonnes(body),
        density_g_cm3: body.densityGPerCm3,
        z_cm: zCm,
        radii_cm: radiiCm,
      };
    }),
  };
}

/** Mass of a body, t. */
export function bodyTonnes({ shape, densityGPerCm3 }: DirtBody): number {
  return (densityGPerCm3 * bodyForm(shape).volumeCm3) / 1e6;
}

/** `cylinder`, or `dn-cone with radius_cm 900, density_g_cm3 2.25`: the preset and the numbers that a scan changed. */
export function dirtInWords({ preset, changes }: Dirt): string {
  const words = Object.entries(changes ?? {}).map(
    ([key, value]) => `${key} ${typeof value === 'number' ? value : `[${value.join(', ')}]`}`,
  );
  return words.length === 0 ? preset : `${preset} with ${words.join(', ')}`;
}

/** `342100 t over 400 m, 2.25 g/cm3`; with several bodies the density of each. */
export function soilInWords({ mass_tonnes, length_cm, bodies }: DirtSummary): string {
  const density = ({ name, density_g_cm3 }: BodySummary) =>
    `${bodies.length > 1 ? `${name} ` : ''}${briefNumber(density_g_cm3)} g/cm3`;
  return `${briefNumber(mass_tonnes)} t over ${briefNumber(length_cm / 100)} m, ${bodies.map(density).join(', ')}`;
}
