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
  /** Targets for which it is enough, with those before it, and that lacked events before. */
  readonly targets: readonly Target[];
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
  const remaining = new Set(request.targets);
  while (remaining.size > 0) {
    const best = await screening.best(remaining);
    const proposal = best && (await decide(request, best, remaining));
    if (proposal !== undefined) {
      proposals.push(proposal);
      for (const target of proposal.targets) remaining.delete(target);
    } else if (best === undefined) {
      // Nothing helps any of those that were candidates themselves.
      for (const target of [...remaining].filter(({ mass }) => screening.hasTried(mass))) {
        unreached.push(target);
        remaining.delete(target);
      }
    }
    screening.drop(best);
    request.onProgress(request.targets.length - remaining.size);
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
  readonly isLacking: boolean;
  /** Whether the candidate must be enough for it. */
  readonly isDue: boolean;
  readonly events: number | undefined;
}

/** Targets that lack events, and the events that are enough for all of them. */
interface Covered {
  readonly targets: readonly Target[];
  readonly events: number;
}

const NOTHING: Covered = { targets: [], events: 0 };

/** The targets for which at most `most` events of a candidate are enough, or as many as what is due takes; nothing where no number is enough for that. */
function coveredBy(all: readonly TargetNeed[], most: number): Covered {
  const due = all.filter(({ isDue }) => isDue).map(({ events = Number.POSITIVE_INFINITY }) => events);
  const least = Math.max(0, ...due);
  if (!Number.isFinite(least)) return NOTHING;
  const within = all.flatMap(({ target, isLacking, events }) =>
    isLacking && events !== undefined && events <= Math.max(most, least) ? [{ target, events }] : [],
  );
  return {
    targets: within.map(({ target }) => target),
    events: within.reduce((some, { events }) => Math.max(some, events), least),
  };
}

/** A target in a comparison with a candidate. */
interface Compared {
  readonly target: Target;
  readonly how: Contribution['how'];
  readonly isLacking: boolean;
}

/**
 * The targets that a candidate is compared with: those that lack events, and those that lack none but have its phase space, because no other component
 * would stand for them afterwards.
 */
function comparedWith(
  { targets, replacedBy, hasProduced }: SearchRequest,
  candidate: Candidate,
  remaining: ReadonlySet<Target>,
): Compared[] {
  const done = targets.filter((target) => !remaining.has(target) && target.how === 'seen');
  const howOf = (target: Target) => howFor(target, candidate.part, hasProduced);
  const replaced = [...replacedBy(candidate), ...done.filter((target) => howOf(target) === 'exact')];
  return [
    ...[...remaining].flatMap((target) => {
      const how = howOf(target);
      return how === undefined ? [] : [{ target, how, isLacking: true }];
    }),
    ...replaced.map((target) => ({ target, how: 'exact' as const, isLacking: false })),
  ];
}

/** Whether a candidate is better than another: for more targets, or with fewer events. */
function isBetter(one: Covered, other: Covered): boolean {
  const more = one.targets.length - other.targets.length;
  return more > 0 || (more === 0 && one.events < other.events);
}

/** Compares candidates on few of the generator's points. What a candidate adds to a target is computed once. */
function createScreening(request: SearchRequest) {
  const known = new Map<Candidate, Map<Target, readonly Contribution[]>>();
  const tried = new Set<number>();
  const addCandidates = (remaining: ReadonlySet<Target>) => {
    const untried = [...remaining].filter(({ mass }) => !tried.has(mass));
    for (const { mass } of spread(untried, CANDIDATES - known.size)) {
      tried.add(mass);
      const candidate = request.candidateAt(mass);
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
    async best(remaining: ReadonlySet<Target>): Promise<Candidate | undefined> {
      addCandidates(remaining);
      let best: { readonly candidate?: Candidate; readonly covered: Covered } = { covered: NOTHING };
      for (const [candidate, contributions] of known) {
        const needs: TargetNeed[] = [];
        for (const { target, how, isLacking } of comparedWith(request, candidate, remaining)) {
          const points = Math.min(SCREENING_POINTS, target.points);
          const kept = contributions.get(target);
          const adds = kept?.[0]?.how === how ? kept : contributionsTo(target, candidate.part, how, points);
          contributions.set(target, adds);
          needs.push({
            target,
            isLacking,
            isDue: how === 'exact',
            events: neededEvents(target, adds, points),
          });
          await nextTurn();
        }
        const covered = coveredBy(needs, request.events);
        if (isBetter(covered, best.covered)) best = { candidate, covered };
      }
      return best.candidate;
    },
  };
}

/** How many events of a candidate are proposed, on all of the generator's points; undefined where none are. */
async function decide(
  request: SearchRequest,
  candidate: Candidate,
  remaining: ReadonlySet<Target>,
): Promise<Proposal | undefined> {
  const adding = new Map<Target, readonly Contribution[]>();
  const needs: TargetNeed[] = [];
  for (const { target, how, isLacking } of comparedWith(request, candidate, remaining)) {
    const adds = contributionsTo(target, candidate.part, how, target.points);
    adding.set(target, adds);
    needs.push({ target, isLacking, isDue: how === 'exact', events: neededEvents(target, adds) });
    await nextTurn();
  }
  const { targets, events } = coveredBy(needs, request.events);
  if (targets.length === 0) return undefined;
  for (const [target, adds] of adding) addToMixture(target, adds, events);
  return { candidate, events, targets };
}

/** At most `count` things of a list, evenly spread over it, its ends among them. */
export function spread<T>(list: readonly T[], count: number): T[] {
  if (list.length <= count) return [...list];
  if (count < 2) return list.slice(0, Math.max(count, 0));
  return Array.from({ length: count }, (_, k) => at(list, Math.round((k * (list.length - 1)) / (count - 1))));
}
