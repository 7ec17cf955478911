/** Walks through a schema alongside a value that it refused: which parts of the value can be used, and which keys are valid at a path. */
import * as z from 'zod';
import { ownValue } from './ownValue.js';

/**
 * The usable part of a value: all of it where it fits the schema, else its parts one by one, with undefined in place of those that
 * do not fit. Conditions on several parts, such as sums, are not checked here.
 */
export function salvage(schema: z.core.$ZodType, value: unknown): unknown {
  const result = z.safeParse(schema, value);
  if (result.success) return result.data;
  const inner = unwrapped(schema);
  if (value === undefined) return undefined;
  if (inner instanceof z.ZodObject && isMapping(value)) {
    const parts = Object.entries(inner.shape).map(([key, part]) => [
      key,
      salvage(part as z.core.$ZodType, ownValue(value, key)),
    ]);
    return Object.fromEntries(parts);
  }
  if (inner instanceof z.ZodRecord && isMapping(value)) {
    const parts = Object.entries(value).filter(([key]) => z.safeParse(inner.keyType, key).success);
    return Object.fromEntries(parts.map(([key, part]) => [key, salvage(inner.valueType, part)]));
  }
  if (inner instanceof z.ZodArray && Array.isArray(value)) {
    return value.map((item) => salvage(inner.element, item));
  }
  const option = inner instanceof z.ZodUnion ? optionFor(inner.options, value) : undefined;
  return option && salvage(option, value);
}

/** The keys that a mapping at a path may have; empty where the schema has no mapping there. */
export function keysAt(schema: z.core.$ZodType, path: readonly PropertyKey[], value: unknown): string[] {
  let here: z.core.$ZodType | undefined = schema;
  let part: unknown = value;
  for (const key of path) {
    here = here && childOf(here, key, part);
    part = partOf(part, key);
  }
  const last = here && resolved(here, part);
  if (!(last instanceof z.ZodObject)) return [];
  const isRefused = ([, part]: [string, z.core.$ZodType]) => unwrapped(part) instanceof z.ZodNever;
  const entries = Object.entries(last.shape as Record<string, z.core.$ZodType>);
  return entries.filter((entry) => !isRefused(entry)).map(([key]) => key);
}

/** The part of a plain value at a key or an index. */
export function partOf(value: unknown, key: PropertyKey): unknown {
  if (Array.isArray(value)) return typeof key === 'number' ? value[key] : undefined;
  return isMapping(value) ? ownValue(value, String(key)) : undefined;
}

function childOf(schema: z.core.$ZodType, key: PropertyKey, value: unknown): z.core.$ZodType | undefined {
  const inner = resolved(schema, value);
  if (inner instanceof z.ZodObject)
    return ownValue(inner.shape as Record<string, z.core.$ZodType>, String(key));
  if (inner instanceof z.ZodRecord) return inner.valueType;
  return inner instanceof z.ZodArray ? inner.element : undefined;
}

/** A schema without its wrappers; for a union, the option that fits the value. */
function resolved(schema: z.core.$ZodType, value: unknown): z.core.$ZodType | undefined {
  const inner = unwrapped(schema);
  if (!(inner instanceof z.ZodUnion)) return inner;
  const option = optionFor(inner.options, value);
  return option && resolved(option, value);
}

function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  const isWrapper =
    schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault;
  return isWrapper ? unwrapped(schema.unwrap()) : schema;
}

/** The option of a union that has the value's type; among several mappings, the one that accepts its `kind`. */
export function optionFor(options: readonly z.core.$ZodType[], value: unknown): z.core.$ZodType | undefined {
  const fits = (option: z.core.$ZodType) => {
    const inner = unwrapped(option);
    if (inner instanceof z.ZodObject) {
      const kind = ownValue(inner.shape as Record<string, z.core.$ZodType>, 'kind');
      if (!isMapping(value)) return false;
      return kind === undefined || z.safeParse(kind, ownValue(value, 'kind')).success;
    }
    if (inner instanceof z.ZodRecord) return isMapping(value);
    if (inner instanceof z.ZodString) return typeof value === 'string';
    return inner instanceof z.ZodNumber && typeof value === 'number';
  };
  return options.find(fits);
}

/** Whether a plain value is a mapping. */
export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
