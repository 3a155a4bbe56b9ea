import assert from "node:assert/strict";
import test from "node:test";
import { dayMonthYear, grouped, localMoment, momentInWords, personAge, secondsInWords, sizeInWords, studyAge, whenInWords } from "../src/format.ts";
import { en } from "../src/words/en.ts";
import { enumeration } from "../src/words/language.ts";
import { nl } from "../src/words/nl.ts";

test("dates stand as day, month, year; unknown is said", () => {
  assert.equal(dayMonthYear("2026-11-24"), "24-11-2026");
  assert.equal(whenInWords({ date: "2026-11-24", time: "02:41" }, nl), "di 24-11-2026 02:41");
  assert.equal(whenInWords({ date: "2026-11-24", time: null }, nl), "di 24-11-2026 tijd ?");
  assert.equal(whenInWords({ date: null, time: null }, nl), "datum onbekend");
});

test("a moment is shown in Dutch local time, in winter and in summer, over midnight too", () => {
  assert.deepEqual(localMoment("2026-11-24T01:44:05Z"), { date: "2026-11-24", time: "02:44" });
  assert.deepEqual(localMoment("2026-07-01T22:30:00Z"), { date: "2026-07-02", time: "00:30" });
  assert.equal(momentInWords("2025-09-12T07:14:00Z", nl), "vr 12-09-2025 09:14");
});

test("numbers are grouped and sizes rounded as the language has it", () => {
  assert.equal(grouped(1284, nl), "1.284");
  assert.equal(grouped(1284567, en), "1,284,567");
  assert.equal(grouped(12, nl), "12");
  assert.equal(sizeInWords(642_400_000, nl), "642 MB");
  assert.equal(sizeInWords(360_000, nl), "0,4 MB");
  assert.equal(sizeInWords(1_240_000_000, nl), "1,2 GB");
  assert.equal(secondsInWords(1430, nl), "1,4 s");
});

test("a person's age is in years, of a small child in months or days", () => {
  assert.equal(personAge("1951-03-14", "2026-11-24", nl), "75 jaar");
  assert.equal(personAge("1951-11-25", "2026-11-24", nl), "74 jaar");
  assert.equal(personAge("2025-09-20", "2026-11-24", nl), "14 maanden");
  assert.equal(personAge("2026-11-15", "2026-11-24", nl), "9 dagen");
  assert.equal(personAge("2026-11-23", "2026-11-24", en), "1 day");
  assert.equal(personAge("1951", "2026-11-24", nl), null);
  assert.equal(dayMonthYear("1951-03"), "03-1951");
});

test("a study's age is in words of the right size", () => {
  const ages = [
    ["2026-11-24", "vandaag"], ["2026-11-23", "1 dag geleden"], ["2026-11-10", "14 dagen geleden"],
    ["2026-10-20", "5 wk geleden"], ["2025-09-11", "14 mnd geleden"], ["2022-05-03", "4½ jr geleden"],
    ["2009-03-05", "17 jr geleden"],
  ] as const;
  for (const [date, words] of ages) assert.equal(studyAge(date, "2026-11-24", nl), words);
  assert.equal(studyAge("2026-11-25", "2026-11-24", nl), null);
});

test("names are enumerated", () => {
  assert.equal(enumeration(["a"], nl), "a");
  assert.equal(enumeration(["a", "b", "c"], nl), "a, b en c");
});
