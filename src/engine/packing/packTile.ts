/**
 * A tile of one experiment as plain data: the bytes that the passes upload, and what the host needs once the yields are back. Nothing here
 * uses a device, and everything can be sent from one thread to another.
 */
import { structViews } from '../../gpu/layout.js';
import type { Bounds } from '../../prediction/bounds.js';
import { type ChannelPoint, massPointsOf } from '../../prediction/channelPoints.js';
import type { PhysicsSetup } from '../../prediction/physicsSetup.js';
import { createRowBounds } from '../../prediction/rowBounds.js';
import type { TileLayout } from '../../prediction/tileLayout.js';
import { type TileMass, tileMasses } from '../../prediction/tileMasses.js';
import { type KnownVariables, knownVariables } from '../lifetimeVariables.js';
import { BufferStore } from './bufferStore.js';
import { createRowPacker, type PackedRows } from './packRows.js';
import { energyNodesOf } from './templateRows.js';
import { createYieldPacker, type PackedYields } from './yieldPoints.js';

/** What the events of a tile are made from. */
export interface PackedEvents extends PackedRows {
  /** Number of rows: open channels of mass points. */
  readonly rowCount: number;
}

/** What spectra are made from, and what the host keeps until they are there. */
export interface PackedLifetimes extends PackedYields {
  /** Row of every [mass][channel]; -1 where the channel is closed. */
  readonly rowOfChannel: Int32Array;
  /** Where c tau, n_eff and flags are wanted. */
  readonly known?: KnownVariables;
}

/** A tile whose events are packed. Its lifetimes are packed when they are asked for, while the device works on the events. */
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
  /** Factor on the proven bounds; 1 except in tests. */
  readonly boundFactor?: number;
}

/** Makes the packer of an experiment; packers of one thread may share a store. */
export function createTilePacker(
  setup: PhysicsSetup,
  { codes, boundFactor = 1 }: PackerOptions,
  store = new BufferStore(),
): TilePacker {
  const boundsOf = createRowBounds(setup, boundFactor);
  const packRows = createRowPacker(setup, structViews(codes.events), energyNodesOf(setup), store);
  const packYields = createYieldPacker(setup, structViews(codes.yields), store);
  return (layout, withVariables) => {
    const points = layout.masses.map((masses) => massPointsOf(setup, masses));
    const rows = points.flat().filter(({ point }) => point.open);
    const bounds = rows.map(boundsOf);
    const events = { ...packRows(rows, bounds), rowCount: rows.length };
    let lifetimes: PackedLifetimes | undefined;
    return {
      events,
      lifetimes() {
        lifetimes = packLifetimes(layout, points, bounds, withVariables);
        return lifetimes;
      },
      release() {
        if (lifetimes) store.give(uploadedBuffers(events, lifetimes));
      },
    };
  };

  function packLifetimes(
    layout: TileLayout,
    points: readonly (readonly ChannelPoint[])[],
    bounds: readonly Bounds[],
    withVariables: boolean,
  ): PackedLifetimes {
    const masses = tileMasses(setup, layout, points, bounds);
    return {
      ...packYields(layout, masses),
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
