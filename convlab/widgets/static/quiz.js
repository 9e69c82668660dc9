// Quiz: predict, then check. A wrong answer is met with the idea behind it. Nothing is recorded.

/** @import { Model } from "./store.js" */
/** @import { Answer, QuizSpec, Tiles } from "./types.js" */
/** @typedef {"ask" | "wrong" | "right" | "shown"} Verdict */

import { answerTo, runs, tileWords, typedNumber } from "./numbers/quiz.js";
import { paint } from "./paint/paint.js";
import { readTheme } from "./paint/theme.js";
import { tileScene } from "./scene/quiz.js";
import { make, makeButton, unique, write } from "./ui/dom.js";
import { keepKeys, openDoor, watchTheme } from "./ui/host.js";

/** @type {Record<Verdict, {mark: string, spoken: string, check: string}>} */
const WORDS = {
  ask: { mark: "", spoken: "", check: "Check" },
  wrong: { mark: "not yet", spoken: "Not yet. ", check: "Try again" },
  right: { mark: "✓ right", spoken: "Right. ", check: "Ask again" },
  shown: { mark: "the answer", spoken: "The answer. ", check: "Ask again" },
};

/** Words with their bold runs, coloured where they count something. @param {string} words */
const rich = (words) =>
  runs(words).map(([run, kind]) => (kind ? make("b", `cl-${kind}`, {}, run) : run));

/**
 * Where an answer is given: a number to type, or one of a few to choose.
 * @typedef {object} Choice
 * @property {HTMLElement[]} rows
 * @property {HTMLInputElement[]} inputs
 * @property {(chosen: string | number, verdict: Verdict) => void} update  mark what was chosen
 * @property {() => void} clear
 * @property {(chosen: string | number) => void} fill
 */

/** @param {HTMLElement} row @param {Verdict} verdict  of this row; "ask" for one not chosen */
function colour(row, verdict) {
  row.classList.toggle("cl-wrong", verdict === "wrong");
  row.classList.toggle("cl-right", verdict === "right" || verdict === "shown");
}

