// What is said of an error: its axes one under the other, the wrong one reversed on ink, and cures.

/** @import { Cure, Found } from "../numbers/explain/found.js" */

import { KINDS, notesOf } from "../numbers/explain.js";
import { make, makeButton } from "./dom.js";

const BIG = [1, 3]; // rows of numbers; names and notes are small

/** @param {Found} found */
export function makeExplained(found) {
  const [first, ...others] = found.cause.split("\n");
  const root = make("div", "cl-explained");
  root.append(make("p", "cl-cause", {}, first), ...others.map((line) => make("p", "", {}, line)));
  if (found.rows.length) root.append(makeAxes(found));
  if (found.cures.length) root.append(make("ol", "cl-cures", {}, ...found.cures.map(makeCure)));
  return root;
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

/** @param {Cure} cure */
function makeCure({ title, code, needs }) {
  const copy = makeButton("Copy", async () => {
    try {
      await navigator.clipboard.writeText(code);
      copy.textContent = "Copied";
    } catch {
      getSelection()?.selectAllChildren(written);
    }
  });
  copy.setAttribute("aria-label", `Copy the code: ${title}`);
  const written = make("code", "", {}, code);
  const block = make("pre", "", { tabindex: "0" }, written);
  const parts = [
    make("b", "", {}, title),
    ...(needs ? [make("span", "cl-if", {}, `If ${needs}.`)] : []),
  ];
  return make("li", "", {}, ...parts, block, copy);
}

/** What is said of a message that is not known. */
export function makeUnknown() {
  const kinds = Object.values(KINDS).map((words) => make("li", "", {}, words));
  const said = make("p", "cl-cause", {}, "I do not know this message. I know these kinds:");
  return make("div", "cl-explained", {}, said, make("ul", "", {}, ...kinds));
}
