// The field for a weight, over its cell: typed or nudged there, and on to the next.

import { nextWeight } from "../numbers/state.js";
import { assign } from "./dom.js";
import { makeTyped } from "./typed.js";

/** @import { Subject } from "../paint/painter.js" */
/** @import { ExplorerScene, ExplorerState, Point, Rectangle, Slot } from "../types.js" */
/** @import { Hand } from "./hand.js" */

/**
 * @typedef {object} Weights
 * @property {(value: number, place: number) => void} set  place: among all weights of the layer
 * @property {() => void} begin  what is set from now on is one change
 * @property {() => void} keep
 */

/** @typedef {(scene: ExplorerScene, state: ExplorerState, near: Point | null) => Rectangle | null}
 * CellOf  where the picked weight's cell is, if it is drawn */

/** What a weight or a bias can be. */
export const WEIGHT = { thing: "A weight", low: -1e6, high: 1e6 };

const KEYS =
  "Arrow up and down change it. Enter keeps it, Escape brings the old one back, " +
  "Tab goes on to the next.";

/**
 * @param {object} options
 * @param {() => Subject} options.subject  what is shown
 * @param {CellOf} options.cellOf
 * @param {() => void} options.redraw  in the next frame
 * @param {HTMLCanvasElement} options.canvas  has the keys back when the field is left
 * @param {Hand} options.hand
 * @param {Weights} options.weights
 */
export function makeWeightField({ subject, cellOf, redraw, canvas, hand, weights }) {
  const one = makeWeight(subject, weights);
  const { input } = one;
  let near = /** @type {Point | null} */ (null); // where it was clicked

  /** @param {Point} [at]  where it was clicked; without, a key was pressed */
  function open(at) {
    const { state } = subject();
    if (state.target !== "weight" || (state.ask && state.ask !== "match")) return;
    near = at ?? null;
    redraw();
    // In the frame after the one that draws which weight it is
    requestAnimationFrame(() => {
      assign(input, { hidden: false });
      one.aim();
      input.focus();
      input.select();
    });
  }
  function keep() {
    weights.keep();
    weights.begin();
    input.select();
  }
  /** @param {KeyboardEvent} event */
  function goOn(event) {
    const { state, layer } = subject();
    const isNumber = one.keep();
    const next = nextWeight(state, layer, event.shiftKey ? -1 : 1);
    if (isNumber && !next) return; // on to what follows on the page
    event.preventDefault();
    if (!isNumber || !next) return;
    near = null;
    hand.set(next);
    one.aim();
    keep();
  }
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") keep();
    else if (event.key === "Escape") canvas.focus();
    else if (event.key === "Tab") goOn(event);
  });
  /**
   * Where the field is on a board, if its cell is drawn; after each picture.
   * @param {ExplorerScene} scene
   * @returns {Slot[]}
   */
  function update(scene) {
    one.update();
    const { state } = subject();
    const cell = state.target === "weight" ? cellOf(scene, state, near) : null;
    return cell ? [{ what: "weight", ...over(cell, scene, input.value.length) }] : [];
  }
  return { input, open, update };
}

/**
 * The number in the field: that of one weight, until it is aimed at another.
 * @param {() => Subject} subject
 * @param {Weights} weights
 */
function makeWeight(subject, weights) {
  let place = -1;
  const { input, ...typed } = makeTyped({
    label: "this weight",
    field: WEIGHT,
    look: { "data-control": "weight", hidden: "", "aria-description": KEYS },
    isLive: true,
    onValue: (value) => weights.set(value, place),
  });
  input.classList.add("cl-edit");
  input.addEventListener("focus", weights.begin);
  input.addEventListener("blur", () => {
    weights.keep();
    if (!typed.isRefused()) assign(input, { hidden: true }); // what is said of it stays in sight
  });
  /** From now on it is the picked weight's. */
  function aim() {
    const now = subject();
    place = placeOf(now);
    typed.update(valueAt(now, place));
    typed.forget();
    typed.begin();
    assign(input, { ariaLabel: nameOf(now) });
  }
  /** It shows what its weight is now, and goes when another one is picked. */
  function update() {
    const now = subject();
    const isHere = now.state.target === "weight" && placeOf(now) === place;
    if (!input.hidden && !isHere && !input.matches(":focus")) {
      typed.forget();
      assign(input, { hidden: true });
    }
    if (!input.hidden) typed.update(valueAt(now, place));
  }
  return { input, aim, keep: typed.keep, update };
}

/** Which of all weights is picked. @param {Subject} subject */
const placeOf = ({ state: { out_channel, in_channel, spot }, layer }) =>
  layer.indexOf(out_channel, in_channel, spot[0], spot[1]);

/** @param {Subject} subject @param {number} place */
const valueAt = ({ layer }, place) => Number(layer.weight[place].toPrecision(6));

/** @param {Subject} subject */
function nameOf({ state: { out_channel, in_channel, spot }, spec }) {
  const channel = spec.channel_names[in_channel] || `channel ${in_channel}`;
  return `weight[${[out_channel, in_channel, ...spot].join(", ")}], of ${channel}`;
}

/**
 * Over the middle of a cell, as wide as what is typed, and inside the board.
 * @type {(cell: Rectangle, board: {width: number, height: number}, letters: number) => Rectangle}
 */
function over(cell, { width, height }, letters) {
  const [w, h] = [Math.max(40, cell.w + 10, 18 + 11 * letters), Math.max(34, cell.h + 4)];
  const x = cell.x + (cell.w - w) / 2;
  const y = cell.y + (cell.h - h) / 2;
  return { x: Math.min(Math.max(x, 2), width - w - 2), y: Math.min(y, height - h - 2), w, h };
}
