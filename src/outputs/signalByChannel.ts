/** Output `signal_by_channel`: expected events by place and target of the production of N. */
import { at } from '../at.js';
import { type GroupName, groupNames } from '../prediction/channels.js';
import type { Output, OutputVariable } from './output.js';
import { ALL_AXES } from './places.js';

/** The production process of each group. */
const GROUPS = {
  tank: 'coherent scattering in the tank',
  tank_pel: 'proton-elastic scattering in the tank',
  tpc: 'coherent scattering in the detector',
  tpc_pel: 'proton-elastic scattering in the detector',
  dirt: 'coherent scattering upstream',
  dirt_pel: 'proton-elastic scattering upstream',
} as const satisfies Record<GroupName, string>;

/** The signal of a group, for experiments that have this group and others. */
function signalOf(group: GroupName): OutputVariable {
  return {
    name: `signal_${group}`,
    dtype: 'float32',
    units: '1',
    longName: `signal from ${GROUPS[group]}`,
    meaning: 'the same by group of channels, below',
    on: {
      words: ALL_AXES.words,
      dimensionsOf: (scan) => {
        const groups = groupNames(scan);
        return groups.length > 1 && groups.includes(group) ? ALL_AXES.dimensionsOf(scan) : undefined;
      },
    },
    each: true,
    make: ({ scan, result }) => at(result.groupSignal, groupNames(scan).indexOf(group)),
  };
}

/** The output `signal_by_channel`. */
export const signalByChannel = {
  name: 'signal_by_channel',
  summary: 'signal_tpc, signal_dirt, ...: the same by where N is born and on what',
  needs: ['groupSignal'],
  byDefault: true,
  variables: (Object.keys(GROUPS) as GroupName[]).map(signalOf),
} as const satisfies Output;
