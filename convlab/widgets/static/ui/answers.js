// The first answers to all quizzes on the page, as a code to hand in. Nothing is sent or stored.

import { answerCode } from "../numbers/answer_code.js";
import { make, makeButton, write } from "./dom.js";
import { copyLine } from "./share.js";

/** Codes by the keys of their questions: widgets on one page share this.
 * @type {Map<string, string>} */
const given = new Map();

/**
 * What opens to show the code, once a question was answered.
 * @param {string} key  of the question
 */
export function makeAnswers(key) {
  const code = make("output", "cl-code-of-answers", { "data-answers": "" });
  const status = make("span", "cl-note", { role: "status" });
  const copy = makeButton("Copy", onCopy, { "data-control": "copy-answers" });
  const words =
    "Your first answer to each question on this page. convlab.quiz.tally(codes) counts those of " +
    "a class. Nothing is sent.";
  const summary = make("summary", "", { "data-control": "answers" }, "Your answers as a code");
  const line = make("div", "cl-bar", {}, code, copy, status);
  const note = make("p", "cl-hint", {}, words);
  const root = make("details", "cl-answers", { hidden: "", ontoggle: show }, summary, line, note);

  const codes = () => [...given.values()].join(" ");
  function show() {
    write(code, codes());
    write(status, "");
  }
  function onCopy() {
    show();
    copyLine(codes(), "Copied.", status);
  }
  /** The first answer counts. @param {number} answer  which one; -1 for another number */
  function give(answer) {
    if (!given.has(key)) given.set(key, answerCode(key, answer));
    show();
  }
  /** @param {boolean} isAnswered */
  function offer(isAnswered) {
    root.hidden = !(isAnswered && given.has(key));
  }
  return { root, give, offer };
}
