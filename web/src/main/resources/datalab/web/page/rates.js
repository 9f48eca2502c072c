// Rates from counts that are asked for again and again.
const WINDOW_MS = 12_000;
const HISTORY_MAX = 60;

/** Remembers samples of named counts; gives their rate per second over the last seconds, and a short history of one. */
export class Rates {
  #samples = [];
  #history = [];
  #charted;

  constructor(charted) {
    this.#charted = charted;
  }

  add(counts, time = performance.now()) {
    const last = this.#samples.at(-1);
    if (last && Object.keys(counts).some((name) => counts[name] < last.counts[name])) this.#samples = [];
    this.#samples.push({ time, counts });
    while (this.#samples.length > 2 && time - this.#samples[1].time >= WINDOW_MS) this.#samples.shift();
    if (last && this.#samples.length > 1) {
      this.#history.push(Math.max(0, (counts[this.#charted] - last.counts[this.#charted]) / ((time - last.time) / 1_000)));
      if (this.#history.length > HISTORY_MAX) this.#history.shift();
    }
  }

  /** Per second; null until there are two samples. */
  of(name) {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    if (!first || first === last) return null;
    return (last.counts[name] - first.counts[name]) / ((last.time - first.time) / 1_000);
  }

  get history() {
    return [...this.#history];
  }
}
