/** Two folders change places at one instant, which Node does not offer. */

/** Changes the places of two paths; returns 0, or -1 if the system refuses. */
type Exchange = (first: string, second: string) => number;

/** The C library's value for a path relative to the working folder, and its flags. */
const AT_FDCWD = -100;
const RENAME_EXCHANGE = 2;
const RENAME_SWAP = 2;

/** Whether two existing folders have changed places; false, with nothing done, where system or disk cannot do it. */
export async function exchangeFolders(first: string, second: string): Promise<boolean> {
  const exchange = await loadExchange();
  return exchange !== undefined && exchange(first, second) === 0;
}

let loaded: Promise<Exchange | undefined> | undefined;

function loadExchange(): Promise<Exchange | undefined> {
  loaded ??= bindExchange();
  return loaded;
}

async function bindExchange(): Promise<Exchange | undefined> {
  try {
    const { load } = await import('koffi');
    const library = load(null);
    if (process.platform === 'linux') {
      const rename = library.func(
        'int renameat2(int olddirfd, const char *oldpath, int newdirfd, const char *newpath, unsigned int flags)',
      );
      return (first, second) => rename(AT_FDCWD, first, AT_FDCWD, second, RENAME_EXCHANGE);
    }
    if (process.platform === 'darwin') {
      const rename = library.func('int renamex_np(const char *from, const char *to, unsigned int flags)');
      return (first, second) => rename(first, second, RENAME_SWAP);
    }
  } catch {
    // Neither every platform has koffi, nor every C library the function.
  }
  return undefined;
}
