// What a reader takes along: the line that brings a view back.

import { make } from "./controls.js";

const written = (value) =>
  value === true ? "True" : value === false ? "False" : String(value).replaceAll(" ", "+");

/** These traits and their values as one line, as Python's `state` writes them. */
export const viewLine = (traits, state) => traits.map((t) => `${t}=${written(state[t])}`).join(" ");

/** Put the line on the clipboard, and say how it is used; where there is no clipboard, show it. */
export async function copyLine(line, widget, told) {
  const done = await navigator.clipboard?.writeText(line).then(
    () => true,
    () => false,
  );
  told.textContent = done ? `Copied. ${widget}(…, state="…") brings it back.` : line;
}

/** The buttons under a widget: save() its picture, and copy the line() of its view. */
export function makeShare(widget, save, line) {
  const told = make("span", "cl-note", { role: "status" });
  const button = (control, words, onclick) =>
    make("button", "cl-button", { type: "button", "data-control": control, onclick }, words);
  return make(
    "div",
    "cl-bar cl-tools",
    {},
    button("save", "Save this picture", save),
    button("copy", "Copy this view", () => copyLine(line(), widget, told)),
    told,
  );
}
