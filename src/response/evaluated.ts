/** Which responses can be evaluated on pairs of leptons, and why others cannot. */
import { ConfigError } from '../errors.js';
import { listInWords } from '../words.js';
import type { Reconstructed, Response } from './types.js';

/** Names of the columns that a response counts: `bdt_score and topology`. */
export function columnsInWords({ columns }: Reconstructed): string {
  return listInWords(
    columns.map(({ column }) => column),
    'and',
  );
}

/** Why a response cannot be evaluated on pairs; undefined for one that can. */
export function whyNotEvaluated({ label, reconstructed }: Response): string | undefined {
  if (reconstructed === undefined) return undefined;
  return `the response ${label} counts ${columnsInWords(reconstructed)}, which only events of an imported sample have: it has no efficiency for generated pairs`;
}

/** The table of a response that can be evaluated on pairs; ConfigError for another. */
export function evaluatedTable(response: Response): Float64Array {
  const why = whyNotEvaluated(response);
  if (why !== undefined) throw new ConfigError(why);
  return response.table;
}
