/** Where a file's numbers come from: the grid, the program and the command, for the head of every kind of file. */
import { type GridAttributes, statisticInWords } from '../metadata/manifest.js';
import { sha256 } from '../platform/sha256.js';
import type { Attributes } from '../tiles/variables.js';
import { visible } from '../visible.js';

/** Who writes a file: the program's version, and the command line where it is one's. */
export interface Writer {
  readonly version: string;
  readonly command?: string | undefined;
}

/** The grid and the writer as attributes. `identity` is the SHA-256 of `config`, the configuration with the hashes of all that went into the grid. */
export function provenanceOf(attributes: GridAttributes | undefined, writer: Writer | undefined): Attributes {
  return {
    ...(attributes === undefined ? {} : gridProvenance(attributes)),
    ...(writer === undefined ? {} : { written_by: `dualnu ${writer.version}` }),
    ...(writer?.command === undefined ? {} : { command: visible(writer.command) }),
  };
}

/** Keys of a `--json` document that say how a result was made. */
const SETTINGS = [
  'x',
  'y',
  'cl',
  'delta_chi2',
  'degrees_of_freedom',
  'expected',
  'fixed',
  'reduced',
  'minimum',
];

/** How a result was made, as attributes: those keys of its `--json` document, mappings as JSON texts. */
export function settingsOf(document: object): Attributes {
  const entries = Object.entries(document).filter(([key, value]) => SETTINGS.includes(key) && value !== null);
  return Object.fromEntries(
    entries.map(([key, value]) => [
      key,
      typeof value === 'number' || typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}

function gridProvenance(attributes: GridAttributes): Attributes {
  const { title, dualnu_version, engine, adapter, driver, model, production, response } = attributes;
  const { experiment, experiment_title, fixed, background_chi2, seed, config } = attributes;
  return {
    title,
    identity: sha256(config),
    dualnu_version,
    engine,
    adapter,
    driver,
    model,
    production,
    response,
    experiment,
    experiment_title,
    statistic: statisticInWords(attributes),
    background_chi2,
    seed,
    events_per_mass_point: attributes.events_per_mass_point,
    fixed_parameters: JSON.stringify(fixed),
    config,
  };
}

/** The same as the last comment lines of a table whose lines before name model and experiment. */
export function provenanceLines(
  attributes: GridAttributes | undefined,
  writer: Writer | undefined,
): string[] {
  return [
    ...(attributes === undefined
      ? []
      : [
          `grid: ${attributes.title}, identity ${sha256(attributes.config)}, by dualnu ${attributes.dualnu_version}`,
        ]),
    ...(writer === undefined ? [] : [`written by dualnu ${writer.version}`]),
    ...(writer?.command === undefined ? [] : [`command: ${writer.command}`]),
  ];
}
