// One question for frames of one instance (`…/frames/3,4,5`), and what came of it.

import { acceptFor, isUncompressed } from "./codec.ts";
import type { Codec } from "./codec.ts";
import type { StackImage } from "./image.ts";
import { boundaryOf, PartReader, transferSyntaxOf } from "./multipart.ts";

/** The bytes of one frame as they came. They are kept by the loader: whoever hands them to a worker copies them. */
export interface EncodedFrame {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly transferSyntax: string;
}

/** `gone`: not given (any more), not there, or the ticket does not open it. `unreachable`: asking again may help.
 * `unreadable`: what came is no frame of this image. */
export type FrameFailure = "gone" | "unreachable" | "unreadable";

export interface RetrievalListener {
  /** The next of the frames that were asked for, in their order. */
  frame(frame: EncodedFrame | "unreadable"): void;
  /** The answer begins: from here on bytes come in. */
  begins(): void;
  bytes(count: number): void;
}

/** How a question ended: `whole` when every frame was answered for. */
export type RetrievalEnd = "whole" | "let-go" | FrameFailure;

const STALL_MS = 30_000;
/** An encoder that cannot make a frame smaller may make it larger. */
const mostBytes = (image: StackImage): number => image.sizeBytes * 1.5 + 65_536;

/** Asks for frames of one instance, in ascending order. Never rejects. */
export async function retrieveFrames(
  images: readonly StackImage[],
  codec: Codec,
  letGo: AbortSignal,
  listener: RetrievalListener,
): Promise<RetrievalEnd> {
  const [image] = images;
  if (image === undefined) return "whole";
  const stall = new AbortController();
  let watch = setTimeout(() => stall.abort(), STALL_MS);
  const heard = (): void => {
    clearTimeout(watch);
    watch = setTimeout(() => stall.abort(), STALL_MS);
  };
  try {
    const response = await fetch(`${image.instancePath}/frames/${images.map(({ frame }) => frame).join(",")}`, {
      headers: { Accept: acceptFor(codec) },
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.any([letGo, stall.signal]),
    });
    if (!response.ok) return endOf(response.status);
    const boundary = boundaryOf(response.headers.get("Content-Type"));
    if (boundary === null || response.body === null) return "unreadable";
    listener.begins();
    return await read(response.body, boundary, images, (count) => {
      heard();
      listener.bytes(count);
    }, listener);
  } catch (error) {
    if (letGo.aborted) return "let-go";
    if (error instanceof TypeError || error instanceof DOMException) return "unreachable";
    throw error;
  } finally {
    clearTimeout(watch);
    stall.abort();
  }
}

function endOf(status: number): FrameFailure {
  if ([401, 403, 404, 410].includes(status)) return "gone";
  return status >= 500 || status === 408 || status === 429 ? "unreachable" : "unreadable";
}

async function read(
  body: ReadableStream<Uint8Array>,
  boundary: string,
  images: readonly StackImage[],
  heard: (count: number) => void,
  listener: RetrievalListener,
): Promise<RetrievalEnd> {
  const parts = new PartReader(boundary, Math.max(...images.map(mostBytes)));
  const reader = body.getReader();
  let given = 0;
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    heard(piece.value.length);
    for (const part of parts.feed(piece.value)) {
      const image = images[given];
      if (image === undefined) return "unreadable";
      listener.frame(frameOf(part.contentType, part.bytes, image) ?? "unreadable");
      given += 1;
    }
    if (parts.state === "broken") return "unreadable";
  }
  if (parts.state !== "whole") return "unreachable";
  return given === images.length ? "whole" : "unreadable";
}

/** The frame in a part; null if it is none of this image. */
function frameOf(contentType: string, bytes: Uint8Array<ArrayBuffer>, image: StackImage): EncodedFrame | null {
  const transferSyntax = transferSyntaxOf(contentType) ?? image.transferSyntax;
  if (transferSyntax === null || bytes.length === 0) return null;
  // Even length may add a byte (PS3.5 §8.1.1).
  const isSized = bytes.length === image.sizeBytes || bytes.length === image.sizeBytes + 1;
  return isUncompressed(transferSyntax) && !isSized ? null : { bytes, transferSyntax };
}
