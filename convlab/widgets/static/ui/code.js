// The layer's PyTorch and Keras lines, to choose between.

/** @import { Geometry, Order } from "../types.js" */

import { axisWords, codeLines } from "../numbers/code.js";
import { makeRadios } from "./controls.js";
import { make, write } from "./dom.js";

/** @type {Order[]} */
const LIBRARIES = ["PyTorch", "Keras"];

/**
 * Both lines, with a switch between the two libraries.
 * @param {(order: Order) => void} onPick
 */
export function makeCode(onPick) {
  const orders = makeRadios("order", "Whose order of axes", LIBRARIES, onPick);
  const lines = { PyTorch: make("code"), Keras: make("code") };
  const axes = make("span", "cl-note");
  const root = make("div", "cl-code", {}, orders.root, lines.PyTorch, lines.Keras, axes);

  /** @type {(layer: Geometry, hasBias: boolean, order: Order) => void} */
  const update = (layer, hasBias, order) => {
    orders.update(order);
    const words = codeLines(layer, hasBias);
    for (const library of LIBRARIES) {
      write(lines[library], words[library]);
      lines[library].classList.toggle("cl-here", library === order);
    }
    write(axes, axisWords(layer, order));
  };
  return { root, update };
}
