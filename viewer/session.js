// A window of the viewer lasts as long as it may: each call of `/stay` has it looked at anew and is held until
// something changes. When it may not stay, the images leave the screen at once.

const UNHEARD_MS = 5 * 60_000;
const AGAIN_MS = 5_000;
// An answer is held for twenty seconds; a line that broke off without a word gives none, and no error either.
const DEADLINE_MS = 60_000;

const query = new URLSearchParams(location.search);
const studies = (query.get("StudyInstanceUIDs") ?? "").split(",").filter(Boolean);
const body = JSON.stringify({ studies });

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function close(why) {
  document.documentElement.style.setProperty("display", "none", "important");
  window.stop();
  location.replace(`/closed?${new URLSearchParams({ why, lng: query.get("lng") ?? "nl" })}`);
}

async function state() {
  const headers = { "Content-Type": "application/json", "X-Tijdlijn": "1" };
  const control = new AbortController();
  const deadline = setTimeout(() => control.abort(), DEADLINE_MS);
  try {
    const answer = await fetch("/stay", { method: "POST", headers, body, signal: control.signal });
    return answer.ok ? (await answer.json()).state : "unheard";
  } catch {
    return "unheard";
  } finally {
    clearTimeout(deadline);
  }
}

let certainAt = performance.now();
for (;;) {
  const told = await state();
  if (told === "over" || told === "withdrawn") {
    close(told);
    break;
  }
  if (told === "open") certainAt = performance.now();
  else if (performance.now() - certainAt > UNHEARD_MS) {
    close("unreachable");
    break;
  } else if (told === "unheard") await pause(AGAIN_MS);
}
