/** What a file says of the point that its events are of: dualnu's own in its metadata, DarkNews' in the name of its folder. */
import { basename, dirname, resolve } from 'node:path';
import * as z from 'zod';
import { MODEL_KINDS } from '../../model/models.js';
import { AXIS_NAMES } from '../../model/parameters.js';
import type { ParameterPoint } from '../../model/point.js';
import { namesOfDecays } from '../../physics/branching.js';
import type { DecayWeighting } from '../eventSample.js';
import type { EventTable } from '../reading/eventTable.js';
import type { ModelChoices } from './request.js';

/** What is known of a component without being given. */
export interface KnownComponent {
  readonly name?: string;
  readonly model: ModelChoices;
  readonly parameters: ParameterPoint;
  readonly pot?: number;
  readonly generated?: number;
  readonly decays?: DecayWeighting;
  /** Where it is from, for the report. */
  readonly from: string;
}

/** Key of the metadata of files of `dualnu events`. */
const KEY = 'dualnu_events';

const written = z.object({
  components: z
    .array(
      z.object({
        name: z.string(),
        model: z.object({
          kind: z.enum(MODEL_KINDS),
          nature: z.enum(['dirac', 'majorana']),
          smZ: z.boolean(),
          charge: z.enum(['darknews', 'alpha0']),
          zpSpin: z.enum(['isotropic', 'exact']),
          decays: z.object({ muons: z.boolean(), hadrons: z.boolean(), dark: z.boolean() }),
        }),
        parameters: z.partialRecord(z.enum(AXIS_NAMES), z.number()),
        pot: z.number().positive(),
        generated: z.number().nonnegative(),
        decays: z.enum(['sampled', 'integrated']),
      }),
    )
    .min(1),
});

/** The components of a file, in the order of its column `component`; empty where it says nothing. */
export function knownComponents(table: EventTable, path: string): KnownComponent[] {
  const text = table.metadata.get(KEY);
  if (text !== undefined) return ofMetadata(text);
  const folder = ofFolder(path);
  return folder === undefined ? [] : [folder];
}

function ofMetadata(text: string): KnownComponent[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  const result = written.safeParse(value);
  if (!result.success) return [];
  return result.data.components.map(({ model, ...rest }) => {
    const { decays, ...choices } = model;
    return {
      ...rest,
      model: { ...choices, decays: namesOfDecays(decays) },
      from: 'its own metadata',
    };
  });
}

/** DarkNews writes `3plus2/m5_0.2_m4_0.1_mzprime_1.25_dirac/FILE`. */
function ofFolder(path: string): KnownComponent | undefined {
  const name = basename(dirname(resolve(path)));
  const match = /^(?:m5_([\d.e+-]+)_)?m4_([\d.e+-]+)_mzprime_([\d.e+-]+)_(dirac|majorana)$/.exec(name);
  if (match === null) return undefined;
  const [, m5, m4, mZprime, nature] = match;
  const masses = { m4_gev: Number(m4), mZprime_gev: Number(mZprime) };
  if (!Object.values(masses).every(Number.isFinite)) return undefined;
  return {
    name,
    model: {
      kind: m5 === undefined ? 'single' : 'dual',
      nature: nature === 'majorana' ? 'majorana' : 'dirac',
    },
    parameters: m5 === undefined ? masses : { m5_gev: Number(m5), ...masses },
    decays: 'sampled',
    from: "the name of DarkNews' folder",
  };
}
