/**
 * The search for components that make a sample cover a scan: a greedy set cover. Of candidates, mass points of the scan, the one is taken that with a
 * given number of events is enough for most targets, with no more events than these need; then the next for those that are left.
 */
import { at } from '../../at.js';
import { nextTurn } from '../../platform/turns.js';
import { hasPhaseSpaceOf, isAlike } from '../../reweighting/mixture.js';
import type { MixturePart } from './mixtureParts.js';
import { neededEvents } from './outlook.js';
import { addToMixture, contributionsTo, type Target } from './target.js';
import type { Contribution } from './targetEvents.js';

/** Candidates that are compared at a time, and points of the generator that are enough to compare them. */
const CANDIDATES = 32;
const SCREENING_POINTS = 512;

/** A component that may be generated. */
export interface Candidate {
  /** The mass point, by its number in the layout of the scan. */
  readonly mass: number;
  /** The coupling point of the layout that it would be generated at. */
  readonly coupling: number;
  readonly part: MixturePart;
}

/** A component that is proposed. */
export interface Proposal {
  readonly candidate: Candidate;
  readonly events: number;
  /** Targets for which it is enough, with those before it. */
  readonly covered: number;
}

/** What is searched. */
export interface SearchRequest {
  readonly targets: readonly Target[];
  /** Events of a component: only one whose own mass point needs more has more. */
  readonly events: number;
  /** The component of a mass point; undefined where it has no signal. */
  candidateAt(mass: number): Candidate | undefined;
  /** Mass points that lack nothing, but whose events a component with their phase space would replace. */
  replacedBy(candidate: Candidate): readonly Target[];
  /** Whether the sample tells of each event what only exact ratios need. */
  readonly hasProduced: boolean;
  /** Told of the targets that are done. */
  onProgress(done: number): void;
}

/** Proposals, and the targets for which no number of events is enough. */
export interface SearchResult {
  readonly proposals: readonly Proposal[];
  readonly unreached: readonly Target[];
}

/** Searches for components. Takes signals between targets. */
export async function searchComponents(request: SearchRequest): Promise<SearchResult> {
  const proposals: Proposal[] = [];
  const unreached: Target[] = [];
  const screening = createScreening(request);
  let remaining = [...request.targets];
  while (remaining.length > 0) {
    const best = await screening.best(remaining);
    const chosen = best && (await decide(request, best, remaining));
    if (chosen !== undefined) {
      proposals.push(chosen.proposal);
      remaining = remaining.filter((target) => !chosen.covered.has(target));
    } else if (best === undefined) {
      // Nothing helps any of those that were candidates themselves.
      const tried = remaining.filter(({ mass }) => screening.hasTried(mass));
      unreached.push(...tried);
      remaining = remaining.filter((target) => !tried.includes(target));
    }
    screening.drop(best);
    request.onProgress(request.targets.length - remaining.length);
  }
  return { proposals, unreached };
}

/** How a part stands for a target; undefined where it does not. */
export function howFor(
  { side, how }: Pick<Target, 'side' | 'how'>,
  { component }: MixturePart,
  hasProduced: boolean,
): Contribution['how'] | undefined {
  if (hasProduced && hasPhaseSpaceOf(side, component.side)) return 'exact';
  return how === 'seen' && isAlike(side, component.side) ? 'seen' : undefined;
}

/** A target with the number of events of a candidate that are enough for it; undefined where none are. */
interface TargetNeed {
  readonly target: Target;
  readonly how: Contribution['how'];
  readonly events: number | undefined;
}

/**
 * The targets for which at most `most` events of a candidate are enough, and how many these need. Targets with the candidate's phase space must be among them,
 * whatever they need, because no other component stands for them afterwards: without them there are none.
 */
function coveredBy(all: readonly TargetNeed[], most: number): Covered {
  if (all.some(({ how, events }) => how === 'exact' && events === undefined)) return NOTHING;
  const needs = all.flatMap((need) => (need.events === undefined ? [] : [{ ...need, events: need.events }]));
  const least = needs.reduce((some, { how, events }) => (how === 'exact' ? Math.max(some, events) : some), 0);
  const within = needs.filter(({ events }) => events <= Math.max(most, least));
  return {
    targets: within.map(({ target }) => target),
    events: within.reduce((some, { events }) => Math.max(some, events), 0),
  };
}

