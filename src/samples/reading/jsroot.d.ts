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
  /** Unpacks the blocks of a compressed object; null where it cannot. */
  export function R__unzip(
    packed: DataView,
    size: number,
    noAlert: boolean,
    start: number,
  ): Promise<DataView | null>;
}
