/** Schema of a `response.yaml` of `kind: pipeline`. Keys carry their units. */
import * as z from 'zod';
import { strictObject } from '../input/zodIssues.js';
import { source, text } from '../input/zodPieces.js';
import { stepKeys } from './steps.js';

/** `response.yaml` of `kind: pipeline`. */
export const pipelineSchema = strictObject({
  kind: z.literal('pipeline'),
  label: text,
  source,
  ...stepKeys,
});
