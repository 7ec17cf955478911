/** The identity of a grid: a hash of everything that determines its numbers, and of nothing else. */

import type { Dirt } from '../experiment/types.js';
import { canonicalJson, type JsonValue } from '../json.js';
import { sha256 } from '../platform/sha256.js';
import type { ResolvedScan } from '../resolved/scan.js';

/** What determines the numbers besides the scan: the hash of the linked shaders, and versions of packages by name. */
export interface IdentityExtra {
  readonly shaders: string;
  readonly packages: Readonly<Record<string, string>>;
}

/** Identity of a scan's grid: SHA-256 (hex) of the canonical JSON of `document`. */
export interface ScanIdentity {
  readonly hash: string;
  readonly document: JsonValue;
}

/** Identity of a scan. The document contains no path, time or file name, so that a renamed or moved scan keeps its identity. */
export function scanIdentity(scan: ResolvedScan, extra: IdentityExtra): ScanIdentity {
  const document: JsonValue = {
    model: { ...scan.model, decays: { ...scan.model.decays } },
    axes: scan.axes.map(({ name, spacing, values }) => ({ name, spacing, values })),
    fixed: { ...scan.fixed },
    experiments: scan.runs.map(
      ({ experiment, production, excludedFromSum = false, exposure, changes, sample }) => ({
        name: experiment.name,
        // The scan may have chosen the name, which then does not say which variants are applied.
        variants: experiment.variants,
        apart: excludedFromSum,
        ...(exposure === undefined ? {} : { exposure }),
        ...(changes === undefined ? {} : { changes }),
        ...(sample === undefined ? {} : { sample: Object.values(sample.files).sort() }),
        production: { ...production, dirt: dirtIdentity(production.dirt) },
        // Only hashes, sorted: file names do not affect the physics.
        inputs: Object.values(experiment.files).sort(),
      }),
    ),
    events_per_mass_point: scan.eventsPerMassPoint,
    ...(scan.autoEvents ? { events_raised_to: scan.autoEvents.cap ?? 'default' } : {}),
    statistic: { ...scan.statistic },
    outputs: scan.outputs,
    seed: scan.seed,
    shaders: extra.shaders,
    packages: extra.packages,
  };
  return { hash: sha256(canonicalJson(document)), document };
}

/** The name of the preset, with the numbers that a scan changed. */
function dirtIdentity(dirt: Dirt | undefined): JsonValue {
  if (dirt === undefined) return 'none';
  const { preset, changes } = dirt;
  return changes === undefined ? preset : { preset, ...changes };
}
