/** The tables on the page of a point: channels, bins, and the signal of both. */
import { at } from '../at.js';
import type { Cell, NumberTable } from '../results/numberTable.js';
import { sum } from '../sum.js';
import { briefNumber } from '../words.js';
import type { BinReport } from './binReport.js';
import type { ChannelReport } from './channelReport.js';
import type { PointReport } from './point.js';

/** A number with some decimals; nothing for one that is not known. */
export function fixed(value: number, digits: number): string | null {
  return Number.isNaN(value) ? null : value.toFixed(digits);
}

/** The numbers of each channel, from produced N to the signal. */
export function channelTable({ channels, branching }: PointReport): NumberTable {
  const hasOthers = channels.some((channel) => channel.births_other_kind > 0);
  return {
    about: [],
    columns: [
      'channel',
      'targets',
      'births',
      ...(hasOthers ? ['by the other kind'] : []),
      ...(branching < 1 ? ['BR(e+e-)'] : []),
      'P_decay',
      'decays',
      'efficiency',
      'signal',
      'MC error',
    ],
    rows: channels.map((channel): Cell[] => [
      channel.name,
      channel.targets,
      channel.births,
      ...(hasOthers ? [channel.births_other_kind] : []),
      ...(branching < 1 ? [branching] : []),
      channel.p_decay,
      channel.decays,
      channel.efficiency,
      channel.signal,
      Math.sqrt(sum(channel.mc_variance_by_bin)),
    ]),
  };
}

/** The contribution of each bin to chi2, and its errors in events. */
export function binTable(bins: readonly BinReport[], counts: string): NumberTable {
  const whole = (value: number) => briefNumber(value, 6);
  const total = (key: 'signal' | 'chi2') => sum(bins.map((bin) => bin[key]));
  return {
    about: [],
    columns: [
      'bin',
      counts,
      'background',
      'signal',
      'residual',
      'stat error',
      'syst error',
      'MC error',
      'error',
      'pull',
      '(C^-1 r) r',
      'by MC error',
    ],
    rows: [
      ...bins.map((bin): Cell[] => [
        bin.label,
        whole(bin.data),
        whole(bin.background),
        bin.signal,
        bin.residual,
        Math.sqrt(bin.statistical_variance),
        Math.sqrt(bin.systematic_variance),
        Math.sqrt(bin.mc_variance),
        bin.error,
        fixed(bin.pull, 3),
        fixed(bin.chi2, 4),
        Number.isNaN(bin.chi2_mc_error) ? null : `+-${bin.chi2_mc_error.toFixed(4)}`,
      ]),
      ['sum', null, null, total('signal'), null, null, null, null, null, null, fixed(total('chi2'), 4), null],
    ],
  };
}

/** The signal of each bin by channel, for each beam that has several channels. */
export function signalTables({ channels, bins }: PointReport): NumberTable[] {
  const beams = [...new Set(channels.map(({ beam }) => beam))];
  return beams.flatMap((beam) => {
    const beamChannels = channels.filter((channel) => channel.beam === beam);
    if (beamChannels.length < 2) return [];
    const filled = bins.flatMap((bin, i) => (bin.beam === beam && bin.signal > 0 ? [i] : []));
    return [
      {
        about: [],
        columns: ['signal in', ...beamChannels.map(({ name }) => name)],
        rows: filled.map((i): Cell[] => [
          at(bins, i).label,
          ...beamChannels.map(({ signal_by_bin }: ChannelReport) => at(signal_by_bin, i)),
        ]),
      },
    ];
  });
}
