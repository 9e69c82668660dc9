// The layer's PyTorch and Keras lines, to choose between.

import { axisWords, codeLines } from "../numbers/code.js";
import { make, makeRadios, write } from "./controls.js";

/** Both lines, with a switch between the two libraries. */
export function makeCode(onPick) {
  const orders = makeRadios("order", "Whose order of axes", ["PyTorch", "Keras"], onPick);
  const lines = { PyTorch: make("code"), Keras: make("code") },
    axes = make("span", "cl-note");
  const root = make("div", "cl-code", {}, orders.root, lines.PyTorch, lines.Keras, axes);
  const update = (layer, hasBias, order) => {
    orders.update(order);
    for (const [name, words] of Object.entries(codeLines(layer, hasBias))) {
      write(lines[name], words);
      lines[name].classList.toggle("cl-here", name === order);
    }
    write(axes, axisWords(order));
  };
  return { root, update };
}
