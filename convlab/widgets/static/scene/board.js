// What every scene begins with: a board to put boxes on, and how its words and chips look. Pure:
// numbers in, boxes to paint and places to point at out. All lengths are CSS pixels.

/** @import { Board, Box, Colour, Picture, TextBox } from "../types.js" */

/** The side of a cell that holds a small whole number. */
export const NUMBER = 28;

/** Small grey words. @type {{size: number, colour: Colour}} */
export const NOTE = { size: 14, colour: "ink-2" };

/** The chips of channels with these names. @type {Map<string, {text: string, colour: Colour}>} */
export const CHIPS = new Map([
  ["red", { text: "R", colour: "red" }],
  ["green", { text: "G", colour: "green" }],
  ["blue", { text: "B", colour: "blue" }],
]);

/**
 * Boxes to paint, places that can be pointed at, and slots where the page puts its own controls. A
 * scene has thousands of boxes, once a frame: an object that begins with a spread takes V8 about
 * thirty times as long as one that ends with it, so spreads come last.
 * @returns {Board}
 */
export function makeBoard() {
  /** @type {Box[]} */
  const boxes = [];
  return {
    boxes,
    places: [],
    slots: [],
    add: (kind, box) => boxes.push(/** @type {any} */ (Object.assign(box, { kind }))),
  };
}

/**
 * Width of a number at 15 px in the widest usual font.
 * @param {string} label
 */
export function widthOf(label) {
  let width = 0;
  for (const letter of label) width += letter === "." || letter === "," ? 4.8 : 9;
  return width;
}

/**
 * The picture to save: a scene moved down, with what the page says above it.
 * @template {Picture} P
 * @param {P} scene
 * @param {number} down
 * @param {Omit<TextBox, "kind">[]} words
 * @returns {P}
 */
export function captioned(scene, down, words) {
  /** @type {TextBox[]} */
  const head = words.map((box) => ({ kind: "text", ...box }));
  const boxes = scene.boxes.map((box) => ({ ...box, y: box.y + down }));
  return { ...scene, height: scene.height + down, boxes: [...head, ...boxes] };
}
