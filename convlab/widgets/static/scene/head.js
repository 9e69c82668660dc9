// What stands above a scene in a saved picture: what the layer counts, its shapes, and the legends
// of its scales. On the page these are elements of their own.

import { countWords, mapWords } from "../numbers/words.js";
import { makeBoard } from "./board.js";
import { ticked } from "./scales.js";
import { putParagraph } from "./words.js";

/** @import { Box, ExplorerScene, Geometry, Order, Picture, TextBox } from "../types.js" */

const LEFT = 12; // the margin
const SIZE = 21; // of the sentence's letters
const GAP = 6; // between its words and signs
const WIDE = 840; // in a picture narrower than that the shapes have a line of their own
const BESIDE = 254; // what a legend and the margins take
const ADVANCE = 0.56; // of a letter of usual words, by its size

/** @type {Record<string, number>} */
const LETTERS = {
  " ": 0.28,
  i: 0.25,
  l: 0.25,
  ",": 0.28,
  ".": 0.28,
  t: 0.3,
  r: 0.36,
  m: 0.85,
  w: 0.75,
  "×": 0.58,
};

/**
 * About how wide words are, in any usual font.
 * @param {string} words
 * @param {number} size
 * @param {boolean} [bold]
 */
export function wordsWidth(words, size, bold = false) {
  let letters = 0;
  for (const letter of words) letters += LETTERS[letter] ?? ADVANCE;
  return size * letters * (bold ? 1.06 : 1);
}

/**
 * A scene under its head.
 * @param {ExplorerScene} scene
 * @param {Geometry} layer
 * @param {boolean} hasBias
 * @param {Order} order  of axes
 * @returns {Picture}
 */
export function withHead(scene, layer, hasBias, order) {
  const { width, legends = [] } = scene;
  const isWide = width >= WIDE;
  const shapes = mapWords(layer, order);
  const beside = isWide ? wordsWidth(shapes, 14) + 24 : 0;
  const below = isWide ? 0 : 22; // what the shapes take
  const at = isWide
    ? { x: width - LEFT, y: 22, align: /** @type {const} */ ("right") }
    : { x: LEFT, y: 42 };
  const head = [
    ...sentenceBoxes(layer, hasBias, width - 2 * LEFT - beside),
    note(shapes, at),
    ...legendBoxes(legends, width - LEFT, 46 + below),
  ];
  const said = noteIn(scene, (legends.length ? 84 : 44) + below);
  const { down } = said;
  const boxes = scene.boxes.map((box) => ({ ...box, y: box.y + down }));
  return { width, height: scene.height + down, boxes: [...head, ...said.boxes, ...boxes] };
}

/**
 * A sentence beside the legends, or below them where there is no room; down: where the head ends.
 * @param {ExplorerScene} scene
 * @param {number} down  where it ends without it
 */
function noteIn({ note: words, width }, down) {
  const board = makeBoard();
  if (!words) return { boxes: board.boxes, down };
  const place =
    width >= WIDE
      ? { x: LEFT, y: 54, width: width - BESIDE }
      : { x: LEFT, y: down + 4, width: width - 2 * LEFT };
  const end = putParagraph(board, [{ text: words }], place);
  return { boxes: board.boxes, down: Math.max(down, end) };
}

/** @type {(text: string, at: Pick<TextBox, "x" | "y" | "align">) => TextBox} */
const note = (text, at) => ({ kind: "text", text, size: 14, colour: "ink-2", ...at });

const COLOURS = /** @type {const} */ ({
  kernel: "kernel",
  channel: "channel",
  weight: "ink",
  bias: "bias",
});

/**
 * `4 kernels × 3 slices × 3×3 weights + 4 biases = 112 parameters`, each in its colour.
 * @param {Geometry} layer
 * @param {boolean} hasBias
 * @param {number} room  the letters are smaller where they would take more
 */
function sentenceBoxes(layer, hasBias, room) {
  const words = countWords(layer, hasBias).map(([part, kind]) => ({ text: part.trim(), kind }));
  /** @param {number} size */
  const widths = (size) => words.map(({ text, kind }) => wordsWidth(text, size, Boolean(kind)));
  const whole = widths(SIZE).reduce((sum, width) => sum + width + GAP, -GAP);
  const size = SIZE * Math.min(1, room / whole);
  const wide = widths(size);
  let x = LEFT;
  return words.map(({ text, kind }, i) => {
    const look = kind ? { bold: true, colour: COLOURS[kind] } : {};
    const box = /** @type {TextBox} */ ({ kind: "text", text, x, y: 20, size, ...look });
    x += wide[i] + (GAP * size) / SIZE;
    return box;
  });
}

/**
 * From the right edge, each with its words at its left.
 * @param {NonNullable<ExplorerScene["legends"]>} legends
 * @param {number} right
 * @param {number} y
 */
function legendBoxes(legends, right, y) {
  const w = legends.length > 1 ? 112 : 150;
  /** @type {Box[]} */
  const boxes = [];
  let end = right;
  for (const legend of legends.toReversed()) {
    const { words } = legend;
    boxes.push({ kind: "scale", x: end - w, y, w, ...ticked(legend) });
    boxes.push(note(words, { x: end - w - 10, y: y + 6, align: "right" }));
    end -= w + 26 + wordsWidth(words, 14);
  }
  return boxes;
}
