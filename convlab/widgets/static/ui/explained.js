// What is said of an error: its axes one under the other, the wrong one reversed on ink, and cures.

/** @import { Followed } from "../numbers/cures.js" */
/** @import { Cure, Found } from "../numbers/explain/found.js" */

import { alike, followed, sizesOf } from "../numbers/cures.js";
import { KINDS, notesOf } from "../numbers/explain.js";
import { makeCurePicture } from "./cure_picture.js";
import { make, makeButton } from "./dom.js";

const BIG = [1, 3]; // rows of numbers; names and notes are small

/**
 * All but the first line of its cause.
 * @param {Found} found
 * @param {Uint8Array} photo  for the pictures of cures, in hundredths
 */
export function makeExplained(found, photo) {
  const lines = found.cause.split("\n").slice(1);
  /** @type {HTMLElement[]} */
  const said = lines.map((line) => make("p", "", {}, line));
  if (found.rows.length) said.push(makeAxes(found));
  const sizes = sizesOf(found);
  const cures = found.cures.map((one) => {
    return makeCure(one, sizes && followed(one.grid, sizes, photo));
  });
  if (cures.length) said.push(make("ol", "cl-cures", {}, ...cures));
  const kinds = found.cures.map((one) => one.grid);
  const same = sizes ? alike(kinds, sizes, photo) : "";
  if (same) said.push(make("p", "cl-same", {}, same));
  return said;
}

/** A column for each axis; on a phone, a line. @param {Found} found */
function makeAxes(found) {
  const notes = notesOf(found);
  const rows = found.rows.map(([label, cells], n) => [label, ...(n === 2 ? notes : cells)]);
  const axes = rows[0].map((_, at) => {
    const isWrong = at > 0 && found.rows[2][1][at - 1] === "≠";
    const cells = rows.map((row, n) => makeCell(row[at], n, at === 0));
    return make("div", `cl-axis${isWrong ? " cl-clash" : ""}`, { role: "row" }, ...cells);
  });
  return make(
    "div",
    "cl-axes",
    { role: "table", "aria-label": "axes of x and of the layer" },
    ...axes,
  );
}

/** @param {string} words @param {number} n @param {boolean} isLabel */
function makeCell(words, n, isLabel) {
  const isBig = BIG.includes(n) || words === "≠";
  const header = isLabel ? "columnheader" : n === 0 && "rowheader";
  const role = (words && header) || "cell";
  return make("span", isBig && !isLabel ? "cl-number" : "", { role }, words);
}

/** @param {Cure} cure @param {Followed} [done]  what it does, where that can be drawn */
function makeCure({ title, code, needs }, done) {
  const copy = makeButton("Copy", async () => {
    try {
      await navigator.clipboard.writeText(code);
      copy.textContent = "Copied";
    } catch {
      getSelection()?.selectAllChildren(line);
    }
  });
  copy.setAttribute("aria-label", `Copy the code: ${title}`);
  const line = make("code", "", {}, code);
  const block = make("pre", "", { tabindex: "0" }, line);
  const parts = [
    make("b", "", {}, title),
    ...(needs ? [make("span", "cl-if", {}, `If ${needs}.`)] : []),
  ];
  const written = make("div", "cl-code", {}, block, copy);
  const picture = done ? [make("p", "", {}, done.means), makeCurePicture(done)] : [];
  return make("li", "", {}, ...parts, written, ...picture);
}

/** The kinds of messages that are known. */
export const makeKnown = () => [
  make("ul", "", {}, ...Object.values(KINDS).map((words) => make("li", "", {}, words))),
];
