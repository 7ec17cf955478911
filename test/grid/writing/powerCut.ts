/**
 * A disk as a power cut leaves it: every call of a program in order, and from any first part of them the trees that may be there then. What
 * was written and not synced may be lost or zeros; names that were made and not synced may be there or not.
 */
import { createHash } from 'node:crypto';
import { basename, dirname } from 'node:path';
import { type DiskCall, interceptDisk } from '../../diskLayer.js';

interface FileNode {
  readonly kind: 'file';
}
interface FolderNode {
  readonly kind: 'folder';
}
type Node = FileNode | FolderNode;

/** Names that change together. */
type Names = readonly {
  readonly folder: FolderNode;
  readonly name: string;
  readonly node: Node | undefined;
}[];

/** What happened, in order. */
type Event =
  | { readonly kind: 'write'; readonly file: FileNode; readonly position: number; readonly bytes: Uint8Array }
  | { readonly kind: 'names'; readonly names: Names }
  /** Everything of the node before the event number `upto` is on the disk. */
  | { readonly kind: 'sync'; readonly node: Node; readonly upto: number }
  | { readonly kind: 'promise'; readonly what: string };

/** What a program did to a disk. */
export interface Recording extends Disposable {
  readonly events: readonly Event[];
  /** Notes that something was promised: that it is on the disk from here on. */
  promise(what: string): void;
  /** Two folders change places, by a call that does not go through Node. */
  exchange(first: string, second: string): void;
}

/** How much of what was not synced is lost. */
export type Loss =
  /** All names are there, but what was not synced into files is zeros. */
  | 'content'
  /** Nothing that was not synced is there. */
  | 'everything'
  /** Of names that were not synced some are there and some are not; a number chooses. */
  | number;

/** Files by path below the root. */
export type Tree = ReadonlyMap<string, Uint8Array>;

const ROOT: FolderNode = { kind: 'folder' };

/** Records what this process does below an empty folder, until it is disposed of. */
export function recordDisk(root: string): Recording {
  const events: Event[] = [];
  const nodes = new Map<string, Node>([[root, ROOT]]);
  const folderOf = (path: string): FolderNode | undefined => {
    const node = nodes.get(dirname(path));
    return node?.kind === 'folder' ? node : undefined;
  };
  const name = (path: string, node: Node | undefined): Names => {
    const folder = folderOf(path);
    return folder ? [{ folder, name: basename(path), node }] : [];
  };
  const move = (from: string, to: string) => {
    const below = [...nodes].filter(([path]) => path === from || path.startsWith(`${from}/`));
    for (const [path] of below) nodes.delete(path);
    return below.map(([path, node]) => [to + path.slice(from.length), node] as const);
  };
  const note = (call: DiskCall, upto: number) => {
    const { kind, path, to = '', position = 0, bytes = new Uint8Array() } = call;
    const node = nodes.get(path);
    if (kind === 'open' && call.flags === 'w' && !node) {
      const file: FileNode = { kind: 'file' };
      nodes.set(path, file);
      events.push({ kind: 'names', names: name(path, file) });
    } else if (kind === 'mkdir') {
      const folder: FolderNode = { kind: 'folder' };
      nodes.set(path, folder);
      events.push({ kind: 'names', names: name(path, folder) });
    } else if (kind === 'write' && node?.kind === 'file') {
      events.push({ kind: 'write', file: node, position, bytes });
    } else if (kind === 'sync' && node) {
      events.push({ kind: 'sync', node, upto });
    } else if (kind === 'rename' && node) {
      events.push({ kind: 'names', names: [...name(to, node), ...name(path, undefined)] });
      for (const [target, moved] of move(path, to)) nodes.set(target, moved);
    } else if ((kind === 'rm' || kind === 'rmdir') && node) {
      events.push({ kind: 'names', names: name(path, undefined) });
      move(path, path);
    }
  };
  // One call after another, so that they are noted in the order in which the disk saw them.
  let last: Promise<unknown> = Promise.resolve();
  const layer = interceptDisk((call, run) => {
    const next = last.then(async () => {
      const upto = events.length;
      const result = await run();
      note(call, upto);
      return result;
    });
    last = next.catch(() => undefined);
    return next;
  });
  return {
    events,
    promise: (what) => events.push({ kind: 'promise', what }),
    exchange(first, second) {
      const [a, b] = [nodes.get(first), nodes.get(second)];
      events.push({ kind: 'names', names: [...name(second, a), ...name(first, b)] });
      const [movedA, movedB] = [move(first, second), move(second, first)];
      for (const [path, node] of [...movedA, ...movedB]) nodes.set(path, node);
    },
    [Symbol.dispose]: () => layer[Symbol.dispose](),
  };
}

/** What had been promised in the first `length` events. */
export function promisesIn({ events }: Recording, length: number): string[] {
  return events.slice(0, length).flatMap((event) => (event.kind === 'promise' ? [event.what] : []));
}

/** The tree after the first `length` events and a power cut. */
export function afterPowerCut({ events }: Recording, length: number, loss: Loss): Tree {
  const happened = events.slice(0, length);
  const synced = new Map<Node, number>();
  for (const event of happened) {
    if (event.kind === 'sync') synced.set(event.node, Math.max(event.upto, synced.get(event.node) ?? 0));
  }
  const isSynced = (node: Node, i: number) => i < (synced.get(node) ?? 0);
  const folders = new Map<FolderNode, Map<string, Node>>();
  const files = new Map<FileNode, Uint8Array>();
  happened.forEach((event, i) => {
    if (event.kind === 'names') {
      const isThere =
        loss === 'content' || event.names.some(({ folder }) => isSynced(folder, i)) || isKept(loss, i);
      for (const { folder, name, node } of isThere ? event.names : []) {
        const names = folders.get(folder) ?? new Map<string, Node>();
        folders.set(folder, names);
        if (node) names.set(name, node);
        else names.delete(name);
      }
    }
    if (event.kind === 'write') {
      const { file, position, bytes } = event;
      const lost = !isSynced(file, i);
      if (lost && loss === 'everything') return;
      const old = files.get(file) ?? new Uint8Array();
      const grown = new Uint8Array(Math.max(old.length, position + bytes.length));
      grown.set(old);
      if (!lost) grown.set(bytes, position);
      files.set(file, grown);
    }
  });
  const tree = new Map<string, Uint8Array>();
  const walk = (folder: FolderNode, path: string) => {
    for (const [name, node] of folders.get(folder) ?? []) {
      if (node.kind === 'folder') walk(node, `${path}${name}/`);
      else tree.set(path + name, files.get(node) ?? new Uint8Array());
    }
  };
  walk(ROOT, '');
  return tree;
}

/** Half of the names, the same ones for the same number. */
function isKept(loss: Loss, i: number): boolean {
  if (typeof loss !== 'number') return false;
  return (createHash('sha256').update(`${loss} ${i}`).digest()[0] ?? 0) % 2 === 0;
}
