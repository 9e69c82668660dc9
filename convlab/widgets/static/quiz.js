// Quiz: predict, then check. A wrong answer is met with the idea behind it. Nothing is recorded,
// but a reader may take the answers along as a code.

/** @import { Arrays } from "./numbers/quiz.js" */
/** @import { Model } from "./store.js" */
/** @import { QuizSpec } from "./types.js" */
/** @import { Choice, Verdict } from "./ui/choice.js" */

import { modelOf } from "./model.js";
import { answerTo, explorerTraits, typedNumber } from "./numbers/quiz.js";
import { makeFeedback, makeGallery } from "./quiz_feedback.js";
import { WIDTHS } from "./scene/addition.js";
import { numbersIn } from "./store.js";
import { makeAnswers } from "./ui/answers.js";
import { makeOptions, makeTyped } from "./ui/choice.js";
import { make, makeButton, unique, write } from "./ui/dom.js";
import { keepKeys, openDoor } from "./ui/host.js";
import { makePresent } from "./ui/present.js";

/** @typedef {{model: Model, el: HTMLElement}} View */
/** @typedef {(view: View) => () => void} Render */

/** @type {Record<Verdict, {spoken: string, check: string}>} */
const WORDS = {
  ask: { spoken: "", check: "Check" },
  wrong: { spoken: "Not yet. ", check: "Try again" },
  right: { spoken: "Right. ", check: "Ask again" },
  shown: { spoken: "The answer. ", check: "Ask again" },
};

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

/** @param {Model} model @returns {Arrays} */
function arraysOf(model) {
  const [x, weight, bias] = ["_x", "_weight", "_bias"].map((trait) =>
    numbersIn(model.get(trait), Float32Array),
  );
  return { x, weight, bias };
}

// ---- What is asked, and what a hand has done

/**
 * What is chosen, and whether it was checked.
 * @param {QuizSpec} spec
 * @param {() => void} onChange
 * @param {(answer: number) => void} onMark  an answer was given
 */
function makeTries(spec, onChange, onMark) {
  const nothing = spec.typed ? "" : -1;
  const rightOne = spec.answers.findIndex(({ right }) => right);
  /** @type {string | number} */
  let chosen = nothing; // what was typed, or which answer was chosen
  /** @type {Verdict} */
  let verdict = "ask";
  let tries = 0;
  const answer = () => answerTo(spec, chosen);
  return {
    state: () => ({ id: spec.id, chosen, verdict, tries, answer: answer() }),
    /** @param {string | number} value */
    choose(value) {
      chosen = value;
      verdict = "ask";
      onChange();
    },
    mark() {
      verdict = answer() === rightOne ? "right" : "wrong";
      if (verdict === "wrong") tries += 1;
      onMark(answer());
      onChange();
    },
    again() {
      if (verdict !== "wrong") tries = 0;
      chosen = nothing;
      verdict = "ask";
      onChange();
    },
    reveal() {
      chosen = spec.typed ? spec.answers[rightOne].text : rightOne;
      verdict = "shown";
      onChange();
    },
  };
}

/** The question, its pictures, and where it is answered.
 * @param {QuizSpec} spec @param {Choice} choice @param {HTMLElement[]} figures */
function makeQuestion(spec, choice, figures) {
  const legend = make("legend", "cl-question", {}, spec.text);
  const pictures = figures.length ? [make("div", "cl-pictures", {}, ...figures)] : [];
  return make("fieldset", "cl-ask", {}, legend, ...pictures, choice.root);
}

/**
 * The example of a question in an explorer of its own, below the quiz.
 * @param {QuizSpec} spec
 * @param {Arrays} arrays
 * @param {Render | null} explorer
 */
function makeExplorer({ example }, arrays, explorer) {
  const place = make("div", "cl-opened");
  let close = () => {};
  const link = makeButton("", toggle, { "data-control": "explorer" }, "cl-link");

  /** @param {boolean} open */
  function set(open) {
    close();
    close = () => {};
    place.replaceChildren();
    if (open && example && explorer) {
      close = explorer({ model: modelOf(explorerTraits(example, arrays)), el: place });
    }
    link.setAttribute("aria-expanded", String(open));
    write(link, open ? "Close the explorer" : "Show it in the explorer →");
  }
  function toggle() {
    const open = link.getAttribute("aria-expanded") === "false";
    set(open);
    if (open) place.scrollIntoView({ block: "nearest" });
  }
  set(false);
  /** Is there anything to show? @param {boolean} isAnswered */
  function offer(isAnswered) {
    link.hidden = !(isAnswered && example && explorer);
    if (link.hidden) set(false);
  }
  return { link, place, offer, close: () => close() };
}

