/** Does a step of the plan, or prints it. */
import { spawnSync } from 'node:child_process';
import { findAdapter, ROOT } from './facts.mjs';
import { fail, say } from './say.mjs';
import { writeStamp } from './stamps.mjs';

/** @typedef {import('./plan.mjs').Step} Step */

/** Prints what a step would do. @param {Step} step */
export function printStep(step) {
  const condition =
    'unlessAdapter' in step && step.unlessAdapter ? ', unless there is an adapter by then' : '';
  if (step.kind === 'say') say(step.line);
  else if (step.kind === 'findAdapter') say('would ask Dawn for an adapter');
  else if (step.kind === 'run') say(`${step.says}${condition}: would run ${step.command.join(' ')}`);
  else if (step.kind === 'stop') {
    say(`would stop here${condition}:`);
    for (const line of step.lines) say(`  ${line}`);
  } else say('would be ready then');
}

/**
 * Does a step; ends the process where it fails.
 * @param {Step} step
 * @param {string} adapter what is known of it: `hardware NAME`, `software NAME`, `none` or `unknown`
 * @returns {string} what is known of it afterwards
 */
export function runStep(step, adapter) {
  const hasAdapter = adapter !== 'none' && adapter !== 'unknown';
  if ('unlessAdapter' in step && step.unlessAdapter && hasAdapter) return adapter;
  if (step.kind === 'say') say(step.line);
  else if (step.kind === 'ready') say(`ready, adapter: ${adapter}`);
  else if (step.kind === 'stop') fail(step.lines);
  else if (step.kind === 'findAdapter') return hasAdapter ? adapter : lookForAdapter(step);
  else {
    say(step.says);
    runCommand(step.command);
    if (step.stamp !== undefined) writeStamp(ROOT, step.stamp);
  }
  return adapter;
}

/** @param {Extract<Step, { kind: 'findAdapter' }>} step */
function lookForAdapter({ isRequired, advice }) {
  const adapter = findAdapter();
  if (adapter === 'none' && isRequired) {
    findAdapter('inherit');
    fail([`no usable GPU adapter: the lines above are Dawn's reasons; ${advice}`]);
  }
  return adapter;
}

/** @param {readonly string[]} command */
function runCommand([name = '', ...words]) {
  // npm is a batch file on Windows, which needs a shell; the plan's words need no quotes.
  const isBatch = process.platform === 'win32' && name === 'npm';
  const { status, error } = isBatch
    ? spawnSync([name, ...words].join(' '), { cwd: ROOT, stdio: 'inherit', shell: true })
    : spawnSync(name, words, { cwd: ROOT, stdio: 'inherit' });
  if (error !== undefined) fail([`${name} cannot be started: ${error.message}`]);
  if (status !== 0) fail([`${[name, ...words].join(' ')} failed: see above`]);
}
