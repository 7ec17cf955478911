/** Reads a detector's response of any kind and compiles it to the table that the engines evaluate. */
import { InputDataError } from '../errors.js';
import { validateYaml } from '../input/checkedYaml.js';
import { parseYaml, type YamlFile } from '../input/yaml.js';
import type { Quantity } from '../physics/quantities.js';
import { type ChangesPlace, changeResponse, type ResponseChanges, toldWhereChanged } from './changes.js';
import {
  type CompiledResponse,
  compilePairTopology,
  compileReconstructed,
  compileResponse,
} from './compile.js';
import { loadPipeline } from './loadPipeline.js';
import { classificationOf, responseSchema } from './pairSchema.js';
import type { ReadTable } from './reading.js';
import { loadReconstructed } from './reconstructed.js';
import type { PairTopologyResponse, Response } from './types.js';

/** Changes that a variant makes to a response, and their location. */
export interface ChangedResponse {
  readonly changes: ResponseChanges;
  readonly place: ChangesPlace;
}

/** Reads a response from YAML text and the tables that it names, and applies changes. Throws InputDataError with file and line. */
export async function loadResponse(
  text: string,
  file: string,
  readTable: ReadTable,
  changed?: ChangedResponse,
): Promise<Response> {
  const yaml = parseYaml(text, file, InputDataError);
  if (changed === undefined) return readResponse(yaml, readTable);
  const { changes, place } = changed;
  try {
    return await readResponse(changeResponse(yaml, changes, place), readTable);
  } catch (error) {
    if (!(error instanceof InputDataError)) throw error;
    throw new InputDataError(toldWhereChanged(error.mistakes, yaml, changes, place));
  }
}

async function readResponse(yaml: YamlFile, readTable: ReadTable): Promise<Response> {
  const kind = (yaml.value as { kind?: unknown } | null)?.kind;
  if (kind === 'reconstructed') {
    const { label, columns } = loadReconstructed(yaml);
    return { ...responseOf(label, compileReconstructed({ columns })), reconstructed: { columns } };
  }
  if (kind === 'pipeline') {
    const pipeline = await loadPipeline(yaml, readTable);
    const observables = pipeline.observables.map(({ quantity }) => quantity);
    return responseOf(pipeline.label, compileResponse(pipeline), observables);
  }
  const response = pairTopologyOf(yaml);
  return responseOf(response.label, compilePairTopology(response));
}

/** A compiled response under a label; `observables` are the quantities in which its cells are binned. */
export function responseOf(
  label: string,
  compiled: CompiledResponse,
  observables: readonly Quantity[] = [],
): Response {
  const { cellLabels, data, plateau, onset, smears, isAnalytic } = compiled;
  return { label, cells: cellLabels, observables, table: data, plateau, onset, smears, isAnalytic };
}

function pairTopologyOf(yaml: YamlFile): PairTopologyResponse {
  const r = validateYaml(yaml, responseSchema);
  return {
    kind: r.kind,
    label: r.label,
    efficiency: r.efficiency,
    energyScaleGev: r.energy_scale_gev,
    angleScaleDeg: r.angle_scale_deg,
    ...classificationOf(r),
  };
}