/**
 * What can be done: check an answer, try again, be shown it, see it in the explorer.
 * @param {ReturnType<typeof makeTries>} tries
 * @param {Choice} choice
 * @param {HTMLElement} link  to the explorer
 */
function makeActions(tries, choice, link) {
  const check = makeButton("Check", onCheck, { "data-control": "check" }, "cl-check");
  const show = makeButton("Show me", onShow, { "data-control": "show" });
  const root = make("div", "cl-actions", {}, check, show, link);

  /** @param {MouseEvent} event */
  function onCheck(event) {
    if (event.detail > 1) return; // the second click of two would take the answer away again
    if (tries.state().verdict === "ask") return tries.mark();
    choice.clear();
    tries.again();
    choice.inputs[0].focus();
  }
  function onShow() {
    tries.reveal();
    choice.fill(tries.state().chosen);
  }
  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const isInput = choice.inputs.some((input) => input === event.target);
    if (event.key !== "Enter" || !(event.repeat || isInput)) return;
    event.preventDefault(); // a key held down is pressed once
    const { verdict, chosen } = tries.state();
    if (!event.repeat && verdict === "ask" && isReady(chosen)) tries.mark();
  }
  function update() {
    const { verdict, chosen, tries: count } = tries.state();
    const isAsked = verdict === "ask";
    write(check, WORDS[verdict].check);
    check.classList.toggle("cl-strong", isAsked);
    check.disabled = isAsked && !isReady(chosen);
    show.hidden = verdict === "right" || verdict === "shown" || count < 2;
  }
  return { root, onKey, update };
}

// ---- The widget

/**
 * A quiz; its example is shown by `explorer`, if there is one.
 * @param {View} view
 * @param {Render | null} explorer
 */
export function renderQuiz({ model, el }, explorer) {
  /** @type {QuizSpec} */
  const spec = model.get("_spec");
  const arrays = arraysOf(model);
  const hint = make("p", "cl-hint", { id: unique("hint") });
  if (spec.typed) hint.setAttribute("aria-live", "polite");
  const answers = makeAnswers(spec.key);
  const tries = makeTries(spec, update, answers.give);
  const choice = spec.typed
    ? makeTyped(hint.id, tries.choose)
    : makeOptions(spec.answers, tries.choose);
  const shown = makeExplorer(spec, arrays, explorer);
  const actions = makeActions(tries, choice, shown.link);
  const root = make("div", "cl-root cl-quiz");
  const gallery = makeGallery(() => root);
  const feedback = makeFeedback(spec, arrays, gallery);
  const answer = make("div", "cl-feedback");
  const question = makeQuestion(spec, choice, spec.pictures.map(gallery.figure));
  const present = makePresent({ model, root, keys: [["Enter", "checks"]], wide: WIDTHS.room });
  const below = [actions.root, hint, answers.root, shown.place];
  root.append(question, answer, ...below, present.bar);
  keepKeys(root);
  root.addEventListener("keydown", actions.onKey);
  el.replaceChildren(root);

  function update() {
    const { verdict, chosen } = tries.state();
    const isAsked = verdict === "ask";
    choice.update(chosen, verdict);
    actions.update();
    write(hint, isAsked ? hintFor(spec, chosen) : "");
    hint.hidden = !isAsked;
    shown.offer(!isAsked);
    answers.offer(!isAsked);
    if (isAsked) answer.replaceChildren();
    else explain();
  }
  function explain() {
    const { verdict, answer: i } = tries.state();
    const { sentence, nodes } = feedback.explain(i, WORDS[verdict].spoken);
    answer.replaceChildren(...nodes);
    gallery.repaint();
    sentence.focus();
  }

  openDoor(root, { state: tries.state });
  update();
  gallery.repaint();
  return () => {
    present.close();
    shown.close();
    gallery.close();
  };
}

/** @type {Render} */
export const render = (view) => renderQuiz(view, null);
export default { render };
