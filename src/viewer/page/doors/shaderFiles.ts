/** Texts of shaders as the server sent them. */
import { DeviceError } from '../../../errors.js';
import type * as node from '../../../platform/shaderFiles.js';

/** A name only: there is one set of texts. */
export const SHADERS_FOLDER: typeof node.SHADERS_FOLDER = 'shaders';

let texts: node.ShaderSources | undefined;

/** Sets the texts that are linked from now on. Equal ones stay the same object, for which parsed modules are kept. */
export function setShaderFiles(sources: node.ShaderSources): void {
  if (JSON.stringify(sources) !== JSON.stringify(texts)) texts = sources;
}

/** The texts. DeviceError before there are any. */
export const readShaderFiles: typeof node.readShaderFiles = async () => {
  if (texts === undefined) throw new DeviceError('the page has no shaders yet');
  return texts;
};
