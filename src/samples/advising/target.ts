/** A mass point that a sample is to stand for, and the mixture at it. */
import { at } from '../../at.js';
import type { DecaySide } from '../../physics/massPoint.js';
import type { SampleJudge } from '../../prediction/sampleJudge.js';
import type { MixturePart } from './mixtureParts.js';
import {
  type Contribution,
  exactContribution,
  seenContribution,
  type TargetChannel,
  targetDensity,
} from './targetEvents.js';

/** A mixture at the events of a target in one channel. */
interface ChannelState {
  readonly events: TargetChannel;
  /** Of the target, in the way that the mixture is in. */
  density: Float64Array;
  readonly covering: Float64Array;
  mixture: Float64Array;
}

/** A mass point with the mixture as it is so far. */
export interface Target {
  /** Its number in the layout of the scan. */
  readonly mass: number;
  readonly side: DecaySide;
  /** Whether components with its phase space stand for it, and no others; or all alike. */
  how: Contribution['how'];
  readonly channels: readonly ChannelState[];
  /** Points of the generator for each channel. */
  readonly points: number;
  /** Share of its events in each bin of the observation, shape [bins], where the generator cannot tell it. */
  readonly shares: readonly number[] | undefined;
  /** Effective number that is wanted in each bin that counts, and the judge of `low_effective_sample_size`. */
  readonly size: number;
  readonly judge: SampleJudge;
  /** What of the expected effective number a sample has: its events may have any weights. 1 of events of equal weight. */
  worth: number;
}

/** What a target is made from. */
export type TargetStart = Omit<Target, 'channels'>;

/** A target without any events of a sample. */
export function emptyTarget(start: TargetStart, channels: readonly TargetChannel[]): Target {
  return {
    ...start,
    channels: channels.map((events) => ({
      events,
      density: targetDensity(events, start.how),
      covering: new Float64Array(events.weight.length),
      mixture: new Float64Array(events.weight.length),
    })),
  };
}

/** What one event of a part adds to a target, by channel, at the events of the generator's first `points`. */
export function contributionsTo(
  { channels }: Target,
  part: MixturePart,
  how: Contribution['how'],
  points: number,
): Contribution[] {
  const make = how === 'exact' ? exactContribution : seenContribution;
  return channels.map(({ events }) => make(events, part, countOf(events, points)));
}

/** Adds `n` such events to the mixture; the first with the target's phase space replace all others. */
export function addToMixture(target: Target, contributions: readonly Contribution[], n: number): void {
  const how = contributions[0]?.how ?? target.how;
  const isFirst = how === 'exact' && target.how === 'seen';
  target.how = how;
  target.channels.forEach((state, c) => {
    if (isFirst) {
      state.density = targetDensity(state.events, how);
      state.mixture = new Float64Array(state.mixture.length);
    }
    const { covering, mixture } = at(contributions, c);
    mixture.forEach((value, i) => {
      state.mixture[i] = (state.mixture[i] ?? 0) + n * value;
    });
    covering.forEach((value, i) => {
      state.covering[i] = (state.covering[i] ?? 0) + n * value;
    });
  });
}

/** Events that are of the generator's first points: they stand in their order. */
export function countOf({ index }: TargetChannel, points: number): number {
  const end = index.findIndex((i) => i >= points);
  return end < 0 ? index.length : end;
}
