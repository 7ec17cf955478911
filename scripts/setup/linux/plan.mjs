/** Linux's part of the plan: what a distribution's package manager installs, as root. */

/** @typedef {import('../plan.mjs').Facts} Facts */
/** @typedef {import('../plan.mjs').Step} Step */

/**
 * One of the scripts in this folder, as root; where nobody may be root, the line to type.
 * @param {Facts} facts
 * @param {string} script
 * @param {string} says
 * @param {string} again what to run afterwards
 * @returns {import('../plan.mjs').Run | import('../plan.mjs').Stop}
 */
function asRoot({ privilege, checkout }, script, says, again) {
  const path = `scripts/setup/linux/${script}`;
  if (privilege === 'none') {
    return {
      kind: 'stop',
      lines: [`${says} needs root. Type:`, `  sudo bash ${checkout}/${path}`, `and run ${again} again`],
    };
  }
  return { kind: 'run', says, command: [...(privilege === 'sudo' ? ['sudo', '-n'] : []), 'bash', path] };
}

/**
 * Mesa's lavapipe and the Vulkan loader, unless an adapter has been found by then.
 * @param {Facts} facts
 * @returns {Step[]}
 */
export function planSoftwareAdapter(facts) {
  if (!facts.hasApt) {
    const lines = [
      'no Vulkan adapter found, and this system has no apt: install a GPU driver,',
      'or the Vulkan loader and lavapipe of Mesa 24 or newer, and run npm run setup again',
      '  Fedora: sudo dnf install mesa-vulkan-drivers vulkan-loader',
      '  Arch:   sudo pacman -S vulkan-swrast vulkan-icd-loader',
    ];
    return [{ kind: 'stop', lines, unlessAdapter: true }];
  }
  const says = "installing Mesa's software adapter (lavapipe), for want of a GPU";
  return [{ ...asRoot(facts, 'installVulkan.sh', says, 'npm run setup'), unlessAdapter: true }];
}

/**
 * Python with venv, and what compiles a module for it.
 * @param {Facts} facts
 * @returns {Step[]}
 */
export function planPythonPackage(facts) {
  if (!facts.hasApt) {
    const line =
      'this system has no apt: install Python 3.11 or newer with venv and its headers and a C compiler, and run npm test again';
    return [{ kind: 'stop', lines: [line] }];
  }
  return [asRoot(facts, 'installPython.sh', 'installing python3-venv, python3-dev and gcc', 'npm test')];
}

/**
 * Chromium, for the tests of the viewer's page.
 * @param {Facts} facts
 * @returns {Step[]}
 */
export function planChromium(facts) {
  if (!facts.hasApt) {
    const line =
      "no Chromium found, and this system has no apt: the tests of the viewer's page are skipped; install Chromium to run them";
    return [{ kind: 'say', line }];
  }
  return [
    asRoot(
      facts,
      'installChromium.sh',
      "installing Chromium, for the tests of the viewer's page",
      'npm test',
    ),
  ];
}
