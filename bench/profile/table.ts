/** A profile for people. */
import { formatBytes } from '../../src/text.js';
import { rate } from '../report.js';
import type { Profile, Seconds } from './profile.js';

const IN_WORDS = {
  gpu: 'the GPU',
  host: "the host's main thread",
  disk: 'the disk',
  none: 'nothing for long',
};

/** The whole table. */
export function tableOfProfile(profile: Profile): string {
  const { busy, floors, seconds, bytesWritten } = profile;
  const megabytes = (time: number) => `${(bytesWritten / 1e6 / time).toFixed(0)} MB/s`;
  const resource = (name: string, fraction: number | undefined, floor: number | undefined, remark = '') =>
    cells([
      name,
      fraction === undefined ? 'unknown' : percent(fraction),
      floor === undefined ? 'unknown' : inSeconds(floor),
      floor === undefined ? '' : percent(floor / seconds),
      remark,
    ]);
  return [
    `${profile.scan}: ${rate(profile.points)} points, ${rate(profile.massPoints)} mass points of ${profile.events} events`,
    `on ${profile.adapter}, Node ${profile.node}`,
    `${inSeconds(seconds)}, ${rate(profile.points / seconds)} points/s, peak memory ${formatBytes(profile.peakMemoryMib * 2 ** 20)}`,
    `${formatBytes(bytesWritten)} written, ${megabytes(seconds)}`,
    `limited by ${IN_WORDS[profile.limitedBy]}`,
    '',
    cells(['', 'busy', 'alone', 'of the run']),
    resource('GPU', busy.gpu, floors.gpu, `with its host and no disk ${inSeconds(profile.engineAlone)}`),
    resource('host', busy.host, floors.host, 'processor time of the main thread'),
    resource(
      'disk',
      busy.write,
      floors.disk,
      `${megabytes(floors.disk)}, unsynced ${inSeconds(profile.diskUnsynced)}; waited for ${percent(busy.writeWait)} of the run`,
    ),
    '',
    ...shares('GPU by kernel', profile.kernels, profile.software ? 'by waiting for each' : 'by time stamps'),
    '',
    ...shares(
      'main thread by stage',
      profile.stages,
      `of a sampled run of ${inSeconds(profile.sampledSeconds)}`,
    ),
  ].join('\n');
}

/** Lines of seconds and their shares. */
function shares(title: string, times: Seconds, remark: string): string[] {
  const entries = Object.entries(times);
  const sum = entries.reduce((total, [, time]) => total + time, 0);
  return [
    cells([title, 'time', 'share', '', remark]),
    ...entries
      .toSorted(([, a], [, b]) => b - a)
      .map(([name, time]) => cells([`  ${name}`, inSeconds(time), percent(time / sum)])),
  ];
}

function cells([name = '', ...others]: readonly string[]): string {
  const [a = '', b = '', c = '', remark = ''] = others;
  return `${name.padEnd(24)}${a.padStart(10)}${b.padStart(10)}${c.padStart(12)}  ${remark}`.trimEnd();
}

function inSeconds(time: number): string {
  return time >= 1 ? `${time.toFixed(2)} s` : `${(time * 1000).toPrecision(3)} ms`;
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(fraction < 0.1 ? 1 : 0)} %`;
}
