/** What is doubtful about matter upstream. */
import type { Dirt } from '../experiment/types.js';
import { bodyForm } from '../shapes/bodies.js';
import { briefNumber } from '../words.js';
import { DENSITY_RANGE, isOutside, outsideOf } from './plausibleRange.js';

/** Where no source of the neutrinos is given, soil farther than this is hardly meant, cm. */
const FARTHEST_CM = 1e6;

/** All warnings about matter upstream, of which `key` is where it stands; `sourceZCm` is z of the neutrinos' source. */
export function soilWarnings(dirt: Dirt, sourceZCm: number, key: string): string[] {
  return [...densityWarnings(dirt, key), ...reachWarnings(dirt, sourceZCm, key)];
}

/** Matter where hardly any neutrino of a beam comes: at more than 45 degrees to its axis, or where rays are parallel, beyond FARTHEST_CM. */
function reachWarnings({ bodies }: Dirt, sourceZCm: number, key: string): string[] {
  return bodies.flatMap(({ name, shape }) => {
    const where = bodies.length > 1 ? `${key}.bodies.${name}` : key;
    const isParallel = sourceZCm === Number.NEGATIVE_INFINITY;
    const ways = bodyForm(shape).edges.flatMap(({ radiusCm, zCm }): string[] => {
      const fromSource = zCm - sourceZCm;
      if (!isParallel) {
        const there = `${briefNumber(radiusCm)} cm off the beam's axis, ${briefNumber(fromSource)} cm from the neutrinos' source`;
        return radiusCm > fromSource ? [`${there}: hardly a neutrino comes there`] : [];
      }
      const reach = Math.max(radiusCm, Math.abs(zCm));
      return reach > FARTHEST_CM ? [`${briefNumber(reach)} cm from the detector, more than 10 km`] : [];
    });
    return ways.slice(0, 1).map((way) => `${where}: soil reaches ${way}; check its sizes (cm)`);
  });
}

/** Densities of matter upstream that no matter has. */
function densityWarnings({ bodies }: Dirt, key: string): string[] {
  return bodies.flatMap(({ name, densityGPerCm3, massTonnes }) => {
    // A body given by its mass may be spread over any volume: its density need not be that of soil.
    if (massTonnes !== undefined || !isOutside(densityGPerCm3, DENSITY_RANGE)) return [];
    const where = bodies.length > 1 ? `${key}.bodies.${name}` : key;
    return [`${where}.density_g_cm3: ${briefNumber(densityGPerCm3)} is ${outsideOf(DENSITY_RANGE)}`];
  });
}
