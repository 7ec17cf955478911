/** A response of `kind: pipeline` from its YAML file and the CSV tables beside it. */

import { dirname, join } from 'node:path';
import { InputDataError } from '../errors.js';
import { checkYaml } from '../input/checkedYaml.js';
import { type KeyPath, mistakeAt, type YamlFile } from '../input/yaml.js';
import type { Mistake } from '../mistakes.js';
import { CUTS } from './cuts.js';
import { EFFICIENCY } from './efficiency.js';
import { MIGRATION } from './migration.js';
import { OBSERVABLES } from './observables.js';
import type { PipelineResponse } from './pipeline.js';
import { pipelineSchema } from './pipelineSchema.js';
import type { ReadOf, ReadTable } from './reading.js';
import { SMEARING } from './smearing.js';
import { parseTable } from './table.js';
import type { AxisEntry } from './tableSchema.js';
import { THRESHOLD } from './threshold.js';
import { TOPOLOGY } from './topology.js';

/** Validates a response of `kind: pipeline` and reads its tables. Throws InputDataError with all mistakes. */
export async function loadPipeline(yaml: YamlFile, readTable: ReadTable): Promise<PipelineResponse> {
  const checked = checkYaml(yaml, pipelineSchema);
  const found: Mistake[] = [...checked.found];
  const readText = async (file: string, key: KeyPath) => ({
    text: await readTable(file, yaml, key),
    file: join(dirname(yaml.file), file),
  });
  const read: ReadOf = async (name, axes, value, key, column) => {
    checkAxes(yaml, axes, key);
    const { text, file } = await readText(name, [...key, 'file']);
    return { ...parseTable(text, file, axes, value, column), file };
  };
  const { data: r, isSound } = checked;
  const reading = { yaml, r, isSound, read, readText, found };
  const head = {
    kind: r.kind,
    label: r.label,
    ...SMEARING.read(reading),
    ...THRESHOLD.read(reading),
    ...(await CUTS.read(reading)),
  };
  const efficiency = await EFFICIENCY.read(reading);
  const cells = { ...(await TOPOLOGY.read(reading)), ...OBSERVABLES.read(reading) };
  const migration = await MIGRATION.read(reading, cells);
  if (found.length > 0 || efficiency === undefined) throw new InputDataError(found);
  return { ...head, ...efficiency, ...cells, ...migration };
}

/** Rejects a table with the same quantity on two axes. */
function checkAxes(yaml: YamlFile, axes: readonly AxisEntry[], path: KeyPath): void {
  const names = axes.map(({ quantity }) => quantity);
  const twice = names.flatMap((name, i) =>
    names.indexOf(name) === i
      ? []
      : [mistakeAt(yaml, [...path, 'axes', i, 'quantity'], `${name} is an axis already; remove one`)],
  );
  if (twice.length > 0) throw new yaml.ErrorClass(twice);
}
