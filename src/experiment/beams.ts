/** The beams of an experiment with their fluxes, and which of their neutrinos are included. */
import { attemptAsync } from '../errors.js';
import { failAt, type KeyPath, mistakeAt, type YamlFile } from '../input/yaml.js';
import type { Mistake } from '../mistakes.js';
import { parseFlux } from './flux.js';
import type { ExperimentFile } from './schema.js';
import type { Beam, Flux } from './types.js';
import type { ChosenExperiment } from './variant.js';

type ReadTable = (file: string, key: KeyPath) => Promise<{ text: string; file: string }>;

type FluxEntry = ExperimentFile['beams'][number]['flux'];

/** The beams, or undefined where one of them has mistakes, which are added to `found`. */
export async function beamsOf(
  yaml: YamlFile,
  chosen: ChosenExperiment,
  readTable: ReadTable,
  found: Mistake[],
): Promise<Beam[] | undefined> {
  const { file, pathOf, isSound } = chosen;
  const path = pathOf('beams');
  if (!Array.isArray(file.beams)) return undefined;
  const beams: Beam[] = [];
  const names = new Set<string>();
  for (const [i, beam] of file.beams.entries()) {
    if (beam && isSound([...path, i, 'name'])) {
      if (names.has(beam.name)) {
        found.push(mistakeAt(yaml, [...path, i, 'name'], `${beam.name} names two beams; rename one`));
      }
      names.add(beam.name);
    }
    if (!isSound([...path, i, 'flux'])) continue;
    const key = [...path, i, 'flux'];
    const flux = await attemptAsync(found, () => fluxOf(yaml, chosen, beam.flux, key, readTable));
    if (flux === undefined) continue;
    const countsWrongSign = await attemptAsync(found, async () => countsBoth(yaml, chosen, beam));
    const { main } = beam.flux;
    beams.push({ name: beam.name, pot: beam.pot, flux, countsWrongSign, countsPot: undefined, main });
  }
  return beams.length === file.beams.length ? beams : undefined;
}

async function fluxOf(
  yaml: YamlFile,
  { file, pathOf, isSound }: ChosenExperiment,
  f: FluxEntry,
  key: KeyPath,
  readTable: ReadTable,
): Promise<Flux> {
  const [min, max] = f.range_gev;
  if (min >= max)
    failAt(yaml, [...key, 'range_gev'], `${min} to ${max} GeV is no range; give the lower energy first`);
  const isNumu = f.main === 'numu';
  const mainColumn = isNumu ? f.numu_column : f.numubar_column;
  if (mainColumn === undefined) {
    failAt(yaml, [...key, 'main'], 'the main flux is numubar, but no numubar_column is named; name it');
  }
  const narrowing = isSound(pathOf('neutrinos')) ? file.neutrinos?.range_gev : undefined;
  const [from, to] = narrowing ?? [min, max];
  if (Math.max(from, min) >= Math.min(to, max)) {
    const what = `${from} to ${to} GeV has nothing of a beam's flux, which is used from ${min} to ${max} GeV`;
    failAt(yaml, [...pathOf('neutrinos'), 'range_gev'], `${what}; correct it`);
  }
  const csv = await readTable(f.file, [...key, 'file']);
  const flux = parseFlux(csv.text, csv.file, {
    energy: f.energy_column,
    main: mainColumn,
    wrongSign: isNumu ? f.numubar_column : f.numu_column,
    rangeGev: f.range_gev,
  });
  return { ...flux, minEnergyGev: Math.max(from, min), maxEnergyGev: Math.min(to, max) };
}

/** Whether the experiment itself includes the other kind of a beam, whatever the scan chooses. */
function countsBoth(
  yaml: YamlFile,
  { file, pathOf, isSound }: ChosenExperiment,
  { name, flux }: ExperimentFile['beams'][number],
): boolean {
  const chosen = isSound(pathOf('neutrinos')) ? (file.neutrinos?.wrong_sign ?? 'none') : 'none';
  const counts = chosen === 'all' || chosen === flux.main;
  if (counts && flux.main === 'numu' && flux.numubar_column === undefined) {
    const what = `beam ${name} gives no flux of the other kind; name its numubar_column, or write wrong_sign: none`;
    failAt(yaml, [...pathOf('neutrinos'), 'wrong_sign'], what);
  }
  return counts;
}
