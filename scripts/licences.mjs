/** The licences of packages whose code is joined into files of the program. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Licences of the packages that files belong to, which ask to be kept with copies.
 * @param {string} root the folder that has node_modules
 * @param {readonly string[]} files paths from there
 */
export function licencesOf(root, files) {
  const packages = new Set(
    files.flatMap((file) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []),
  );
  return [...packages]
    .sort()
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
      const file = readdirSync(join(root, folder)).find((each) => /^licen[cs]e/i.test(each));
      const text = file === undefined ? '' : `\n${readFileSync(join(root, folder, file), 'utf8').trim()}\n`;
      return `${name} ${version}: ${license}\n${text}`;
    })
    .join('\n\n');
}
