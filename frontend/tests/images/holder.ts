// A holder of frames over real HTTP on this machine, which answers as a test lets it.

import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";

export interface Request {
  readonly frames: readonly number[];
  readonly instance: string;
  readonly accept: string;
}

type Respond = (request: Request, response: ServerResponse) => void;

const EXPLICIT_LITTLE = "1.2.840.10008.1.2.1";

/** One part of each frame, filled with its number, as `/dw` writes them. */
export function multipart(frames: readonly number[], sizeBytes: number, transferSyntax = EXPLICIT_LITTLE): Buffer {
  const parts = frames.map((frame) =>
    Buffer.concat([
      Buffer.from(`\r\n--b0\r\nContent-Type: application/octet-stream; transfer-syntax=${transferSyntax}\r\n\r\n`),
      Buffer.alloc(sizeBytes, frame),
    ]));
  return Buffer.concat([...parts, Buffer.from("\r\n--b0--\r\n")]);
}

export const MULTIPART = { "Content-Type": 'multipart/related; type="application/octet-stream"; boundary=b0' };

export class FrameHolder {
  readonly requests: Request[] = [];
  readonly aborted: Request[] = [];
  readonly #waiting: { readonly request: Request; readonly response: ServerResponse }[] = [];
  readonly #watchers = new Set<() => void>();
  readonly #sizeBytes: number;
  #respond: Respond | null;

  /** Answers at once with frames of so many bytes, unless `respond` says otherwise. */
  constructor(sizeBytes: number) {
    this.#sizeBytes = sizeBytes;
    this.#respond = (request, response) => this.give(request, response);
  }

  /** Answers each question by this from now on; null: none is answered until `release`. */
  answer(respond: Respond | null): void {
    this.#respond = respond;
  }

  give({ frames }: Request, response: ServerResponse, sizeBytes = this.#sizeBytes): void {
    response.writeHead(200, MULTIPART).end(multipart(frames, sizeBytes));
  }

  /** Answers what waits, and everything after it. */
  release(): void {
    this.#respond = (request, response) => this.give(request, response);
    for (const { request, response } of this.#waiting.splice(0)) this.give(request, response);
  }

  /** Resolves when `holds` is true; it is looked at with each question, end of one, and tick of the test. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      await new Promise<void>((resolve) => {
        const look = (): void => {
          this.#watchers.delete(look);
          resolve();
        };
        this.#watchers.add(look);
      });
    }
  }

  /** Something changed that `until` waits for. */
  readonly tick = (): void => {
    for (const look of this.#watchers) look();
  };

  async listen(t: TestContext): Promise<void> {
    const server = createServer((message, response) => this.#take(message, response));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const real = globalThis.fetch;
    t.mock.method(globalThis, "fetch", (path: string, init: RequestInit) => real(`http://127.0.0.1:${port}${path}`, init));
    t.after(() => stop(server));
  }

  #take(message: IncomingMessage, response: ServerResponse): void {
    const [, instance = "", frames = ""] = /instances\/([^/]+)\/frames\/(.+)$/.exec(message.url ?? "") ?? [];
    const request = { instance, frames: frames.split(",").map(Number), accept: message.headers.accept ?? "" };
    this.requests.push(request);
    response.on("close", () => {
      if (!response.writableFinished) this.aborted.push(request);
      this.tick();
    });
    if (this.#respond === null) this.#waiting.push({ request, response });
    else this.#respond(request, response);
    this.tick();
  }
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
