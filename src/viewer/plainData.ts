/** Plain data as JSON, with what JSON has no words for: numbers that are not finite, and typed arrays. A key that is undefined is left out. */

/** The only key of an object that stands for something else. */
const TAG = '$plain';

const ARRAYS = { Float32Array, Float64Array, Uint8Array, Uint32Array, Int32Array } as const;
type ArrayName = keyof typeof ARRAYS;

/** What stands for something else: the words of a number, or the name of a typed array with its numbers. */
type Tagged = string | readonly [name: ArrayName, numbers: readonly unknown[]];

/** The text of plain data. RangeError for what is not plain: a function, a class, a key that this form needs. */
export function plainToText(value: unknown): string {
  return JSON.stringify(toJson(value));
}

/** The data of such a text. SyntaxError where it is none. */
export function plainFromText(text: string): unknown {
  return JSON.parse(text, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null || !(TAG in value)) return value;
    const tagged = value[TAG] as Tagged;
    if (typeof tagged === 'string') return Number(tagged);
    const [name, numbers] = tagged;
    return ARRAYS[name].from(numbers as number[]);
  });
}

function toJson(value: unknown): unknown {
  if (typeof value === 'number')
    return Number.isFinite(value) && !Object.is(value, -0) ? value : { [TAG]: words(value) };
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(toJson);
  if (ArrayBuffer.isView(value)) {
    const name = value.constructor.name as ArrayName;
    if (!(name in ARRAYS)) throw new RangeError(`${name} is no array of plain data`);
    return { [TAG]: [name, [...(value as Float64Array)].map(toJson)] };
  }
  const isPlain = typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype;
  if (!isPlain || TAG in value) throw new RangeError(`${typeof value} is no plain data`);
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, part]) => (part === undefined ? [] : [[key, toJson(part)]])),
  );
}

const words = (value: number) => (Object.is(value, -0) ? '-0' : String(value));
