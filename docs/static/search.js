// Search without a server: `window.sections` holds each section of the site, and this its ranking.

/** @typedef {{title: string, heading: string, url: string, text: string}} Section */

const STOP = new Set(
  (
    "a an and are as at be by can do does for from has have how i in is it its my of on or that " +
    "the this to was what when where which why will with you your feature"
  ).split(" "),
);

/** The words of a text as they are compared: 3×3 and Conv2d stay whole, "maps" is "map".
 * @param {string} text */
const wordsOf = (text) =>
  (
    text
      .toLowerCase()
      .replaceAll("×", "x")
      .match(/[a-z0-9_]+/g) ?? []
  ).map((word) => (/^[a-z]{4,}$/.test(word) ? word.replace(/(ies|es|s|ing|ed)$/, "") : word));

/**
 * Sections by how well they answer, the best first.
 * @param {Section[]} sections
 * @param {string} query
 */
function found(sections, query) {
  const all = wordsOf(query);
  const asked = all.filter((word) => !STOP.has(word));
  const terms = asked.length ? asked : all;
  const texts = sections.map(({ title, heading, text }) => ({
    head: wordsOf(`${heading} ${heading} ${title}`),
    body: wordsOf(text),
  }));
  const mean = texts.reduce((sum, { body }) => sum + body.length, 0) / (texts.length || 1);
  const scores = texts.map(() => 0);
  const hits = texts.map(() => 0);
  for (const term of new Set(terms)) {
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
  return sections
    .map((section, i) => {
      const share = hits[i] / new Set(terms).size;
      return { section, score: scores[i] * share * weightOf(section, all.length === 1) };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ section }) => section)
    .filter(isFirst);
}

/**
 * A page's own beginning says what it is about; exercises only ask. Who asks for one word wants to
 * know what it means: a lesson says that, and a question's page only one thing about it.
 * @param {Section} section
 * @param {boolean} isWord
 */
function weightOf({ url, heading }, isWord) {
  if (heading === "Exercises" || (isWord && url.startsWith("questions/"))) return 0.5;
  return url.includes("#") ? 1 : 1.25;
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
