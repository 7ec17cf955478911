/** The parts of jsroot that are used here, which has types for its main module only. */
declare module 'jsroot/io' {
  /** A key of a directory. */
  export interface RootKey {
    readonly fName: string;
    readonly fClassName: string;
    readonly fCycle: number;
  }
  /** A file, or a directory in it. */
  export interface RootDirectory {
    readonly fKeys?: readonly RootKey[];
    readObject(name: string): Promise<unknown>;
  }
  /** Access to the bytes of a file. */
  export class FileProxy {
    openFile(): Promise<boolean>;
    getFileName(): string;
    getFileSize(): number;
    readBuffer(position: number, length: number): Promise<DataView>;
    closeFile(): void;
  }
  export function openFile(file: FileProxy): Promise<RootDirectory>;
}

declare module 'jsroot/tree' {
  /** A leaf of a branch. */
  export interface RootLeaf {
    readonly _typename: string;
    readonly fName: string;
    readonly fLen: number;
    readonly fLeafCount?: unknown;
  }
  /** A branch of a tree. */
  export interface RootBranch {
    readonly _typename: string;
    readonly fName: string;
    readonly fClassName?: string;
    readonly fEntries: number;
    readonly fBranches?: { readonly arr: readonly RootBranch[] };
    readonly fLeaves?: { readonly arr: readonly RootLeaf[] };
  }
  /** A tree. */
  export interface RootTree {
    readonly _typename: string;
    readonly fEntries: number;
    readonly fBranches?: { readonly arr: readonly RootBranch[] };
  }
  /** What is told of each entry. */
  export class TSelector {
    tgtobj: Record<string, unknown>;
    addBranch(branch: RootBranch, name: string): void;
    Process(entry: number): void;
    Terminate(isWhole: boolean): void;
    Abort(): void;
  }
  export function treeProcess(
    tree: RootTree,
    selector: TSelector,
    args?: { readonly firstentry?: number; readonly numentries?: number },
  ): Promise<unknown>;
}
