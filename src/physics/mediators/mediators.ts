/** The list of mediators. A new one needs a file beside darkPhoton.ts, a module of its name in shaders/physics/mediators, and a line here. */
import type { Mediator } from '../mediator.js';
import { darkPhoton } from './darkPhoton.js';

/** All mediators, by name. */
export const MEDIATORS = { darkPhoton } as const satisfies Readonly<Record<string, Mediator>>;

/** Name of a mediator. */
export type MediatorName = keyof typeof MEDIATORS;
