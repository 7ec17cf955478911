/** A Chromium for the tests of the viewer's page. */
import { spawnSync } from 'node:child_process';

const NAMES = ['chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser'];

/**
 * A command that starts Chromium or Chrome: CHROMIUM of the environment, or the first that says a version of itself; undefined where there is none.
 * @returns {string | undefined}
 */
export function findBrowser() {
  const { CHROMIUM } = process.env;
  if (CHROMIUM !== undefined && CHROMIUM !== '') return CHROMIUM;
  const found = NAMES.map((name) => spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }))
    .filter(({ status }) => status === 0)
    .map(({ stdout }) => stdout.trim());
  // Ubuntu's chromium-browser may be a script that asks for a snap.
  return found.find((path) => spawnSync(path, ['--version'], { stdio: 'ignore' }).status === 0);
}
