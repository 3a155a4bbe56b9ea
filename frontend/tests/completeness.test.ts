import assert from "node:assert/strict";
import test from "node:test";
import { completenessOf } from "../src/completeness.ts";
import type { Completeness } from "../src/completeness.ts";
import type { OutcomeKind } from "../src/events.ts";
import { clockTime } from "../src/format.ts";
import { EMPTY, reduce } from "../src/model.ts";
import type { Model } from "../src/model.ts";
import { nl } from "../src/words/nl.ts";
import { completeEvent, heard, holder, holdersEvent, outcomeEvent, recorded } from "./recording.ts";

const corner = (model: Model): Completeness => completenessOf(model, nl, clockTime);
const blocks = (model: Model): string => corner(model).blocks.join(" ");
const three = [holder("A", "Eigen", true), holder("B", "Noord"), holder("C", "Zuid")];

test("before the index answered, nobody is counted as complete", () => {
  const state = corner(heard([holdersEvent(three.slice(0, 1), null), outcomeEvent("A", "Answered")]));
  assert.equal(state.head, "De verwijsindex wordt gevraagd");
  assert.equal(state.blocks.join(" "), "full wait");
  assert.equal(corner(EMPTY).waiting, true);
});

test("who is waited for is named", () => {
  const state = corner(heard(recorded("laden")));
  assert.equal(state.head, "2 van 5 instellingen hebben geantwoord");
  assert.equal(state.sub, "Wacht op UMC Rijnmond, Diagnostiek Zuid en Zkh. Feijenoord");
  assert.equal(state.canAskAgain, false);
});

test("one that fails is named, with what can be done", () => {
  const state = corner(heard(recorded("houder-faalt")));
  assert.equal(state.head, "4 van 5 instellingen hebben geantwoord");
  assert.equal(state.sub, "Zkh. Waterland niet bereikbaar");
  assert.equal(state.blocks.join(" "), "full full full full fail");
  assert.deepEqual(state.again, ["90000106"]);
  assert.equal(state.phone?.number, "0299-000 006");
  assert.equal(state.at, "02:44");
});

test("complete is said only if every holder answered and the service agrees", () => {
  const all = [holdersEvent(three), ...three.map((one) => outcomeEvent(one.custodian, "Answered"))];
  assert.equal(corner(heard([...all, completeEvent(3, 3)])).sub, "Alles wat zij mogen tonen, is ontvangen");
  assert.notEqual(corner(heard(all)).sub, "Alles wat zij mogen tonen, is ontvangen");
  const disputed = corner(heard([...all, completeEvent(4, 3)]));
  assert.equal(disputed.sub, "Niet alles is ontvangen");
  assert.equal(disputed.head, "3 van 4 instellingen hebben geantwoord");
  assert.equal(disputed.canAskAgain, true);
  const garbled = reduce(heard([...all, completeEvent(3, 3)]), { type: "malformed" });
  assert.equal(corner(garbled).sub, "Niet alles is ontvangen");
});

const wordsFor = (kind: OutcomeKind): string => {
  const outcomes = [outcomeEvent("A", "Answered"), outcomeEvent("B", kind), outcomeEvent("C", "Answered")];
  return corner(heard([holdersEvent(three), ...outcomes, completeEvent(3, 2)])).sub;
};

test("after a holder asked again has answered, the answer is complete", () => {
  const waiting = reduce(heard(recorded("houder-faalt")), { type: "ask-again", custodians: ["90000106"] });
  assert.equal(corner(waiting).sub, "Wacht op Zkh. Waterland");
  assert.equal(corner(heard(recorded("houder-faalt.opnieuw"), waiting, true)).sub, "Alles wat zij mogen tonen, is ontvangen");
});

test("each kind of failure has its own words", () => {
  assert.equal(wordsFor("Partial"), "Noord niet volledig");
  assert.equal(wordsFor("TimedOut"), "Noord antwoordt niet op tijd");
  assert.equal(wordsFor("Malformed"), "Noord gaf een onleesbaar antwoord");
  assert.equal(wordsFor("Refused"), "Noord weigert deze aansluiting");
  assert.equal(wordsFor("NotAsked"), "Noord niet gevraagd");
});

test("several failures fit one line and stay named", () => {
  const state = corner(heard(recorded("deels")));
  assert.equal(state.sub, "MC Delfshaven en Zkh. Feijenoord: niet alles ontvangen");
  assert.equal(state.head, "4 van 5 instellingen hebben geantwoord, 1 deels");
});

test("a holder that may not be named is counted, never named, and asked again only with everybody", () => {
  const state = corner(heard([holdersEvent(three.slice(0, 1)), outcomeEvent("A", "Answered"), outcomeEvent(null, "TimedOut"), completeEvent(2, 1)]));
  assert.equal(state.sub, "1 andere instelling antwoordt niet op tijd");
  assert.equal(state.head, "1 van 2 instellingen heeft geantwoord");
  assert.equal(state.again, null);
  assert.equal(state.phone, null);
});

test("index down is an error beside the own studies", () => {
  const state = corner(heard(recorded("index-weg")));
  assert.equal(state.head, "Alleen eigen onderzoeken");
  assert.equal(state.sub, "Verwijsindex niet bereikbaar");
  assert.equal(state.blocks.join(" "), "full fail");
  assert.equal(state.canAskAgain, true);
});

test("a broken line turns what is waited for into failures", () => {
  const broken = reduce(heard(recorded("laden")), { type: "ended", ending: "broken", again: null });
  assert.equal(blocks(broken), "full fail full fail fail");
  assert.equal(corner(broken).sub, "Verbinding verbroken");
});

test("two routes to one holder: one failing makes it partial", () => {
  const two = heard([holdersEvent(three.slice(0, 1)), outcomeEvent("A", "Answered")]);
  const other = reduce(two, {
    type: "event",
    again: false,
    event: { event: "outcome", data: { custodian: "A", name: "A", kind: "TimedOut", asked_at: "2026-11-24T01:43:58Z", took_ms: 1, retryable: true, rows: 0, route: "other", since: null } },
  });
  assert.equal(blocks(other), "part");
});
