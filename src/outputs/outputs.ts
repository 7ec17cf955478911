/** The list of all outputs. A new output is a file in this folder and a line in the list. */
import type { ResolvedScan } from '../resolved/scan.js';
import { branching } from './branching.js';
import { chi2 } from './chi2.js';
import { ctau } from './ctau.js';
import { events } from './events.js';
import { flags } from './flags.js';
import { largestWeight } from './largestWeight.js';
import { nEff } from './nEff.js';
import type { Need, Output } from './output.js';
import { sampleTrust } from './sampleTrust.js';
import { signal } from './signal.js';
import { signalByChannel } from './signalByChannel.js';
import { spectrum, spectrumByChannel } from './spectrum.js';

/** All outputs, in the order of their variables in a grid. */
export const OUTPUTS: readonly Output[] = [
  chi2,
  signal,
  signalByChannel,
  ctau,
  nEff,
  flags,
  events,
  spectrum,
  spectrumByChannel,
  branching,
  sampleTrust,
  largestWeight,
];

/** The outputs of a scan. Throws RangeError for an unknown name. */
export function outputsOf({ outputs }: Pick<ResolvedScan, 'outputs'>): Output[] {
  return outputs.map((name) => {
    const output = OUTPUTS.find((one) => one.name === name);
    if (output === undefined) throw new RangeError(`there is no output ${name}`);
    return output;
  });
}

/** The needs of a scan: those of its outputs, and flags where these decide which mass points get more events. */
export function needsOf({
  outputs,
  autoEvents,
}: Pick<ResolvedScan, 'outputs' | 'autoEvents'>): ReadonlySet<Need> {
  const raising: readonly Need[] = autoEvents ? flags.needs : [];
  return new Set([...outputsOf({ outputs }).flatMap(({ needs }) => needs), ...raising]);
}
