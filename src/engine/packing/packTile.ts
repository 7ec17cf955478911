/**
 * A tile of one experiment as plain data: the bytes that the passes upload, and what the host needs once the yields are back. Nothing here
 * uses a device, and everything can be sent from one thread to another.
 */
import { structViews } from '../../gpu/layout.js';
import type { LifetimeNodes } from '../../physics/lifetimeNodes.js';
import { massPointsOf } from '../../prediction/channelPoints.js';
import { createRowNodes } from '../../prediction/lifetimeValues.js';
import type { PhysicsSetup } from '../../prediction/physicsSetup.js';
import { createRowBounds } from '../../prediction/rowBounds.js';
import type { TemplateForm } from '../../prediction/templateForms.js';
import type { TileLayout } from '../../prediction/tileLayout.js';
import { type TileMass, tileMasses } from '../../prediction/tileMasses.js';
import { type KnownVariables, knownVariables } from '../lifetimeVariables.js';
import { BufferStore } from './bufferStore.js';
import { createRowPacker, type PackedRows } from './packRows.js';
import { type ReweightedRow, reweightedBounds, reweightedRows } from './reweightedRows.js';
import { type PackedSums, packMeasures, packNodes } from './rowSums.js';
import { energyNodesOf } from './templateRows.js';
import { createYieldPacker, type PackedYields } from './yieldPoints.js';

/** What the events of a tile are made from. */
export interface PackedEvents extends PackedRows, PackedSums {
  /** Number of rows: open channels of mass points. */
  readonly rowCount: number;
  /** How a sample reaches each row, where the events are those of a sample. */
  readonly reweighted?: readonly ReweightedRow[];
}

/** What spectra are made from, and what the host keeps until they are there. */
export interface PackedLifetimes extends PackedYields {
  /** Row of every [mass][channel]; -1 where the channel is closed. */
  readonly rowOfChannel: Int32Array;
  /** Where c tau, n_eff and flags are wanted. */
  readonly known?: KnownVariables;
}

/** A tile whose events are packed. Its yields are packed when they are asked for, while the device works on the events. */
export interface TilePacking {
  readonly events: PackedEvents;
  /** Call it once. */
  lifetimes(): PackedLifetimes;
  /** Gives back the buffers of all that is uploaded; what the host keeps stays. Call it at most once, after both; it is optional. */
  release(): void;
}

/** The buffers of what is uploaded. */
export function uploadedBuffers(
  { energies, rows }: PackedEvents,
  { masses, points }: PackedLifetimes,
): ArrayBuffer[] {
  return [energies, rows, masses, points].map(({ buffer }) => buffer);
}

/** Packs a tile. `withVariables` asks for `known`. */
export type TilePacker = (layout: TileLayout, withVariables: boolean) => TilePacking;

/** What a packer is made from, beside the setup: linked texts of kernels, for the layouts of their structs. */
export interface PackerOptions {
  readonly codes: Readonly<Record<'events' | 'yields', string>>;
  /** The form of the templates for which these were linked. */
  readonly form: TemplateForm;
  /** Factor on the proven bounds; 1 except in tests. */
  readonly boundFactor?: number;
}

/** Makes the packer of an experiment; packers of one thread may share a store. */
export function createTilePacker(
  setup: PhysicsSetup,
  { codes, form, boundFactor = 1 }: PackerOptions,
  store = new BufferStore(),
): TilePacker {
  const boundsOf = createRowBounds(setup, boundFactor);
  const packRows = createRowPacker(setup, structViews(codes.events), energyNodesOf(setup), store);
  const yieldLayout = structViews(codes.yields);
  const packYields = createYieldPacker(setup, yieldLayout, form, store);
  const nodesOf = form === 'lifetimes' ? createRowNodes(setup.scan) : undefined;
  return (layout, withVariables) => {
    const points = layout.masses.map((masses) => massPointsOf(setup, masses));
    const reweighted = setup.scan.sample && reweightedRows(setup, points);
    const rows = points.flat().filter(({ point }) => point.open);
    const bounds = reweighted
      ? reweighted.rows.map((row) => reweightedBounds(setup, row))
      : rows.map(boundsOf);
    const packed = {
      ...packRows(rows, bounds),
      rowCount: rows.length,
      ...(reweighted && { reweighted: reweighted.rows }),
    };
    const massesOfTile = () => tileMasses(setup, layout, points, bounds, reweighted?.uncovered);
    if (!nodesOf) {
      const events = { ...packed, ...packMeasures(yieldLayout, rows) };
      return packingOf(events, () => packLifetimes(layout, massesOfTile(), undefined, withVariables));
    }
    // Templates need the lifetimes, too.
    const masses = massesOfTile();
    const nodes = nodesOf(masses, layout.couplings.length);
    const events = { ...packed, ...packNodes(yieldLayout, nodes) };
    return packingOf(events, () => packLifetimes(layout, masses, nodes, withVariables));
  };

  function packingOf(events: PackedEvents, packLater: () => PackedLifetimes): TilePacking {
    let lifetimes: PackedLifetimes | undefined;
    return {
      events,
      lifetimes() {
        lifetimes = packLater();
        return lifetimes;
      },
      release() {
        if (lifetimes) store.give(uploadedBuffers(events, lifetimes));
      },
    };
  }

  function packLifetimes(
    layout: TileLayout,
    masses: readonly TileMass[],
    nodes: readonly LifetimeNodes[] | undefined,
    withVariables: boolean,
  ): PackedLifetimes {
    return {
      ...packYields(layout, masses, nodes),
      rowOfChannel: rowsOfChannels(masses, setup.channels.length),
      ...(withVariables && { known: knownVariables(setup, layout, masses) }),
    };
  }
}

function rowsOfChannels(masses: readonly TileMass[], channels: number): Int32Array {
  const rows = new Int32Array(masses.length * channels);
  masses.forEach((mass, i) => {
    mass.channels.forEach(({ row }, c) => {
      rows[i * channels + c] = row ?? -1;
    });
  });
  return rows;
}

/** Whether the sums of each mass point exceeded their bounds, from the words of the rows: shape [masses], 0 or 1. */
export function overflownMasses(
  rowOfChannel: Int32Array,
  channels: number,
  overflows: Uint32Array,
): Uint8Array {
  const overflown = new Uint8Array(rowOfChannel.length / channels);
  if (overflows.every((word) => word === 0)) return overflown;
  rowOfChannel.forEach((row, k) => {
    if (row >= 0 && overflows[row]) overflown[Math.floor(k / channels)] = 1;
  });
  return overflown;
}
