// Fetches an object that is no picture: in the form in which it is read, or as its file. Nothing is kept but the bytes
// that are shown, and those no longer than they are.

import { currentTheme } from "../theme.ts";
import type { OtherObject, Reader } from "./others_listing.ts";

export type FetchedObject = { readonly blob: Blob } | { readonly failed: "gone" | "unreachable" | "unreadable" | "anotherPerson" };

/** The type is ours, never the holder's: a browser must not take a document for a page. Of a film the service says what
 * its bytes are. */
const TYPES: Readonly<Record<Exclude<Reader, "film">, string>> = {
  page: "text/html",
  pdf: "application/pdf",
  drawing: "image/svg+xml",
};
const FILM = /^video\/[A-Za-z0-9.+-]{1,40}$/;
const DEADLINE_MS = 60_000;

const addressOf = (path: string, { series, instance }: OtherObject): string => `${path}/series/${series.uid}/instances/${instance.uid}`;

/** The object as it is shown. Never rejects, unless `signal` is aborted. */
export async function fetchReadable(path: string, object: OtherObject, reader: Reader, signal: AbortSignal): Promise<FetchedObject> {
  const accept = reader === "film" ? "video/*" : TYPES[reader];
  const within = reader === "film" ? signal : AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]);
  const address = `${addressOf(path, object)}/rendered${reader === "page" ? `?theme=${currentTheme()}` : ""}`;
  const answer = await fetched(address, accept, within, signal);
  if (!("bytes" in answer)) return answer;
  const type = reader === "film" ? answer.type : TYPES[reader];
  return reader === "film" && !FILM.test(type) ? { failed: "unreadable" } : { blob: new Blob([answer.bytes], { type }) };
}

/** The Part 10 file as its holder stores it. Never rejects, unless `signal` is aborted. */
export async function fetchFile(path: string, object: OtherObject, signal: AbortSignal): Promise<FetchedObject> {
  const answer = await fetched(addressOf(path, object), 'application/dicom; transfer-syntax="*"', signal, signal);
  return "bytes" in answer ? { blob: new Blob([answer.bytes], { type: "application/dicom" }) } : answer;
}

/** The name under which a file is saved says nothing of the patient. */
export function fileName({ series, instance }: OtherObject): string {
  return [instance.kind ?? "object", series.number, instance.number].filter((part) => part !== null).join("-") + ".dcm";
}

/** Hands the file to the browser, which saves it. */
export function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  [link.href, link.download] = [url, name];
  link.click();
  // The browser has taken hold of it once this turn is over.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}

type Answer = { readonly bytes: ArrayBuffer; readonly type: string } | { readonly failed: "gone" | "unreachable" | "unreadable" | "anotherPerson" };

async function fetched(address: string, accept: string, within: AbortSignal, signal: AbortSignal): Promise<Answer> {
  try {
    const response = await fetch(address, { headers: { Accept: accept }, cache: "no-store", redirect: "error", signal: within });
    if (response.ok) return { bytes: await response.arrayBuffer(), type: response.headers.get("Content-Type") ?? "" };
    if (response.status === 404 || response.status === 410) return { failed: "gone" };
    if (response.status === 409) return { failed: "anotherPerson" };
    return { failed: response.status === 502 || response.status === 406 ? "unreadable" : "unreachable" };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof TypeError || error instanceof DOMException) return { failed: "unreachable" };
    throw error;
  }
}
