/** Placeholder of this branch until the import's own file is merged. */
import { InputDataError } from '../errors.js';
import type { EventSample } from './eventSample.js';

export async function readSample(folder: string): Promise<EventSample> {
  throw new InputDataError(`${folder} cannot be read yet`);
}
