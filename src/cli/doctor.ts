/** `dualnu doctor`: the adapters of this machine, whether they compute correctly, and advice where they do not. */

import { DeviceError } from '../errors.js';
import { type Diagnosis, diagnose } from '../gpu/diagnose.js';
import { readPackages } from '../scan/packages.js';
import type { CommandBody } from '../terminal/lateCommand.js';
import { formatBytes } from '../text.js';

interface DoctorArguments {
  adapter: string | undefined;
  json: boolean;
}

/** The yargs command. Throws DeviceError, after its report, where no adapter works. */
export const doctorCommand: CommandBody<DoctorArguments> = {
  builder: (yargs) =>
    yargs
      .option('adapter', { type: 'string', describe: 'examine the adapter of this name (or part of it)' })
      .option('json', { type: 'boolean', default: false, describe: 'print one JSON document' })
      .example('$0 doctor', 'examine the adapter that a scan would use')
      .example('$0 doctor --adapter llvmpipe --json', 'examine the software adapter, for a script'),
  handler: async ({ adapter, json }) => {
    const { version } = await readPackages();
    const diagnosis = await diagnose(adapter);
    const text = json
      ? JSON.stringify({ version, ...diagnosis }, undefined, 2)
      : reportLines(version, diagnosis).join('\n');
    process.stdout.write(`${text}\n`);
    if (diagnosis.problem !== undefined) throw new DeviceError(diagnosis.problem);
  },
};

/** The report as lines of `name  value`. */
export function reportLines(version: string, diagnosis: Diagnosis): string[] {
  const { node, platform, cores, memoryBytes, adapters, chosen, limits, features, selfTestMs, driverSays } =
    diagnosis;
  const rows: [string, string][] = [
    ['dualnu', `${version}, Node ${node} on ${platform}`],
    ['machine', `${cores} cores, ${formatBytes(memoryBytes)} of memory`],
    ...adapters.map((info): [string, string] => [
      'adapter',
      `${info.adapter} (${info.software ? 'software' : 'hardware'}, ${info.backend}; ${info.driver})`,
    ]),
  ];
  if (adapters.length === 0) rows.push(['adapter', 'none']);
  if (chosen !== undefined) rows.push(['chosen', chosen.adapter]);
  for (const [name, limit] of Object.entries(limits ?? {})) {
    rows.push([name, name.endsWith('Size') ? formatBytes(limit) : String(limit)]);
  }
  if (features !== undefined) rows.push(['features', features.join(', ') || 'none']);
  rows.push(['self test', selfTestMs === undefined ? 'failed' : `passed in ${selfTestMs.toFixed(1)} ms`]);
  if (adapters.length > 0 && adapters.every(({ software }) => software)) {
    rows.push([
      'note',
      'only a software adapter: scans need --software; a GPU driver would make them faster',
    ]);
  }
  for (const line of driverSays) rows.push(['driver says', line]);
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
}
