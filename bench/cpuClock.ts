/** CPU time of named parts, in microseconds: what a shared machine disturbs least. */
export class CpuClock {
  readonly #spent = new Map<string, number>();

  /** Runs a part and adds its time to its name. */
  time<T>(name: string, part: () => T): T {
    const begin = process.cpuUsage();
    const result = part();
    const { user, system } = process.cpuUsage(begin);
    this.add(name, user + system);
    return result;
  }

  /** Adds microseconds to a part. */
  add(name: string, microseconds: number): void {
    this.#spent.set(name, this.of(name) + microseconds);
  }

  /** Microseconds spent on a part so far. */
  of(name: string): number {
    return this.#spent.get(name) ?? 0;
  }

  /** All parts in the order in which they came first. */
  entries(): [string, number][] {
    return [...this.#spent];
  }

  /** Forgets what was spent. */
  reset(): void {
    this.#spent.clear();
  }
}
