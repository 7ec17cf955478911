/** The peers as programs: what is needed for each, how it is started, and what it says. */
import { spawn } from 'node:child_process';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout, absolute. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const PEERS = join(ROOT, 'bench', 'peers');
const VENV = join(ROOT, '.venv-peers');

/** What a peer of the engine prints as JSON. chi2 has the shape [mass points done][mixings][epsilons], float32. */
export interface PeerReport {
  /** Mass points done, of those of the work. */
  readonly massIndices: readonly number[];
  /** Name of a file in the work's folder. */
  readonly chi2File: string;
  /** The reduction that was fastest, and what was tried. */
  readonly variant: string;
  readonly variants: readonly { readonly name: string; readonly seconds: number }[];
  /** Events and their sums for every epsilon; chi2 of every point with the way back to the host. */
  readonly seconds: { readonly templates: number; readonly points: number };
  readonly device: string;
  readonly versions: Readonly<Record<string, string>>;
}

/** What a run left, or why there was none. */
export type Outcome<T> = { readonly report: T } | { readonly reason: string };

/** A finished process. */
interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end in the checkout; rejects where it cannot be started. */
export async function runProgram(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<Finished> {
  const child = spawn(command, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const texts = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    texts.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    texts.stderr += text;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return { code, ...texts };
}

/** Whether an NVIDIA GPU answers. */
export async function hasNvidiaGpu(): Promise<boolean> {
  return await runProgram('nvidia-smi', ['-L']).then(
    ({ code, stdout }) => code === 0 && stdout.includes('GPU'),
    () => false,
  );
}

/** Makes the Python packages of the peers where they are missing; the reason where that cannot be. */
async function setUpPython(): Promise<string | undefined> {
  const { code, stderr } = await runProgram('bash', [join(ROOT, 'scripts', 'setupPeers.sh')]);
  if (code === 0) return undefined;
  return code === 78 ? 'no Python 3.11 or newer with venv' : lastLine(stderr);
}

/** Runs a Python peer, after making its packages where they are missing; `packages` is their name in scripts/setupPeers.sh. */
export async function runPython<T>(
  script: string,
  packages: string,
  args: readonly string[],
): Promise<Outcome<T>> {
  const failed = await setUpPython();
  if (failed !== undefined) return { reason: failed };
  const missing = await readFile(join(VENV, `${packages}.missing`), 'utf8').catch(() => undefined);
  if (missing !== undefined) return { reason: `not installed: ${missing.trim()}` };
  const env = { ...process.env };
  // Where these are set they choose another processor's kernels for NumPy's BLAS.
  delete env.OPENBLAS_CORETYPE;
  delete env.OPENBLAS_L2_SIZE;
  // Arrays that come and go are kept by the allocator instead of being mapped anew each time: NumPy gains a third.
  env.MALLOC_MMAP_THRESHOLD_ = env.MALLOC_TRIM_THRESHOLD_ = String(2 ** 30);
  return await reportOf<T>(join(VENV, 'bin', 'python'), [join(PEERS, script), ...args], env);
}

/** Compiles the CUDA program into a folder and runs it on a work. */
export async function runCuda(folder: string, repetitions: number): Promise<Outcome<PeerReport>> {
  const compiler = await findNvcc();
  if (compiler === undefined) return { reason: 'no nvcc (looked in PATH, CUDA_HOME and /usr/local/cuda)' };
  const program = join(folder, 'dualnuCuda');
  const source = join(PEERS, 'cuda', 'main.cu');
  const built = await runProgram(compiler, [
    '-O3',
    '-std=c++17',
    '-arch=native',
    `-I${join(PEERS, 'cuda')}`,
    source,
    '-o',
    program,
  ]);
  if (built.code !== 0) return { reason: `nvcc: ${lastLine(built.stderr)}` };
  return await reportOf(program, [folder, String(repetitions)], process.env);
}

async function findNvcc(): Promise<string | undefined> {
  const inPath = await runProgram('nvcc', ['--version']).then(
    ({ code }) => code === 0,
    () => false,
  );
  if (inPath) return 'nvcc';
  const homes = [process.env.CUDA_HOME, process.env.CUDA_PATH, '/usr/local/cuda'];
  for (const home of homes) {
    if (home === undefined) continue;
    const path = join(home, 'bin', 'nvcc');
    if (
      await access(path).then(
        () => true,
        () => false,
      )
    )
      return path;
  }
  return undefined;
}

async function reportOf<T>(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Outcome<T>> {
  try {
    const { code, stdout, stderr } = await runProgram(command, args, env);
    const text = lastLine(stdout);
    if (code !== 0) return { reason: lastLine(stderr) || text || `ended with code ${code}` };
    return { report: JSON.parse(text) };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
