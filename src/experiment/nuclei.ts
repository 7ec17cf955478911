/** The nuclei of data/nuclei.yaml. */
import { join } from 'node:path';
import { InputDataError } from '../errors.js';
import { validateYaml } from '../input/checkedYaml.js';
import { DATA_DIR, displayPath, type FileHashes, readInput } from '../input/inputFiles.js';
import { parseYaml } from '../input/yaml.js';
import type { ChargeDensity } from '../physics/nucleus.js';
import { type NucleusEntry, nucleiSchema } from './nucleiSchema.js';
import type { Nucleus } from './types.js';

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
        density: densityOf(n),
      },
    ]),
  );
}

function densityOf({
  form_factor,
  radius_fm,
  fourier_bessel,
  protons,
  neutrons,
}: NucleusEntry): ChargeDensity | undefined {
  if (form_factor === 'none') return undefined;
  if (form_factor !== 'fourier-bessel') return { kind: form_factor, massNumber: protons + neutrons };
  if (radius_fm === undefined || fourier_bessel === undefined)
    throw new RangeError('a Fourier-Bessel series without its radius or its coefficients');
  return { kind: form_factor, radiusFm: radius_fm, coefficients: fourier_bessel };
}
