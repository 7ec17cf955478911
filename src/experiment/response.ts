/** A detector's response from its file. */
import { InputDataError } from '../errors.js';
import { responseSchema } from './schema.js';
import type { PairTopology, PairTopologyResponse } from './types.js';
import { parseYaml, validateYaml } from './yaml.js';

/** Reads a response from YAML text for bins of the given topologies; InputDataError with file and line otherwise. */
export function parseResponse(
  text: string,
  file: string,
  binTopologies: readonly PairTopology[],
): PairTopologyResponse {
  const r = validateYaml(parseYaml(text, file, InputDataError), responseSchema);
  return {
    kind: r.kind,
    label: r.label,
    efficiency: r.efficiency,
    energyScaleGev: r.energy_scale_gev,
    angleScaleDeg: r.angle_scale_deg,
    separation: {
      openingDeg: r.separation.opening_deg,
      openingWidthDeg: r.separation.opening_width_deg,
      minEnergyGev: r.separation.min_energy_gev,
      minEnergyWidthGev: r.separation.min_energy_width_gev,
    },
    secondShower: {
      energyGev: r.second_shower.energy_gev,
      energyWidthGev: r.second_shower.energy_width_gev,
    },
    binTopologies,
  };
}
