/**
 * Runs command lines of the built program one after another in one process: Node and the program's modules are loaded once. For each,
 * the entry module is evaluated anew, in its folder and with its arguments, and what it prints and its exit code are sent back.
 * Started by residentProgram.ts with the entry module's URL as its argument.
 */
import { writeSync } from 'node:fs';

const [entry] = process.argv.slice(2);
const exitForGood = process.exit.bind(process);

/** What the command that runs has printed, and the code that it has ended with by process.exit. */
let running = { stdout: '', stderr: '', ended: undefined };

const STREAMS = /** @type {const} */ (['stdout', 'stderr']);

for (const name of STREAMS) {
  process[name].write = (chunk, encoding, done) => {
    const isText = typeof chunk === 'string';
    // After process.exit nothing of the program runs any more; here what catches the exception still does.
    if (running.ended === undefined) running[name] += isText ? chunk : Buffer.from(chunk).toString('utf8');
    const callback = typeof encoding === 'function' ? encoding : done;
    if (callback) process.nextTick(callback);
    return true;
  };
}

process.exit = (code) => {
  running.ended ??= Number(code ?? process.exitCode ?? 0);
  throw new Error('the command has ended');
};

// In a process of its own either would have ended it.
for (const event of ['uncaughtException', 'unhandledRejection']) {
  process.on(event, (error) => {
    if (running.ended !== undefined) return;
    running.stderr += `${event}: ${error instanceof Error ? error.stack : String(error)}\n`;
    running.ended = 1;
  });
}

const writes = STREAMS.map((name) => process[name].write);

/** Takes from the streams what a command has put on them. */
function freeStreams() {
  STREAMS.forEach((name, i) => {
    process[name].write = writes[i];
    process[name].removeAllListeners('error');
  });
}

let count = 0;
process.on('message', async ({ cwd, args }) => {
  running = { stdout: '', stderr: '', ended: undefined };
  process.exitCode = undefined;
  process.chdir(cwd);
  process.argv = [process.execPath, entry, ...args];
  try {
    count += 1;
    await import(`${entry}?${count}`);
    // What was not awaited: in a process of its own it would end before the process does.
    await new Promise(setImmediate);
  } catch (error) {
    if (running.ended === undefined) {
      running.stderr += `${error instanceof Error ? error.stack : String(error)}\n`;
      running.ended = 1;
    }
  }
  const { stdout, stderr, ended } = running;
  const code = ended ?? Number(process.exitCode ?? 0);
  process.exitCode = undefined;
  freeStreams();
  // Behind what native code wrote past process.stderr.
  writeSync(2, '\0');
  process.send({ code, stdout, stderr });
});

process.on('disconnect', () => exitForGood(0));
