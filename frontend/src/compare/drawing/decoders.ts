// Two workers, so that one slow frame does not hold up the next. A worker that fails as a whole (a decoder that cannot be
// fetched, memory that runs out) costs the frames it had, and a new one takes its place.

import type { Decoded, DecodeTask, FrameFormat, Raster, Undrawable } from "./raster.ts";

const WORKERS = 2;

interface Waiting {
  readonly worker: Worker;
  readonly settle: (result: Raster | Undrawable) => void;
}

export class Decoders {
  readonly #waiting = new Map<number, Waiting>();
  #workers: Worker[] = [];
  #next = 0;

  /** Starts the workers before there is anything to decode. */
  warm(): void {
    while (this.#workers.length < WORKERS) this.#workers.push(this.#started());
  }

  /** The frame's values, or why there are none; never rejects. `bytes` stay the caller's. */
  decode(bytes: Uint8Array, transferSyntax: string, format: FrameFormat): Promise<Raster | Undrawable> {
    this.warm();
    const worker = this.#leastBusy();
    const id = this.#next++;
    return new Promise((settle) => {
      this.#waiting.set(id, { worker, settle });
      worker.postMessage({ id, bytes, transferSyntax, format } satisfies DecodeTask, []);
    });
  }

  /** Ends the workers and what they hold of a patient; what was waiting stays unanswered. */
  letGo(): void {
    this.#workers.forEach((worker) => worker.terminate());
    this.#workers = [];
    this.#waiting.clear();
  }

  #leastBusy(): Worker {
    const load = new Map(this.#workers.map((worker) => [worker, 0]));
    for (const { worker } of this.#waiting.values()) load.set(worker, (load.get(worker) ?? 0) + 1);
    const [first] = [...load].toSorted(([, a], [, b]) => a - b);
    return first?.[0] ?? this.#started();
  }

  #started(): Worker {
    const worker = new Worker(new URL("./decoding.worker.ts", import.meta.url), { type: "module" });
    worker.addEventListener("message", ({ data }: MessageEvent<Decoded>) => {
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      waiting?.settle("raster" in data ? data.raster : data.failed);
    });
    worker.addEventListener("error", () => this.#failed(worker));
    return worker;
  }

  #failed(worker: Worker): void {
    worker.terminate();
    this.#workers = this.#workers.filter((one) => one !== worker);
    for (const [id, waiting] of this.#waiting) {
      if (waiting.worker !== worker) continue;
      this.#waiting.delete(id);
      waiting.settle("not-drawn");
    }
  }
}