/** Targets, and the events that are enough for all of them. */
interface Covered {
  readonly targets: readonly Target[];
  readonly events: number;
}

const NOTHING: Covered = { targets: [], events: 0 };

/** Whether a candidate is better than another: for more targets, or with fewer events. */
function isBetter(one: Covered, other: Covered): boolean {
  const more = one.targets.length - other.targets.length;
  return more > 0 || (more === 0 && one.events < other.events);
}

/** Compares candidates on few of the generator's points. What a candidate adds to a target is computed once. */
function createScreening({ candidateAt, hasProduced, events: most }: SearchRequest) {
  const known = new Map<Candidate, Map<Target, readonly Contribution[]>>();
  const tried = new Set<number>();
  const addCandidates = (remaining: readonly Target[]) => {
    const untried = remaining.filter(({ mass }) => !tried.has(mass));
    for (const { mass } of spread(untried, CANDIDATES - known.size)) {
      tried.add(mass);
      const candidate = candidateAt(mass);
      if (candidate) known.set(candidate, new Map());
    }
  };
  return {
    hasTried: (mass: number) => tried.has(mass),
    /** Forgets a candidate, or all of them. */
    drop(candidate: Candidate | undefined) {
      if (candidate) known.delete(candidate);
      else known.clear();
    },
    /** The candidate that is best for the targets; undefined where none is enough for any. */
    async best(remaining: readonly Target[]): Promise<Candidate | undefined> {
      addCandidates(remaining);
      let best: { readonly candidate?: Candidate; readonly covered: Covered } = { covered: NOTHING };
      for (const [candidate, contributions] of known) {
        const needs: TargetNeed[] = [];
        for (const target of remaining) {
          const how = howFor(target, candidate.part, hasProduced);
          if (how === undefined) continue;
          const kept = contributions.get(target);
          const adds =
            kept?.[0]?.how === how ? kept : contributionsTo(target, candidate.part, how, SCREENING_POINTS);
          contributions.set(target, adds);
          const events = neededEvents(target, adds, Math.min(SCREENING_POINTS, target.points));
          needs.push({ target, how, events });
          await nextTurn();
        }
        const covered = coveredBy(needs, most);
        if (isBetter(covered, best.covered)) best = { candidate, covered };
      }
      return best.candidate;
    },
  };
}

/** How many events of a candidate are proposed, on all of the generator's points; undefined where none are. */
async function decide(
  { hasProduced, replacedBy, events: most }: SearchRequest,
  candidate: Candidate,
  remaining: readonly Target[],
): Promise<{ readonly proposal: Proposal; readonly covered: ReadonlySet<Target> } | undefined> {
  const adding = new Map<Target, readonly Contribution[]>();
  const needs: TargetNeed[] = [];
  const replaced = replacedBy(candidate);
  for (const target of [...remaining, ...replaced]) {
    const how = howFor(target, candidate.part, hasProduced);
    if (how === undefined) continue;
    const adds = contributionsTo(target, candidate.part, how, target.points);
    adding.set(target, adds);
    needs.push({ target, how, events: neededEvents(target, adds) });
    await nextTurn();
  }
  const { targets, events } = coveredBy(needs, most);
  const covered = new Set(targets.filter((target) => !replaced.includes(target)));
  if (covered.size === 0) return undefined;
  for (const [target, adds] of adding) addToMixture(target, adds, events);
  return { proposal: { candidate, events, covered: covered.size }, covered };
}

/** At most `count` things of a list, evenly spread over it, its ends among them. */
export function spread<T>(list: readonly T[], count: number): T[] {
  if (list.length <= count) return [...list];
  if (count < 2) return list.slice(0, Math.max(count, 0));
  return Array.from({ length: count }, (_, k) => at(list, Math.round((k * (list.length - 1)) / (count - 1))));
}
