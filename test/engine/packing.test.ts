/** What the host packs for the kernels, read back by the names that the shaders give. */
import { expect, it } from 'vitest';
import { linkKernels } from '../../src/engine/gpu/kernels.js';
import { createRowPacker } from '../../src/engine/gpu/packRows.js';
import { createYieldPacker } from '../../src/engine/gpu/yieldPoints.js';
import { structViews } from '../../src/gpu/layout.js';
import { massPointsOf, setUpPhysics } from '../../src/prediction/physicsSetup.js';
import { createRowBounds } from '../../src/prediction/rowBounds.js';
import { layOutTile } from '../../src/prediction/tileLayout.js';
import { tileMasses } from '../../src/prediction/tileMasses.js';
import { axis, everywhere, scanOf, wholeTile } from '../scans.js';

// The second mass point is closed: m5 < m4.
const scan = everywhere(
  scanOf([axis('m4_gev', [0.1]), axis('m5_gev', [0.3, 0.05, 0.6]), axis('epsilon', [4e-4, 8e-4])]),
);
const setup = setUpPhysics(scan);
const codes = await linkKernels(scan);
const layout = layOutTile(scan, wholeTile(scan));
const points = layout.masses.map((masses) => massPointsOf(setup, masses));
const rows = points.flat().filter(({ point }) => point.open);
const boundsOf = createRowBounds(setup, 1);
const bounds = rows.map(boundsOf);
const channels = setup.channels.length;

it('packs a row for each channel of an open mass point, and each table once', () => {
  const templates = structViews(codes.events);
  const nodes = Math.max(...setup.channels.map(({ flux }) => flux.energyGev.length));
  const packed = createRowPacker(setup, templates, nodes)(rows, bounds);
  const size = templates.sizeOf('TemplateRow');
  expect(packed.rows.byteLength).toBe(2 * channels * size);
  const tables = new Set(rows.map(({ point }) => point.energies));
  expect(packed.energies.length).toBe(tables.size * nodes * 4);
  rows.forEach(({ point, channel }, i) => {
    const { views } = templates.viewOf('TemplateRow', packed.rows, i * size);
    expect(views.point.m[0]).toBe(Math.fround(point.m));
    expect(views.point.massSqDifference[0]).toBe(Math.fround(point.massSqDifference));
    expect(views.point.proton[0]).toBe(point.scatterer === 'proton' ? 1 : 0);
    expect(views.born[0]).toBe(channel.born);
    expect(views.firstCm[0]).toBe(Math.fround(channel.axis(point.m).firstCm));
    expect(views.weightScale[0]).toBe(Math.fround(1 / (bounds[i]?.signal[0] ?? 0)));
    const first = (views.energyTable[0] ?? 0) * 4;
    expect(packed.energies[first]).toBe(Math.fround(point.energies?.energyGev[0] ?? 0));
    expect(packed.energies[first + nodes * 4 - 1]).toBe(0);
  });
});

it('packs yields of every channel and coupling point, with zeros where a mass point is closed', () => {
  const yields = structViews(codes.yields);
  const masses = tileMasses(setup, layout, points, bounds);
  const packed = createYieldPacker(setup, yields)(layout, masses);
  const massSize = yields.sizeOf('YieldMass');
  const pointSize = yields.sizeOf('YieldPoint');
  let row = 0;
  masses.forEach((mass, i) => {
    mass.channels.forEach(({ channel, point }, c) => {
      const { views } = yields.viewOf('YieldMass', packed.masses, (i * channels + c) * massSize);
      expect(views.row[0]).toBe(point.open ? row++ : 0);
      expect(views.group[0]).toBe(channel.groupIndex);
      expect(views.momentUnit.every((unit: number) => (point.open ? unit > 0 : unit === 0))).toBe(true);
      layout.couplings.forEach((_, k) => {
        const offset = ((i * layout.couplings.length + k) * channels + c) * pointSize;
        const own = yields.viewOf('YieldPoint', packed.points.buffer as ArrayBuffer, offset).views;
        expect(own.inverseCtau[0]).toBe(point.open ? Math.fround(1 / (mass.lifetimes.ctauCm[k] ?? 0)) : 0);
        expect(own.scale[0] > 0).toBe(point.open);
      });
    });
  });
  expect(row).toBe(rows.length);
});
