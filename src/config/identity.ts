/** The identity of a grid: a hash of everything that its numbers follow from, and of nothing else. */

import type { Dirt } from '../experiment/types.js';
import { canonicalJson, type JsonValue } from '../json.js';
import { sha256 } from '../platform/sha256.js';
import type { ResolvedScan } from '../resolved/scan.js';

/** What else the numbers follow from: the hash of the linked shaders, and versions of packages by name. */
export interface IdentityExtra {
  readonly shaders: string;
  readonly packages: Readonly<Record<string, string>>;
}

/** Identity of a scan's grid: SHA-256 (hex) of the canonical JSON of `document`. */
export interface ScanIdentity {
  readonly hash: string;
  readonly document: JsonValue;
}

/** Identity of a scan. The document holds no path, time or file name: a scan renamed or moved keeps its identity. */
export function scanIdentity(scan: ResolvedScan, extra: IdentityExtra): ScanIdentity {
  const document: JsonValue = {
    model: { ...scan.model, decays: { ...scan.model.decays } },
    axes: scan.axes.map(({ name, spacing, values }) => ({ name, spacing, values })),
    fixed: { ...scan.fixed },
    experiments: scan.runs.map(({ experiment, production, apart = false, exposure, changes }) => ({
      name: experiment.name,
      // The name may be the scan's own: it does not tell which of the files' variants are meant.
      variants: experiment.variants,
      apart,
      ...(exposure === undefined ? {} : { exposure }),
      ...(changes === undefined ? {} : { changes }),
      production: { ...production, dirt: dirtIdentity(production.dirt) },
      // Hashes alone, sorted: names of files are no part of the physics.
      inputs: Object.values(experiment.files).sort(),
    })),
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

/** The name of the preset, with what a scan put in the place of its own. */
function dirtIdentity(dirt: Dirt | undefined): JsonValue {
  if (dirt === undefined) return 'none';
  const { preset, changes } = dirt;
  return changes === undefined ? preset : { preset, ...changes };
}
