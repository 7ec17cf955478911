/** The results of `npm run bench:peers` for people. */
import { CHI2_BOUND } from './agreement.js';
import { allEventsPerSecond, type PeersResult } from './result.js';

/** All lines of the report. */
export function formatResult({ work, dualnu, peers, plane }: PeersResult): string {
  const lines = [
    `one work: quickstart physics, ${work.masses} mass points of ${work.events} events, ${work.mixings} |U|^2 x ${work.epsilons} epsilon`,
    'rates per event x mass point and per grid point; without start-up, compilation and what all mass points share',
    '',
    row(['', 'events/s', 'points/s', 'masses', 'dualnu is', 'chi2 dev.', 'on']),
    row([
      'dualnu',
      rate(allEventsPerSecond(dualnu)),
      rate(dualnu.pointsPerSecond),
      `${work.masses}`,
      '',
      '',
      dualnu.adapter,
    ]),
  ];
  const remarks: string[] = [];
  for (const { name, outcome } of peers) {
    if ('reason' in outcome) {
      lines.push(`${name.padEnd(10)}  -- ${outcome.reason}`);
      continue;
    }
    const { eventsPerSecond, pointsPerSecond, ratios, agreement, report } = outcome.report;
    lines.push(
      row([
        name,
        rate(eventsPerSecond),
        rate(pointsPerSecond),
        `${report.massIndices.length}`,
        ratios ? `${ratios.events.toPrecision(3)} x` : 'DISAGREES',
        agreement.deviation.toPrecision(2),
        report.device,
      ]),
    );
    remarks.push(`${name}: ${report.variant}`);
    const events = report.massIndices.length * work.events;
    for (const variant of report.variants) {
      const own = events / variant.seconds;
      remarks.push(
        `  ${rate(own).padStart(7)} events/s, dualnu is ${(allEventsPerSecond(dualnu) / own).toPrecision(3)} x: ${variant.name}`,
      );
    }
    if (!ratios) {
      remarks.push(
        `${name}: chi2 ${agreement.found} where dualnu has ${agreement.expected}; it computes something else, and its ratio is withheld`,
      );
    }
  }
  lines.push(
    '',
    `"dualnu is": ratio of events/s. chi2 dev.: largest, in units of ${CHI2_BOUND} + ${CHI2_BOUND} chi2`,
    'each peer runs in every way below, and its fastest counts',
    ...remarks,
  );
  if (plane) lines.push('', ...formatPlane(plane));
  return lines.join('\n');
}

function formatPlane({
  massPoints,
  couplings,
  dualnu,
  pipeline,
}: NonNullable<PeersResult['plane']>): string[] {
  const lines = [
    `published plane: ${massPoints} masses x ${couplings} couplings, MicroBooNE and MiniBooNE (FHC)`,
    `dualnu      ${seconds(dualnu.secondsPerPoint)} a grid point (${dualnu.seconds.toFixed(1)} s in all, ${dualnu.events} events a mass point and channel, ${dualnu.adapter})`,
  ];
  if ('reason' in pipeline) return [...lines, `DarkNews    -- ${pipeline.reason}`];
  const { generated, analysisSeconds, secondsPerPoint, ratio, generatorRatio } = pipeline.report;
  return [
    ...lines,
    `DarkNews    ${seconds(secondsPerPoint)} a grid point (${generated.events} events of a channel in ${generated.seconds.toFixed(1)} s, measured; analysis ${analysisSeconds} s a point, published)`,
    `dualnu is   ${Math.round(ratio)} x (${generatorRatio.toPrecision(3)} x the generator alone)`,
  ];
}

const WIDTHS = [10, 10, 10, 7, 11, 10];

function row(cells: readonly string[]): string {
  return cells
    .map((cell, i) => (i === 0 ? cell.padEnd(10) : i < 6 ? cell.padStart(WIDTHS[i] ?? 0) : `  ${cell}`))
    .join('');
}

function rate(perSecond: number): string {
  const [unit, size] = perSecond >= 1e9 ? ['G', 1e9] : perSecond >= 1e5 ? ['M', 1e6] : ['k', 1e3];
  return `${(perSecond / Number(size)).toPrecision(3)} ${unit}`;
}

function seconds(value: number): string {
  return `${value.toPrecision(3)} s`;
}
