/** Flags of mass points and couplings. */
import { isMixingFactor, modelOf } from '../model/models.js';
import { MUON_MASS_GEV } from '../physics/constants.js';
import { neglectedChannels } from '../physics/massPoint.js';
import type { ChannelPoint } from './channelPoints.js';
import { FLAGS } from './flags.js';
import type { Lifetime } from './lifetime.js';
import type { PhysicsSetup } from './physicsSetup.js';

/** |U|^2 above which the model's leading order is flagged. */
export const LARGE_MIXING = 0.01;

/** Flag of a mixing. */
export function mixingFlag(mixing: number): number {
  return mixing > LARGE_MIXING ? FLAGS.largeMixing : 0;
}

/** Gamma/m above which the zero-width treatment of N is flagged. */
export const BROAD_WIDTH = 0.01;

/** What the masses of a point say of its flags; couplings add to them. */
export interface MassFlags {
  /** Flags that are raised at any couplings. */
  readonly raised: number;
  /** Whether a coupling point's |U|^2 is flagged; where it is a factor of the yields, its axis has flags of its own. */
  readonly flagsMixingPerCoupling: boolean;
  /** Closed in every channel: nothing but the mixing is said then. */
  readonly closed: boolean;
  /** Width of N above which its zero-width treatment is flagged, GeV. */
  readonly broadGev: number;
}

/** Flags of a mass point; `points` has an entry for every channel. */
export function massFlags({ scan }: PhysicsSetup, points: readonly ChannelPoint[]): MassFlags {
  const model = modelOf(scan.model.kind);
  const flagsMixingPerCoupling = !isMixingFactor(scan.model);
  // No flag where the mixing is an axis: that has flags of its own.
  const mixing = flagsMixingPerCoupling ? 0 : mixingFlag(scan.fixed[model.mixing] ?? 0);
  const p = points[0]?.point;
  if (!p || !points.some(({ point }) => point.open)) {
    return {
      raised: mixing | FLAGS.closed,
      flagsMixingPerCoupling,
      closed: true,
      broadGev: Number.POSITIVE_INFINITY,
    };
  }
  const { decays } = scan.model;
  const open = neglectedChannels(p, MUON_MASS_GEV);
  const raised =
    mixing |
    (p.mode === 'onshell' ? FLAGS.onShell : 0) |
    (open.dark && model.daughter !== undefined && !decays.dark ? FLAGS.darkDecayOpen : 0) |
    (open.muonOrHadron && !(decays.muons && decays.hadrons) ? FLAGS.muonDecayOpen : 0);
  return { raised, flagsMixingPerCoupling, closed: false, broadGev: BROAD_WIDTH * p.m };
}

/** Flags of a mass point at couplings; `isPoor` says that its events are too few (`createSampleJudge`), where it is open. */
export function flagsAt(
  { raised, flagsMixingPerCoupling, closed, broadGev }: MassFlags,
  { gammaGev, mixing, nearThreshold }: Pick<Lifetime, 'gammaGev' | 'mixing' | 'nearThreshold'>,
  isPoor: boolean,
): number {
  const own = raised | (flagsMixingPerCoupling ? mixingFlag(mixing) : 0);
  if (closed) return own;
  return (
    own |
    (isPoor ? FLAGS.lowEffectiveSampleSize : 0) |
    (gammaGev > broadGev ? FLAGS.broadWidth : 0) |
    (nearThreshold ? FLAGS.zprimeThreshold : 0)
  );
}
