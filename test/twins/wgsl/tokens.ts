/** Words of a WGSL text, one after another. */

const TOKEN =
  /\/\/[^\n]*|\s+|(?<word>[A-Za-z_]\w*|\d+\.?\d*(?:[eE][+-]?\d+)?[fiu]?|->|\+\+|--|<<|>>|[<>=!+\-*/]=|&&|\|\||::|[^\s])/y;

/** A cursor over the words of a text. */
export class Tokens {
  readonly #words: string[] = [];
  #position = 0;

  constructor(text: string) {
    TOKEN.lastIndex = 0;
    for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
      const word = match.groups?.word;
      if (word !== undefined) this.#words.push(word);
    }
  }

  get done(): boolean {
    return this.#position >= this.#words.length;
  }

  /** The next word, or nothing at the end. */
  peek(): string {
    return this.#words[this.#position] ?? '';
  }

  next(): string {
    const word = this.peek();
    this.#position += 1;
    if (word === '') throw new Error('the text ends inside a declaration');
    return word;
  }

  /** Takes the next word if it is this one. */
  accept(word: string): boolean {
    if (this.peek() !== word) return false;
    this.#position += 1;
    return true;
  }

  expect(word: string): void {
    const found = this.next();
    const around = this.#words.slice(Math.max(0, this.#position - 6), this.#position + 4).join(' ');
    if (found !== word) throw new Error(`expected '${word}', found '${found}' in '${around}'`);
  }
}
