// Where an answer is given: a number to type, or one of a few to choose.

/** @import { Answer } from "../types.js" */
/** @typedef {"ask" | "wrong" | "right" | "shown"} Verdict */

import { make, unique, write } from "./dom.js";

/**
 * What is chosen: which answer, or what was typed.
 * @typedef {object} Choice
 * @property {HTMLElement} root
 * @property {HTMLInputElement[]} inputs
 * @property {(chosen: string | number, verdict: Verdict) => void} update  mark what was chosen
 * @property {() => void} clear
 * @property {(chosen: string | number) => void} fill
 */

/** @type {Record<Verdict, string>} */
const MARKS = { ask: "", wrong: "not yet", right: "✓ right", shown: "the answer" };

/** @param {HTMLElement} row @param {Verdict} verdict  of this row; "ask" for one not chosen */
function colour(row, verdict) {
  row.classList.toggle("cl-wrong", verdict === "wrong");
  row.classList.toggle("cl-right", verdict === "right" || verdict === "shown");
}

/** @param {string} hintId @param {(typed: string) => void} onType @returns {Choice} */
export function makeTyped(hintId, onType) {
  const input = make("input", "cl-typed", {
    type: "text",
    inputmode: "decimal",
    autocomplete: "off",
    "aria-label": "Your number",
    "aria-describedby": hintId,
    "data-control": "answer",
  });
  input.addEventListener("input", () => onType(input.value));
  const mark = make("span", "cl-mark");
  const row = make("div", "cl-option", {}, input, mark);
  return {
    root: make("div", "cl-choices", { "data-lines": "typed" }, row),
    inputs: [input],
    update(_, verdict) {
      write(mark, MARKS[verdict]);
      colour(row, verdict);
    },
    clear() {
      input.value = "";
    },
    fill(chosen) {
      input.value = String(chosen);
    },
  };
}

/** @param {Answer[]} answers @param {(i: number) => void} onChoose @returns {Choice} */
export function makeOptions(answers, onChoose) {
  const name = unique("quiz");
  const inputs = answers.map((_, i) => {
    const look = { type: "radio", name, value: i, "data-control": "answer" };
    return make("input", "", { ...look, onchange: () => onChoose(i) });
  });
  const marks = answers.map(() => make("span", "cl-mark"));
  const rows = answers.map(({ text }, i) =>
    make("label", "cl-option", {}, inputs[i], make("span", "", {}, text), marks[i]),
  );
  return {
    root: make("div", "cl-choices", { "data-lines": linesFor(answers) }, ...rows),
    inputs,
    update(chosen, verdict) {
      rows.forEach((row, i) => {
        const own = i === chosen ? verdict : "ask";
        write(marks[i], MARKS[own]);
        row.classList.toggle("cl-chosen", i === chosen);
        colour(row, own);
      });
    },
    clear() {
      for (const input of inputs) input.checked = false;
    },
    fill(chosen) {
      inputs[Number(chosen)].checked = true;
    },
  };
}

/**
 * On how many lines options stand where there is room: long ones have one of their own.
 * @param {Answer[]} answers
 */
function linesFor(answers) {
  const longest = Math.max(...answers.map(({ text }) => text.length));
  if (longest > 44) return "each";
  return answers.length > 4 || longest > 20 ? "two" : "one";
}
