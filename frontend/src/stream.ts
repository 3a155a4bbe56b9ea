// Reads POST /timeline line by line and tells how it ended. It knows nothing of the page: lines become events,
// a bad line is reported and the next ones still count, and silence longer than three pings is a broken line.

import { Undecodable } from "./decode.ts";
import { decodeLine } from "./events.ts";
import type { StreamEvent } from "./events.ts";

/** How a stream ended: the session is gone, the line broke, or we let go of it ourselves. */
export type Ending = "no-session" | "broken" | "let-go";

export interface StreamListener {
  event(event: StreamEvent): void;
  malformed(): void;
  ended(ending: Ending): void;
}

const SILENCE_MS = 45_000; // the server pings every 15 s (architecture §8f)
const MAX_LINE_CHARS = 4_000_000;

/** Asks all holders, or only those named, and feeds `listener` until the end. Returns the way to let go. */
export function openStream(holders: readonly string[] | null, listener: StreamListener): () => void {
  const control = new AbortController();
  let letGo = false;
  void read(holders, listener, control).then((ending) => listener.ended(letGo ? "let-go" : ending));
  return () => {
    letGo = true;
    control.abort();
  };
}

/** The session that this page was opened for: were the browser's session another by now, nothing is answered. */
function pageContext(): string {
  return document.querySelector("tijdlijn-page")?.getAttribute("context") ?? "";
}

async function read(
  holders: readonly string[] | null,
  listener: StreamListener,
  control: AbortController,
): Promise<Ending> {
  let watch = window.setTimeout(() => control.abort(), SILENCE_MS);
  try {
    const response = await fetch("/timeline", {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        Accept: "application/x-ndjson",
        "X-Tijdlijn": "1",
        "X-Tijdlijn-Context": pageContext(),
      },
      body: JSON.stringify(holders === null ? {} : { holders }),
      cache: "no-store",
      redirect: "error",
      signal: control.signal,
    });
    if (response.status === 401 || response.status === 403) return "no-session";
    if (!response.ok || response.body === null) return "broken";
    const lines = lineFeed((line) => deliver(line, listener));
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      window.clearTimeout(watch);
      watch = window.setTimeout(() => control.abort(), SILENCE_MS);
      if (!lines.feed(part.value)) return "broken";
    }
    lines.end();
    return "broken";
  } catch (error) {
    if (error instanceof TypeError || error instanceof DOMException) return "broken"; // fetch and abort speak these two
    throw error;
  } finally {
    window.clearTimeout(watch);
    control.abort();
  }
}

/** Cuts a text that arrives in parts into lines; `feed` is false once a line grows beyond all reason. */
export function lineFeed(line: (text: string) => void): { feed(part: string): boolean; end(): void } {
  let rest = "";
  const take = (text: string): void => {
    if (text.trim() !== "") line(text);
  };
  return {
    feed(part) {
      const pieces = (rest + part).split("\n");
      rest = pieces.pop() ?? "";
      pieces.forEach(take);
      return rest.length <= MAX_LINE_CHARS;
    },
    end() {
      take(rest);
      rest = "";
    },
  };
}

function deliver(line: string, listener: StreamListener): void {
  let event: StreamEvent | null;
  try {
    event = decodeLine(line);
  } catch (error) {
    if (!(error instanceof Undecodable)) throw error;
    listener.malformed();
    return;
  }
  if (event !== null) listener.event(event);
}
