/** An import described by a file: several components, with what they share above them. */
import { basename, dirname, extname, resolve } from 'node:path';
import * as z from 'zod';
import { InputDataError } from '../../errors.js';
import { validateYaml } from '../../input/checkedYaml.js';
import { displayPath, readInput } from '../../input/inputFiles.js';
import { partOf } from '../../input/schemaWalk.js';
import { mistakeAt, parseYaml, type YamlFile } from '../../input/yaml.js';
import { strictObject } from '../../input/zodIssues.js';
import { positive, text } from '../../input/zodPieces.js';
import { MODEL_KINDS } from '../../model/models.js';
import { DECAY_NAMES } from '../../physics/branching.js';
import {
  type ColumnChoice,
  type ComponentRequest,
  ENERGY_UNITS,
  type ImportRequest,
  LENGTH_UNITS,
} from './request.js';

const column = z.union([text, strictObject({ column: text, unit: text.optional() })], {
  error: 'the name of a column expected, or { column, unit }',
});

const shared = {
  tree: text.optional(),
  model: strictObject({
    kind: z.enum(MODEL_KINDS).optional(),
    nature: z.enum(['dirac', 'majorana']).optional(),
    smZ: z.boolean().optional(),
    charge: z.enum(['darknews', 'alpha0']).optional(),
    zpSpin: z.enum(['isotropic', 'exact']).optional(),
    decays: z.array(z.enum(DECAY_NAMES)).optional(),
    parameters: z.record(z.string(), z.number()).optional(),
  }).optional(),
  pot: positive.optional(),
  target_tonnes: positive.optional(),
  generated: z.int().positive().optional(),
  decays: z.enum(['sampled', 'integrated']).optional(),
  rate: positive.optional(),
  units: strictObject({
    energy: z.enum(ENERGY_UNITS).optional(),
    length: z.enum(LENGTH_UNITS).optional(),
  }).optional(),
  origin: z.tuple([z.number(), z.number(), z.number()]).optional(),
  columns: z.record(z.string(), column).optional(),
  observables: z.record(z.string(), column).optional(),
};

const schema = strictObject({
  name: text.optional(),
  ...shared,
  components: z
    .array(strictObject({ name: text.optional(), files: z.array(text).min(1, 'name a file'), ...shared }))
    .min(1, 'describe a component: - files: [FILE]'),
});

type Description = z.output<typeof schema>;
type Shared = Omit<Description, 'name' | 'components'>;

/** Whether a path is that of such a file. */
export function isDescription(path: string): boolean {
  return ['.yaml', '.yml'].includes(extname(path).toLowerCase());
}

/** Reads a description; paths in it are relative to it. InputDataError with its mistakes. */
export async function requestOfFile(path: string): Promise<ImportRequest> {
  const content = await readInput(path, dirname(path), {});
  const yaml = parseYaml(content, displayPath(path), InputDataError);
  const description = validateYaml(yaml, schema);
  const { name = basename(path, extname(path)), components, ...above } = description;
  return { name, components: components.map((its, i) => requestOf(yaml, above, its, i, dirname(path))) };
}

function requestOf(
  yaml: YamlFile,
  above: Shared,
  { name, files, ...its }: Description['components'][number],
  index: number,
  folder: string,
): ComponentRequest {
  const { parameters: _, ...model } = { ...above.model, ...its.model };
  return {
    name,
    files: files.map((file) => resolve(folder, file)),
    tree: its.tree ?? above.tree,
    model,
    parameters: { ...above.model?.parameters, ...its.model?.parameters },
    pot: its.pot ?? above.pot,
    massTonnes: its.target_tonnes ?? above.target_tonnes,
    generated: its.generated ?? above.generated,
    decays: its.decays ?? above.decays,
    rate: its.rate ?? above.rate,
    energyUnit: its.units?.energy ?? above.units?.energy,
    lengthUnit: its.units?.length ?? above.units?.length,
    origin: its.origin ?? above.origin,
    columns: choices({ ...above.columns, ...its.columns }),
    observables: choices({ ...above.observables, ...its.observables }),
    tell: (key, what) => {
      const path = keysOf(key);
      // Where only the shared part has it, that is at fault.
      const isShared =
        path.reduce<unknown>(partOf, its) === undefined && path.reduce<unknown>(partOf, above) !== undefined;
      return mistakeAt(yaml, isShared ? path : ['components', index, ...path], what);
    },
  };
}

/** `columns.e_nu` as two keys, parameters below `model`; a name of an observable may have dots. */
function keysOf(key: string): string[] {
  const dot = key.indexOf('.');
  if (dot < 0) return [key];
  const [first, rest] = [key.slice(0, dot), key.slice(dot + 1)];
  return first === 'parameters' ? ['model', 'parameters', rest] : [first, rest];
}

function choices(
  columns: Readonly<Record<string, string | { column: string; unit?: string | undefined }>>,
): Record<string, ColumnChoice> {
  return Object.fromEntries(
    Object.entries(columns).map(([name, choice]) => [
      name,
      typeof choice === 'string' ? { column: choice } : choice,
    ]),
  );
}