/** @param {string} hintId @param {(typed: string) => void} onType @returns {Choice} */
function makeTyped(hintId, onType) {
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
    rows: [row],
    inputs: [input],
    update(_, verdict) {
      write(mark, WORDS[verdict].mark);
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
function makeOptions(answers, onChoose) {
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
    rows,
    inputs,
    update(chosen, verdict) {
      rows.forEach((row, i) => {
        const own = i === chosen ? verdict : "ask";
        write(marks[i], WORDS[own].mark);
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

/** Pictures made of squares, each painted again when the page changes.
 * @param {() => HTMLElement} root */
function makeGallery(root) {
  /** @type {{canvas: HTMLCanvasElement, scene: ReturnType<typeof tileScene>}[]} */
  let drawings = [];
  /** @param {Tiles} tiles */
  function figure(tiles) {
    const canvas = make("canvas", "", { role: "img", "aria-label": tileWords(tiles) });
    drawings.push({ canvas, scene: tileScene(tiles) });
    const caption = make("figcaption", "", { "aria-hidden": "true" }, tiles.label);
    return make("figure", "cl-tiles", {}, caption, canvas);
  }
  function repaint() {
    if (!root().isConnected) return; // painted when the page has taken them in
    drawings = drawings.filter(({ canvas }) => canvas.isConnected);
    if (!drawings.length) return;
    const theme = readTheme(root());
    const ratio = Math.max(1, devicePixelRatio);
    for (const { canvas, scene } of drawings) paint(canvas, scene, theme, ratio);
  }
  return { figure, repaint };
}

/** What is said below the buttons. @param {QuizSpec} spec @param {string | number} chosen */
function hintFor({ typed }, chosen) {
  if (isReady(chosen)) return "Nothing is marked.";
  const first = !typed
    ? "Choose one first."
    : String(chosen).trim()
      ? "That is not a number in figures."
      : "Type a number first.";
  return `${first} Nothing is marked.`;
}

/** Is there an answer to check? @param {string | number} chosen */
const isReady = (chosen) =>
  typeof chosen === "number" ? chosen >= 0 : typedNumber(chosen) !== null;

/** @param {{model: Model, el: HTMLElement}} view */
export function render({ model, el }) {
  /** @type {QuizSpec} */
  const spec = model.get("_spec");
  const nothing = spec.typed ? "" : -1;
  const rightOne = spec.answers.findIndex(({ right }) => right);
  /** @type {string | number} */
  let chosen = nothing; // what was typed, or which answer was chosen
  /** @type {Verdict} */
  let verdict = "ask";
  let tries = 0;

  const hint = make("p", "cl-hint", { id: unique("hint") });
  if (spec.typed) hint.setAttribute("aria-live", "polite");
  const choice = spec.typed ? makeTyped(hint.id, choose) : makeOptions(spec.answers, choose);
  const check = makeButton("Check", onCheck, { "data-control": "check" }, "cl-check");
  const show = makeButton("Show me", reveal, { "data-control": "show" });
  const feedback = make("div", "cl-feedback", { role: "status" });
  const gallery = makeGallery(() => root);
  const question = make("fieldset", "cl-ask", {}, make("legend", "cl-question", {}, spec.text));
  const figures = spec.pictures.map(gallery.figure);
  if (figures.length) question.append(make("div", "cl-pictures", {}, ...figures));
  question.append(...choice.rows);
  const actions = make("div", "cl-actions", {}, check, show);
  const root = make("div", "cl-root cl-quiz", {}, question, feedback, actions, hint);
  keepKeys(root);
  root.addEventListener("keydown", onEnter);
  el.replaceChildren(root);

  /** @param {string | number} value */
  function choose(value) {
    chosen = value;
    verdict = "ask";
    update();
  }
  function mark() {
    verdict = answerTo(spec, chosen) === rightOne ? "right" : "wrong";
    if (verdict === "wrong") tries += 1;
    update();
  }
  function askAgain() {
    if (verdict !== "wrong") tries = 0;
    choice.clear();
    choose(nothing);
    choice.inputs[0].focus();
  }
  function reveal() {
    chosen = spec.typed ? spec.answers[rightOne].text : rightOne;
    choice.fill(chosen);
    verdict = "shown";
    update();
    check.focus();
  }
  /** @param {MouseEvent} event */
  function onCheck(event) {
    if (event.detail > 1) return; // the second click of two would take the answer away again
    if (verdict === "ask") mark();
    else askAgain();
  }
  /** @param {KeyboardEvent} event */
  function onEnter(event) {
    const isInput = choice.inputs.some((input) => input === event.target);
    if (event.key !== "Enter" || !(event.repeat || isInput)) return;
    event.preventDefault(); // a key held down is pressed once
    if (!event.repeat && verdict === "ask" && isReady(chosen)) mark();
  }

  function update() {
    choice.update(chosen, verdict);
    write(check, WORDS[verdict].check);
    check.classList.toggle("cl-strong", verdict === "ask");
    check.disabled = verdict === "ask" && !isReady(chosen);
    show.hidden = verdict === "right" || verdict === "shown" || tries < 2;
    write(hint, verdict === "ask" ? hintFor(spec, chosen) : "");
    hint.hidden = verdict !== "ask";
    feedback.replaceChildren(...(verdict === "ask" ? [] : explanation()));
    gallery.repaint();
  }
  function explanation() {
    const unexpected = { why: `**Not a number that we expected.** ${spec.hint}`, pictures: [] };
    const { why, pictures } = spec.answers[answerTo(spec, chosen)] ?? unexpected;
    const spoken = make("span", "cl-hidden", {}, WORDS[verdict].spoken);
    const figures = make("div", "cl-pictures", {}, ...pictures.map(gallery.figure));
    return [make("p", "", {}, spoken, ...rich(why)), figures];
  }

  const unwatch = watchTheme(gallery.repaint);
  const resized = new ResizeObserver(gallery.repaint);
  resized.observe(root);
  const state = () => ({ id: spec.id, chosen, verdict, tries, answer: answerTo(spec, chosen) });
  openDoor(root, { state });
  update();
  return () => {
    unwatch();
    resized.disconnect();
  };
}

export default { render };
