// Quiz: predict, then check. A wrong answer is met with the idea behind it. Nothing is recorded.

import { answerTo, runs, tileWords, typedNumber } from "./numbers/quiz.js";
import { paint } from "./paint/paint.js";
import { readTheme } from "./paint/theme.js";
import { tileScene } from "./scene/quiz.js";
import { make, unique } from "./ui/dom.js";
import { keepKeys, watchTheme } from "./ui/host.js";

const rich = (words) =>
  runs(words).map(([run, kind]) => (kind ? make("b", `cl-${kind}`, {}, run) : run));

function render({ model, el }) {
  const spec = model.get("_spec");
  const rightOne = spec.answers.findIndex((answer) => answer.right);
  let chosen = spec.typed ? "" : -1,
    verdict = "ask",
    tries = 0; // verdict: ask, wrong, right, shown
  let drawings = [];

  // ---- the page
  const name = unique("quiz");
  const hint = make("p", "cl-hint", {
    id: `${name}-hint`,
    ...(spec.typed ? { "aria-live": "polite" } : {}),
  });
  const marks = spec.answers.map(() => make("span", "cl-mark"));
  const inputs = spec.typed
    ? [
        make("input", "cl-typed", {
          type: "text",
          inputmode: "decimal",
          autocomplete: "off",
          "aria-label": "Your number",
          "aria-describedby": hint.id,
          "data-control": "answer",
          oninput: (event) => choose(event.target.value),
        }),
      ]
    : spec.answers.map((answer, i) =>
        make("input", "", {
          type: "radio",
          name,
          value: i,
          "data-control": "answer",
          onchange: () => choose(i),
        }),
      );
  const typedMark = make("span", "cl-mark");
  const rows = spec.typed
    ? [make("div", "cl-option", {}, inputs[0], typedMark)]
    : spec.answers.map((answer, i) =>
        make("label", "cl-option", {}, inputs[i], make("span", "", {}, answer.text), marks[i]),
      );
  const check = make("button", "cl-button cl-check", {
    type: "button",
    "data-control": "check",
    onclick: (event) => {
      if (event.detail > 1) return; // the second click of a double click would take the answer away again
      if (verdict === "ask") mark();
      else again();
    },
  });
  const show = make(
    "button",
    "cl-button",
    { type: "button", "data-control": "show", onclick: reveal },
    "Show me",
  );
  const feedback = make("div", "cl-feedback", { role: "status" });
  const root = make(
    "div",
    "cl-root cl-quiz",
    {},
    make(
      "fieldset",
      "cl-ask",
      {},
      make("legend", "cl-question", {}, spec.text),
      ...(spec.pictures.length
        ? [make("div", "cl-pictures", {}, ...spec.pictures.map((tiles) => picture(tiles, true)))]
        : []),
      ...rows,
    ),
    feedback,
    make("div", "cl-actions", {}, check, show),
    hint,
  );
  keepKeys(root);
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.repeat || inputs.includes(event.target))) return;
    event.preventDefault(); // a key held down is pressed once
    if (!event.repeat && verdict === "ask" && ready()) mark();
  });
  el.replaceChildren(root);

  function picture(tiles, stays = false) {
    const canvas = make("canvas", "", { role: "img", "aria-label": tileWords(tiles) });
    drawings.push({ canvas, scene: tileScene(tiles), stays });
    return make(
      "figure",
      "cl-tiles",
      {},
      make("figcaption", "", { "aria-hidden": "true" }, tiles.label),
      canvas,
    );
  }

  // ---- predict, check, try again
  const ready = () => (spec.typed ? typedNumber(chosen) !== null : chosen >= 0);
  function choose(value) {
    chosen = value;
    verdict = "ask";
    draw();
  }
  function mark() {
    verdict = answerTo(spec, chosen) === rightOne ? "right" : "wrong";
    if (verdict === "wrong") tries += 1;
    draw();
  }
  function again() {
    if (verdict !== "wrong") tries = 0;
    inputs.forEach((input) => {
      input.checked = false;
    });
    if (spec.typed) inputs[0].value = "";
    choose(spec.typed ? "" : -1);
    inputs[0].focus();
  }
  function reveal() {
    chosen = spec.typed ? spec.answers[rightOne].text : rightOne;
    if (spec.typed) inputs[0].value = chosen;
    else inputs[rightOne].checked = true;
    verdict = "shown";
    draw();
    check.focus();
  }

  // ---- drawing
  function draw() {
    const done = verdict === "right" || verdict === "shown";
    const word = { ask: "", wrong: "not yet", right: "✓ right", shown: "the answer" }[verdict];
    const at = answerTo(spec, chosen);
    (spec.typed ? [typedMark] : marks).forEach((span, i) => {
      span.textContent = spec.typed || i === chosen ? word : "";
    });
    rows.forEach((row, i) => {
      const here = spec.typed || i === chosen;
      row.classList.toggle("cl-chosen", here && !spec.typed);
      row.classList.toggle("cl-wrong", here && verdict === "wrong");
      row.classList.toggle("cl-right", here && done);
    });
    check.textContent =
      verdict === "ask" ? "Check" : verdict === "wrong" ? "Try again" : "Ask again";
    check.classList.toggle("cl-strong", verdict === "ask");
    check.disabled = verdict === "ask" && !ready();
    show.hidden = done || tries < 2;
    const first = !spec.typed
      ? "Choose one first."
      : chosen.trim()
        ? "That is not a number in figures."
        : "Type a number first.";
    hint.textContent =
      verdict !== "ask" ? "" : ready() ? "Nothing is marked." : `${first} Nothing is marked.`;
    hint.hidden = !hint.textContent;
    drawings = drawings.filter(({ stays }) => stays);
    if (verdict === "ask") feedback.replaceChildren();
    else
      feedback.replaceChildren(
        ...explain(
          spec.answers[at] ?? {
            why: `**Not a number that we expected.** ${spec.hint}`,
            pictures: [],
          },
        ),
      );
    repaint();
  }
  function explain({ why, pictures }) {
    const said = { wrong: "Not yet. ", right: "Right. ", shown: "The answer. " }[verdict];
    return [
      make("p", "", {}, make("span", "cl-said", {}, said), ...rich(why)),
      make("div", "cl-pictures", {}, ...pictures.map((tiles) => picture(tiles))),
    ];
  }
  function repaint() {
    if (!root.isConnected || !drawings.length) return; // drawn when the page has taken it in
    const theme = readTheme(root);
    for (const { canvas, scene } of drawings)
      paint(
        canvas,
        scene,
        theme,
        Math.max(1, window.devicePixelRatio),
        document.createElement("canvas"),
      );
  }
  const forget = watchTheme(repaint);
  const laidOut = new ResizeObserver(repaint);
  laidOut.observe(root);
  root.convlab = {
    state: () => ({ id: spec.id, chosen, verdict, tries, answer: answerTo(spec, chosen) }),
  };
  draw();
  return () => {
    forget();
    laidOut.disconnect();
  };
}

export default { render };
