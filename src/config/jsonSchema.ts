/** JSON Schema of scan files, for editors that complete and check YAML. */
import { z } from 'zod';
import { scanSchema } from './schema.js';

/** The schema (draft 7, which YAML language servers know) as a JSON object; checked in as schemas/scan.schema.json. */
export function jsonSchema(): Record<string, unknown> {
  return { title: 'dualnu scan', ...z.toJSONSchema(scanSchema, { target: 'draft-7', io: 'input' }) };
}
