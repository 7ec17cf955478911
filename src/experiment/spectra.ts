/** `spectra.yaml` of an experiment's folder: how figures show its spectra, and what its background is made of. No number of a scan depends on it. */
import { join } from 'node:path';
import * as z from 'zod';
import { InputDataError } from '../errors.js';
import { checkYaml } from '../input/checkedYaml.js';
import { displayPath, readInput } from '../input/inputFiles.js';
import { type KeyPath, mistakeAt, parseYaml, type YamlFile } from '../input/yaml.js';
import { strictObject, suggest } from '../input/zodIssues.js';
import { notNegative, source, text } from '../input/zodPieces.js';
import type { Mistake } from '../mistakes.js';
import { isFile } from '../platform/isFolder.js';
import { sum } from '../sum.js';
import type { ExperimentFile } from './schema.js';

/** A part of the background: events by the label of the bin. */
const part = strictObject({ name: text, events: z.record(text, notNegative) });

/** `spectra.yaml`. */
export const spectraSchema = strictObject({
  /** Names of beams in headings. */
  beams: z.record(text, text).optional(),
  background: strictObject({ parts: z.array(part).min(1), source }).optional(),
});

/** `spectra.yaml`, validated. */
export type SpectraFile = z.output<typeof spectraSchema>;

/** Largest relative difference of a bin's background from the sum of its parts, which are rounded where they are published. */
const ROUNDING = 0.02;

/**
 * Reads the file of a folder; undefined where there is none. Mistakes are added to `found`: of the schema, names of beams and bins that the
 * experiment has in no variant, and parts that do not add up to a bin's background.
 */
export async function loadSpectra(
  dir: string,
  { beams: base, observation, variants }: Pick<ExperimentFile, 'beams' | 'observation' | 'variants'>,
  found: Mistake[],
): Promise<SpectraFile | undefined> {
  const file = join(dir, 'spectra.yaml');
  if (!(await isFile(file))) return undefined;
  // Not among the files of the experiment: their hashes are in the identity of a scan.
  const yaml = parseYaml(await readInput(file, dir, {}), displayPath(file), InputDataError);
  const checked = checkYaml(yaml, spectraSchema);
  found.push(...checked.found);
  if (checked.found.length > 0) return undefined;
  const spectra = checked.data;
  const all = [{ beams: base, observation }, ...Object.values(variants ?? {})];
  const beams = all.flatMap((block) => block.beams?.map(({ name }) => name) ?? []);
  const bins = all.flatMap((block) => block.observation?.bins ?? []);
  const labels = [...new Set(bins.map(({ label }) => label))];
  const unknown = (path: KeyPath, what: string, name: string, known: readonly string[]) => {
    if (!known.includes(name))
      found.push(mistakeAt(yaml, path, `unknown ${what} ${name}; ${suggest(name, known)}`, 'key'));
  };
  for (const name of Object.keys(spectra.beams ?? {})) unknown(['beams', name], 'beam', name, beams);
  const parts = spectra.background?.parts ?? [];
  parts.forEach(({ events }, i) => {
    for (const label of Object.keys(events))
      unknown(['background', 'parts', i, 'events', label], 'bin', label, labels);
  });
  found.push(...sumMistakes(yaml, parts, bins));
  return spectra;
}

/** Bins whose parts do not add up to any background that the experiment has for them. */
function sumMistakes(
  yaml: YamlFile,
  parts: readonly z.output<typeof part>[],
  bins: readonly { readonly label: string; readonly background: number }[],
): Mistake[] {
  const labels = [...new Set(bins.map(({ label }) => label))];
  return labels.flatMap((label) => {
    const given = parts.flatMap(({ events }) => (Object.hasOwn(events, label) ? [events[label] ?? 0] : []));
    if (given.length === 0) return [];
    const total = sum(given);
    const backgrounds = bins.filter((bin) => bin.label === label).map(({ background }) => background);
    if (backgrounds.some((background) => Math.abs(total - background) <= ROUNDING * background)) return [];
    const what = `the parts of ${label} add up to ${Number(total.toPrecision(6))} events, where its background is ${backgrounds[0]}; correct them`;
    return [mistakeAt(yaml, ['background', 'parts'], what)];
  });
}
