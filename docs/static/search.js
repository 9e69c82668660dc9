// Search without a server: `window.sections` holds each section of the site, and this its ranking.

/** @typedef {{title: string, heading: string, url: string, text: string}} Section */

/** What others write for a word of ours. @type {[RegExp, string][]} */
const SPELLINGS = [
  [/×/g, "x"],
  [/['’]s\b/g, ""],
  [/gr[ae]y-?scale|gray/g, "grey"],
  [/color/g, "colour"],
  [/license/g, "licence"],
  [/u-net/g, "unet"],
  [/summ(?=ed|ing)/g, "sum"],
];
const ENDS = /([sx]|ch|sh)es$|(?:ies|s|ing|ed)$/;

/** The words of a text as they are compared: 3×3 and Conv2d stay whole, "maps" is "map".
 * @param {string} text */
function wordsOf(text) {
  const lower = text.toLowerCase();
  const spelt = SPELLINGS.reduce((all, [theirs, ours]) => all.replace(theirs, ours), lower);
  const words = spelt.match(/[a-z0-9_]+/g) ?? [];
  return words.map((word) => (/^[a-z]{4,}$/.test(word) ? word.replace(ENDS, "$1") : word));
}

const STOP = new Set(
  wordsOf(
    "a an and are as at be by can do does for from has have how i in is it its my of on or that " +
      "the this to was what when where which why will with you your feature",
  ),
);

/** Words that say something, in one line. @param {string[]} words */
const lineOf = (words) => ` ${words.filter((word) => !STOP.has(word)).join(" ")} `;

/** @typedef {{head: string[], body: string[]}} Words  of a section, its heading twice */

/** Sections as words: once, not at each key. @type {WeakMap<Section[], Words[]>} */
const known = new WeakMap();

/** @param {Section[]} sections */
function textsOf(sections) {
  const texts =
    known.get(sections) ??
    sections.map(({ title, heading, text }) => ({
      head: wordsOf(`${heading} ${heading} ${title}`),
      body: wordsOf(text),
    }));
  known.set(sections, texts);
  return texts;
}

/**
 * Sections by how well they answer, the best first.
 * @param {Section[]} sections
 * @param {string} query
 */
function found(sections, query) {
  const all = wordsOf(query);
  const asked = all.filter((word) => !STOP.has(word));
  const terms = asked.length ? asked : all;
  const texts = textsOf(sections);
  const many = new Set(terms).size;
  const pairs = terms.slice(1).map((term, i) => ` ${terms[i]} ${term} `);
  return scoresOf(texts, new Set(terms))
    .map((score, i) => {
      const side = 1 + 0.3 * together(pairs, texts[i]);
      return { section: sections[i], score: score * weightOf(sections[i], many) * side };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ section }) => section)
    .filter(isFirst);
}

/**
 * How much each text says of these words: rare ones count more, and so does a text with all.
 * @param {Words[]} texts
 * @param {Set<string>} terms
 */
function scoresOf(texts, terms) {
  const mean = texts.reduce((sum, { body }) => sum + body.length, 0) / (texts.length || 1);
  const scores = texts.map(() => 0);
  const hits = texts.map(() => 0);
  for (const term of terms) {
    const counts = texts.map(({ head, body }) => 8 * times(head, term) + times(body, term));
    const having = counts.filter(Boolean).length;
    const isNumber = /\d/.test(term);
    const rare = (isNumber ? 2 : 1) * Math.log(1 + (texts.length - having + 0.5) / (having + 0.5));
    for (const [i, count] of counts.entries()) {
      const long = 0.4 + (0.6 * texts[i].body.length) / mean;
      scores[i] += (rare * count * 2.2) / (count + 1.2 * long);
      hits[i] += Number(count > 0);
    }
  }
  return scores.map((score, i) => (score * hits[i]) / terms.size);
}

/**
 * A page's own beginning says what it is about; exercises only ask. Who asks for a word or two
 * wants to know what they mean: a lesson says that, and a question's page only one thing about it.
 * @param {Section} section
 * @param {number} many  words that are asked for
 */
function weightOf({ url, heading }, many) {
  if (heading === "Exercises" || /^(LECTURER|images)/.test(url)) return 0.5;
  if (many < 3 && url.startsWith("questions/")) return many < 2 ? 0.5 : 0.75;
  return url.includes("#") ? 1 : 1.3;
}

/**
 * How many of these pairs of words stand side by side, of all: in a heading, or less, in the text.
 * @param {string[]} pairs
 * @param {Words} text
 */
function together(pairs, text) {
  const [head, body] = [lineOf(text.head), lineOf(text.body)];
  const side = (/** @type {string} */ pair) =>
    head.includes(pair) ? 1 : Number(body.includes(pair)) * 0.3;
  return pairs.reduce((sum, pair) => sum + side(pair), 0) / (pairs.length || 1);
}

/**
 * Whether no better section leads to the same place.
 * @param {Section} section
 * @param {number} at
 * @param {Section[]} sections
 */
function isFirst({ url }, at, sections) {
  return sections.findIndex((one) => decodeURI(one.url) === decodeURI(url)) === at;
}

/** A word, or one that begins with it. @param {string[]} words @param {string} term */
const times = (words, term) =>
  words.reduce((n, word) => n + (word === term ? 1 : word.startsWith(term) ? 0.5 : 0), 0);

/** Some words round the first that was asked for. @param {string} text @param {string} query */
function around(text, query) {
  const words = text.split(" ");
  const terms = wordsOf(query).filter((word) => !STOP.has(word));
  const at = words.findIndex((word) => terms.includes(wordsOf(word)[0] ?? ""));
  const from = Math.max(0, at - 8);
  return `${from ? "… " : ""}${words.slice(from, from + 28).join(" ")} …`;
}

/** @param {HTMLElement} list @param {string} query */
function show(list, query) {
  const sections = /** @type {{sections?: Section[]}} */ (/** @type {unknown} */ (window)).sections;
  const best = found(sections ?? [], query).slice(0, 20);
  list.replaceChildren(
    ...best.map(({ title, heading, url, text }) => {
      const [item, link, where, words] = ["li", "a", "span", "p"].map((n) =>
        document.createElement(n),
      );
      Object.assign(link, { href: url, textContent: heading || title });
      where.textContent = heading ? title : "";
      words.textContent = around(text, query);
      item.append(link, where, words);
      return item;
    }),
  );
  const said = query ? `${best.length || "No"} ${best.length === 1 ? "section" : "sections"}` : "";
  /** @type {HTMLElement} */ (document.querySelector("#found")).textContent = said;
}

if (globalThis.document) {
  const query = new URLSearchParams(location.search).get("q") ?? "";
  const list = document.querySelector("#search-results");
  for (const box of document.querySelectorAll("input[type=search]")) {
    /** @type {HTMLInputElement} */ (box).value = query;
    box.addEventListener("input", () =>
      show(/** @type {HTMLElement} */ (list), /** @type {HTMLInputElement} */ (box).value),
    );
  }
  if (list) show(/** @type {HTMLElement} */ (list), query);
}
