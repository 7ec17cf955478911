/** Names of experiments in legends and headings: short ones, from their titles, that tell those of one figure apart. */

/** An experiment as grids name it. */
export interface NamedExperiment {
  readonly name: string;
  readonly title: string;
}

/** The part of a title before its first comma or parenthesis: `MicroBooNE 2025`. A sum has such a part for each of its experiments. */
export function shortTitle(title: string): string {
  const parts = title.split(' + ').map((part) => part.split(/,| \(/)[0]?.trim() ?? part);
  return [...new Set(parts)].join(' + ');
}

/**
 * Names of experiments, in their order. `chosen` names come first. Otherwise it is the short title; where two share it, what their names
 * have besides is appended (`MiniBooNE 2020, coherent`), or the whole title stands, or the name in parentheses.
 */
export function experimentNames(
  experiments: readonly NamedExperiment[],
  chosen: Readonly<Record<string, string>> = {},
): string[] {
  const forms: ((experiment: NamedExperiment) => string)[] = [
    ({ title }) => shortTitle(title),
    (experiment) => [shortTitle(experiment.title), restOfName(experiment)].filter(Boolean).join(', '),
    ({ title }) => title,
    ({ name, title }) => `${shortTitle(title)} (${name})`,
  ];
  const names = experiments.map(({ name }) => name);
  return experiments.map((experiment) => {
    const given = Object.hasOwn(chosen, experiment.name) ? chosen[experiment.name] : undefined;
    if (given !== undefined) return given;
    // The same experiment may be drawn twice; it has one name.
    const others = experiments.filter(({ name }, i) => name !== experiment.name && names.indexOf(name) === i);
    const form = forms.find((form) => others.every((other) => form(other) !== form(experiment)));
    return (form ?? (({ name }) => name))(experiment);
  });
}

/** The words of a name that its short title does not have: `coherent` of miniboone-coherent. */
function restOfName({ name, title }: NamedExperiment): string {
  const words = (text: string) =>
    text
      .toLowerCase()
      .split(/[^\p{L}\d]+/u)
      .filter(Boolean);
  const known = new Set(words(shortTitle(title)));
  return words(name)
    .filter((word) => !known.has(word))
    .join(' ');
}
