/** JSON Schemas of the files that users write, for editors that complete and check YAML. */
import * as z from 'zod';
import { scanSchema } from './schema.js';
import { variationsSchema } from './variationsSchema.js';

/** The schema of scan files (draft 7, which YAML language servers know) as a JSON object; checked in as schemas/scan.schema.json. */
export const jsonSchema = () => schemaOf('dualnu scan', scanSchema);

/** The schema of variations files; checked in as schemas/variations.schema.json. */
export const variationsJsonSchema = () => schemaOf('dualnu variations', variationsSchema);

function schemaOf(title: string, schema: z.ZodType): Record<string, unknown> {
  const made = { title, ...z.toJSONSchema(schema, { target: 'draft-7', io: 'input' }) };
  // Keys that the schema knows only to refuse them (`refusedKey`) are unknown keys to an editor.
  return JSON.parse(JSON.stringify(made), (_key, value: unknown) => (isNothing(value) ? undefined : value));
}

/** Whether a schema allows no value at all. */
function isNothing(value: unknown): boolean {
  return JSON.stringify(value) === '{"not":{}}';
}
