/** Options without the value that they need, and switches with one: over all options of all commands. */
import { asyncProperty, constantFrom, assert as holds, record, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type KnownOptions, valueMistake } from '../../src/terminal/optionValues.js';
import { allCommands, refusalOf } from '../cli/commandLines.js';

const commands = await allCommands();

describe('the commands', () => {
  it('are all there, with their options', () => {
    expect(commands.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['scan', 'contours', 'compare', 'xsec', 'experiment check', 'doctor']),
    );
    const optionsOf = (name: string) => commands.find((command) => command.name === name)?.valued;
    expect(optionsOf('contours')).toEqual(
      expect.arrayContaining(['x', 'y', 'fix', 'cl', 'experiment', 'out']),
    );
    expect(optionsOf('xsec')).toEqual(expect.arrayContaining(['q2', 'enu', 'model', 'charge']));
  });

  it('read numbers as texts, so that a mistake is told in full', () => {
    expect(commands.flatMap(({ name, numbers }) => numbers.map((option) => `${name} --${option}`))).toEqual(
      [],
    );
  });
});

/** Ways to leave a value out; each ends the command line of the option's own words. */
const WITHOUT_VALUE: Readonly<Record<string, (option: string) => string[]>> = {
  'at the end': (option) => [option],
  'before another option': (option) => [option, '--debug'],
  'behind an equals sign': (option) => [`${option}=`],
  'an empty text': (option) => [option, ''],
  'a blank behind an equals sign': (option) => [`${option}= `],
  'the end of options': (option) => [option, '--', 'more'],
  'given twice, the first time without': (option) => [option, option, 'value'],
};

describe.each(commands)('dualnu $name', ({ words, valued, switches }) => {
  it('refuses each option that lacks its value, in every way', async () => {
    for (const option of valued) {
      // Where it is required it stands there already: without, only what is tested is.
      const at = words.indexOf(`--${option}`);
      const others = at < 0 ? words : words.toSpliced(at, 2);
      const dashed = option.length === 1 ? [`--${option}`, `-${option}`] : [`--${option}`];
      for (const name of dashed) {
        for (const [how, make] of Object.entries(WITHOUT_VALUE)) {
          const said = await refusalOf([...others, ...make(name)]);
          expect(`${name} ${how}: ${said}`).toBe(`${name} ${how}: Not enough arguments following: ${option}`);
        }
      }
    }
  });

  it('refuses --no- before an option with a value, and a value for a switch', async () => {
    for (const option of valued) {
      expect(await refusalOf([...words, `--no-${option}`])).toBe(`Unknown argument: no-${option}`);
    }
    for (const option of switches) {
      const said = await refusalOf([...words, `--${option}=perhaps`]);
      expect(said).toBe(`--${option} takes no value, but got perhaps`);
    }
  });
});

describe('anywhere on the command line', () => {
  const cases = commands.flatMap((command) => command.valued.map((option) => ({ command, option })));
  const place = record({
    which: constantFrom(...cases),
    how: constantFrom('before another option', 'behind an equals sign', 'an empty text'),
    other: constantFrom(...commands.flatMap(({ valued }) => valued)),
  });

  it('it is the missing value that is told', async () => {
    await holds(
      asyncProperty(place, async ({ which: { command, option }, how, other }) => {
        const at = command.words.indexOf(`--${option}`);
        const words = at < 0 ? command.words : command.words.toSpliced(at, 2);
        const rest = command.valued.includes(other) && other !== option && !words.includes(`--${other}`);
        const tail = rest ? [`--${other}=something`] : [];
        const said = await refusalOf([...words, ...(WITHOUT_VALUE[how]?.(`--${option}`) ?? []), ...tail]);
        expect(said).toMatch(new RegExp(`Not enough arguments following: ${option}$`));
      }),
      { numRuns: 60 },
    );
  });
});

describe('valueMistake', () => {
  const known: KnownOptions = {
    key: { cl: true, x: true, y: true, json: true, 'sm-z': true },
    boolean: ['json', 'sm-z'],
    count: [],
    alias: { 'sm-z': ['smZ'], smZ: ['sm-z'] },
  };

  it('finds nothing in what is whole', async () => {
    for (const tokens of [
      ['--cl', '0.9', '--json'],
      ['--cl=0.9', '-x', 'm5_gev', '-y=Umu5_sq'],
      ['--cl', '-1', '--x', '-.5', '--y', '-1e-3'],
      ['--cl', '-'],
      ['--json=true', '--no-json', '--no-sm-z', '--no-smZ', '--smZ=false'],
      ['--unknown'],
      ['--', '--cl'],
    ]) {
      expect(valueMistake(tokens, known)).toBeUndefined();
    }
    await holds(
      asyncProperty(string({ minLength: 1 }), async (text) => {
        if (text.trim() === '') return;
        expect(valueMistake([`--cl=${text}`], known)).toBeUndefined();
      }),
    );
  });

  it('names the option of several letters in one word', () => {
    expect(valueMistake(['-xy', 'm5_gev'], known)).toBe('Not enough arguments following: x');
    expect(valueMistake(['-xy=m5_gev'], known)).toBe('Not enough arguments following: x');
  });
});
