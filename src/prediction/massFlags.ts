/** The flags of a mass point, and of a mass point at couplings. */
import { at } from '../at.js';
import { isMixingFactor, modelOf } from '../model/models.js';
import { MUON_MASS_GEV } from '../physics/constants.js';
import { neglectedChannels } from '../physics/massPoint.js';
import type { ChannelPoint } from './channelPoints.js';
import { FLAGS } from './flags.js';
import type { Lifetime } from './lifetime.js';
import type { PhysicsSetup } from './physicsSetup.js';

/** |U|^2 above which the leading order in |U|^2 is flagged. */
export const LARGE_MIXING = 0.01;

/** Flag of a mixing. */
export function mixingFlag(mixing: number): number {
  return mixing > LARGE_MIXING ? FLAGS.largeMixing : 0;
}

/** Gamma/m above which the zero-width treatment of N is flagged. */
export const BROAD_WIDTH = 0.01;

/** The part of a point's flags that depends on its masses only. */
export interface MassFlags {
  /** Flags that are raised at all couplings. */
  readonly raised: number;
  /** Whether large |U|^2 is flagged at each coupling point. Where |U|^2 is a factor of the yields, its axis carries the flag instead. */
  readonly flagsMixingPerCoupling: boolean;
  /** Whether the point is closed in every channel; then only the mixing adds a flag. */
  readonly closed: boolean;
  /** Width of N above which its zero-width treatment is flagged, GeV. */
  readonly broadGev: number;
}

/** Flags of a mass point; `points` has an entry for every channel. */
export function massFlags({ scan }: PhysicsSetup, points: readonly ChannelPoint[]): MassFlags {
  const model = modelOf(scan.model.kind);
  const flagsMixingPerCoupling = !isMixingFactor(scan.model);
  // If the mixing is an axis and a factor, that axis carries the flag.
  const mixing = flagsMixingPerCoupling ? 0 : mixingFlag(scan.fixed[model.mixing] ?? 0);
  if (!points.some(({ point }) => point.open)) {
    return {
      raised: mixing | FLAGS.closed,
      flagsMixingPerCoupling,
      closed: true,
      broadGev: Number.POSITIVE_INFINITY,
    };
  }
  const { decays } = scan.model;
  const { point: p } = at(points, 0);
  const open = neglectedChannels(p, MUON_MASS_GEV);
  const raised =
    mixing |
    (p.mode === 'onshell' ? FLAGS.onShell : 0) |
    (open.dark && model.daughter !== undefined && !decays.dark ? FLAGS.darkDecayOpen : 0) |
    (open.muonOrHadron && !(decays.muons && decays.hadrons) ? FLAGS.muonDecayOpen : 0);
  return { raised, flagsMixingPerCoupling, closed: false, broadGev: BROAD_WIDTH * p.m };
}

/** Flags of a mass point at couplings; `isPoor` where it is open and has too few events (`createSampleJudge`). */
export function flagsAt(
  { raised, flagsMixingPerCoupling, closed, broadGev }: MassFlags,
  { gammaGev, mixing, nearThreshold }: Pick<Lifetime, 'gammaGev' | 'mixing' | 'nearThreshold'>,
  isPoor: boolean,
): number {
  const flags = raised | (flagsMixingPerCoupling ? mixingFlag(mixing) : 0);
  if (closed) return flags;
  return (
    flags |
    (isPoor ? FLAGS.lowEffectiveSampleSize : 0) |
    (gammaGev > broadGev ? FLAGS.broadWidth : 0) |
    (nearThreshold ? FLAGS.zprimeThreshold : 0)
  );
}
