/** What a sample lacks, and what cannot be done without it. */
import { listInWords } from '../../words.js';
import type { EventColumns } from '../eventSample.js';

/** Events of a component with its name. */
interface NamedEvents {
  readonly events: EventColumns;
  readonly component: { readonly name: string };
}

/** What is missing in the events of all parts, and what cannot be done without it. */
export function missingOf(parts: readonly NamedEvents[], events: EventColumns): string[] {
  const without = (has: (part: NamedEvents) => boolean) => {
    const names = parts.filter((part) => !has(part)).map(({ component }) => component.name);
    return names.length === parts.length ? '' : ` (in ${listInWords(names, 'and')})`;
  };
  return [
    ...(events.produced === undefined
      ? [
          `the momentum of N${without((part) => part.events.produced !== undefined)}: no exact ratio of densities where masses agree, only one in visible quantities`,
        ]
      : []),
    ...(events.targetOf === undefined
      ? [
          `the target${without((part) => part.events.targetOf !== undefined)}: scattering on nuclei and on protons is not told apart`,
        ]
      : []),
    ...(Object.keys(events.observables).length === 0
      ? ["observables: bins are filled by the experiment's response to the true leptons"]
      : []),
  ];
}
