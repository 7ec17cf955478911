/** Symbols that `await using` needs, and that some browsers do not have yet. Imported before everything else. */
for (const name of ['dispose', 'asyncDispose'] as const) {
  if (Symbol[name] === undefined)
    Object.defineProperty(Symbol, name, { value: Symbol.for(`Symbol.${name}`) });
}
