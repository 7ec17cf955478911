/** A component from what is given and what its files say: complete, or the mistakes that name what is missing. */

import { suggest } from '../../input/zodIssues.js';
import type { Mistake } from '../../mistakes.js';
import { modelOf } from '../../model/models.js';
import { rangeFault } from '../../model/parameterRange.js';
import { type AxisName, isAxisName } from '../../model/parameters.js';
import type { ParameterPoint } from '../../model/point.js';
import { decayChoices } from '../../physics/branching.js';
import { ELECTRON_MASS_GEV } from '../../physics/constants.js';
import type { SampleComponent, SampleModel } from '../eventSample.js';
import type { KnownComponent } from './provenance.js';
import type { ComponentRequest } from './request.js';

/** A component but for its events, with the parameters that nobody gave. */
export interface ResolvedComponent extends Omit<SampleComponent, 'name' | 'generated'> {
  readonly name: string | undefined;
  readonly generated: number | undefined;
  /** Parameters that are the model's defaults. */
  readonly byDefault: readonly AxisName[];
  /** Where what was not given is from. */
  readonly from: string | undefined;
}

/** Resolves a component; mistakes are added to `found`. */
export function resolveComponent(
  request: ComponentRequest,
  known: KnownComponent | undefined,
  found: Mistake[],
): ResolvedComponent | undefined {
  const before = found.length;
  const { tell } = request;
  const choices = { ...withoutHoles(known?.model ?? {}), ...withoutHoles(request.model) };
  const {
    kind = 'dual',
    nature = 'dirac',
    smZ = true,
    charge = 'darknews',
    zpSpin = 'isotropic',
    decays = [],
  } = choices;
  const model: SampleModel = { kind, nature, smZ, charge, zpSpin, decays: decayChoices(decays) };
  const parameters = givenParameters(request, known, model, found);
  found.push(...missingParameters(request, model, parameters));
  const pot = request.pot ?? known?.pot;
  if (pot === undefined) {
    const what = 'missing: for how many protons on target are the weights? Files do not say';
    found.push(tell('pot', what));
  }
  if (found.length > before || pot === undefined) return undefined;
  const { defaults } = modelOf(kind);
  const byDefault = (Object.keys(defaults) as AxisName[]).filter((name) => parameters[name] === undefined);
  const point = modelOf(kind).complete({ ...defaults, ...parameters });
  const { m, mPrime } = modelOf(kind).massesAt((name) => point[name]);
  if (!(m - mPrime > 2 * ELECTRON_MASS_GEV)) {
    found.push(
      tell(
        `parameters.${modelOf(kind).produced.mass}`,
        `m = ${m} GeV and m' = ${mPrime} GeV: no N can decay to e+e-; correct the masses`,
      ),
    );
    return undefined;
  }
  return {
    name: request.name ?? known?.name,
    model,
    parameters: point,
    pot,
    ...(request.massTonnes === undefined ? {} : { massTonnes: request.massTonnes }),
    generated: request.generated ?? known?.generated,
    decays: request.decays ?? known?.decays ?? 'sampled',
    byDefault,
    from: known?.from,
  };
}

/** Parameters that are given, and those that the files say where they are not; mistakes for names and ranges. */
function givenParameters(
  { parameters, tell }: ComponentRequest,
  known: KnownComponent | undefined,
  { kind }: SampleModel,
  found: Mistake[],
): ParameterPoint {
  const { parameters: names, alternatives } = modelOf(kind);
  for (const [name, value] of Object.entries(parameters)) {
    if (!isAxisName(name) || !names.includes(name)) {
      found.push(tell(`parameters.${name}`, `no parameter of the ${kind} model; ${suggest(name, names)}`));
      continue;
    }
    const fault = rangeFault(name, value);
    if (fault !== undefined) found.push(tell(`parameters.${name}`, fault));
  }
  const isReplaced = (name: AxisName) =>
    alternatives.some(
      ({ names: pair }) => pair.includes(name) && pair.some((other) => parameters[other] !== undefined),
    );
  const fromFile = Object.entries(known?.parameters ?? {}).filter(([name]) => !isReplaced(name as AxisName));
  const derived = alternatives.map(({ names: [first, second] }) => ({ first, second }));
  const values: Partial<Record<AxisName, number>> = { ...Object.fromEntries(fromFile), ...parameters };
  // Of two parameters that follow from each other files have both.
  for (const { first, second } of derived) {
    if (parameters[second] === undefined && values[first] !== undefined) delete values[second];
  }
  return values;
}

function missingParameters(
  { parameters: given, tell }: ComponentRequest,
  { kind }: SampleModel,
  values: ParameterPoint,
): Mistake[] {
  const { required, alternatives } = modelOf(kind);
  const what = 'missing: with which value were the events generated?';
  const missing = required.filter((name) => values[name] === undefined);
  return [
    ...missing.map((name) => tell(`parameters.${name}`, what)),
    ...alternatives.flatMap(({ names: [first, second], why }) => {
      const both = given[first] !== undefined && given[second] !== undefined;
      if (both) return [tell(`parameters.${second}`, `${first} is given too, and ${why}; remove one`)];
      const none = values[first] === undefined && values[second] === undefined;
      return none ? [tell(`parameters.${first}`, `${what} Give it, or ${second}`)] : [];
    }),
  ];
}

/** An object without the keys that have no value. */
function withoutHoles<T extends object>(object: T): Partial<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Partial<T>;
}
