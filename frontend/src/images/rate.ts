// How fast something comes while it is coming: an amount over the time in which at least one transfer was under way.
// Transfers at the same time share the clock, and pauses do not count.

export class Rate {
  readonly #now: () => number;
  #underWay = 0;
  #since = 0;
  #busyMs = 0;
  #amount = 0;

  /** `now` is in milliseconds and never runs back. */
  constructor(now: () => number) {
    this.#now = now;
  }

  begin(): void {
    if (this.#underWay === 0) this.#since = this.#now();
    this.#underWay += 1;
  }

  add(amount: number): void {
    this.#amount += amount;
  }

  end(): void {
    this.#underWay -= 1;
    if (this.#underWay === 0) this.#busyMs += this.#now() - this.#since;
  }

  get amount(): number {
    return this.#amount;
  }

  /** Per second; null before anything came. */
  get perSecond(): number | null {
    const busyMs = this.#busyMs + (this.#underWay > 0 ? this.#now() - this.#since : 0);
    return this.#amount === 0 || busyMs <= 0 ? null : (this.#amount * 1000) / busyMs;
  }

  /** Halves what is remembered, so that what happened lately counts more. */
  fade(): void {
    const now = this.#now();
    if (this.#underWay > 0) {
      this.#busyMs += now - this.#since;
      this.#since = now;
    }
    this.#busyMs /= 2;
    this.#amount /= 2;
  }
}
