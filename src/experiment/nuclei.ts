/** The nuclei of data/nuclei.yaml. */
import { join } from 'node:path';
import { InputDataError } from '../errors.js';
import { DATA_DIR, displayPath, type FileHashes, readInput } from './inputFiles.js';
import { nucleiSchema } from './schema.js';
import type { Nucleus } from './types.js';
import { parseYaml, validateYaml } from './yaml.js';

/** Reads every nucleus, by name; records the file's hash. InputDataError if the file is missing or malformed. */
export async function loadNuclei(
  hashes: FileHashes = {},
  file: string = join(DATA_DIR, 'nuclei.yaml'),
): Promise<ReadonlyMap<string, Nucleus>> {
  const text = await readInput(file, DATA_DIR, hashes);
  const { nuclei } = validateYaml(parseYaml(text, displayPath(file), InputDataError), nucleiSchema);
  return new Map(
    Object.entries(nuclei).map(([name, n]) => [
      name,
      {
        name,
        massGev: n.mass_gev,
        protons: n.protons,
        neutrons: n.neutrons,
        radiusFm: n.radius_fm,
        fourierBessel: n.fourier_bessel,
      },
    ]),
  );
}
