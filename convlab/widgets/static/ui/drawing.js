// A small grid to paint on, three channels deep: a colour for the pen, cells by pointer or keys.

import { within } from "../numbers/range.js";
import { makeRadios } from "./controls.js";
import { make, makeButton, penOf, write } from "./dom.js";
import { isUndo } from "./typed.js";

/** @import { Rectangle } from "../types.js" */

const CELL = 22; // pixels of the canvas; the page shows it smaller or larger
const LOOK = {
  tabindex: 0,
  role: "application",
  "aria-roledescription": "paint grid",
  "data-control": "drawing",
};
const MOST_STROKES = 200; // that can be undone

/** @typedef {[row: number, col: number]} Cell */

/** @type {Record<string, [red: number, green: number, blue: number]>} */
const COLOURS = {
  white: [1, 1, 1],
  black: [0, 0, 0],
  red: [1, 0, 0],
  green: [0, 1, 0],
  blue: [0, 0, 1],
  yellow: [1, 1, 0],
  cyan: [0, 1, 1],
};
const NAMES = Object.keys(COLOURS);

/** @type {Record<string, [down: number, right: number]>} */
const STEPS = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** The name of a colour, or its three numbers.
 * @param {number[]} rgb */
const nameOf = (rgb) =>
  NAMES.find((name) => String(COLOURS[name]) === String(rgb)) ?? rgb.join(", ");

/** The colours of the pen. @param {(name: string) => void} onPick */
function makePens(onPick) {
  const pens = makeRadios("brush", "Colour of the pen", NAMES, onPick);
  pens.inputs.forEach((input, i) => {
    const background = `rgb(${COLOURS[NAMES[i]].map((v) => 255 * v)})`;
    const key = { style: `background: ${background}`, title: `${NAMES[i]} (${i + 1})` };
    const name = make("span", "cl-hidden", {}, NAMES[i]);
    input.parentElement?.replaceChildren(input, make("span", "cl-chip", key), name);
  });
  pens.root.classList.add("cl-pens");
  return pens;
}

/**
 * The cells, the lines between them, the window of the picked pixel and, with the keyboard in it,
 * the cell that it is at.
 * @param {HTMLCanvasElement} canvas
 * @param {Float32Array} x  (3, n, n)
 * @param {number} n
 * @param {Cell} at
 * @param {Rectangle} window  in cells
 */
function paintCells(canvas, x, n, [row, col], window) {
  const pen = penOf(canvas);
  const colour = (/** @type {string} */ name) => getComputedStyle(canvas).getPropertyValue(name);
  for (let i = 0; i < n * n; i++) {
    pen.fillStyle = `rgb(${[0, 1, 2].map((c) => Math.round(255 * x[c * n * n + i]))})`;
    pen.fillRect((i % n) * CELL, Math.floor(i / n) * CELL, CELL, CELL);
  }
  pen.fillStyle = colour("--cl-control");
  pen.globalAlpha = 0.5;
  for (let k = 1; k < n; k++) {
    pen.fillRect(k * CELL - 1, 0, 1, n * CELL);
    pen.fillRect(0, k * CELL - 1, n * CELL, 1);
  }
  pen.globalAlpha = 1;
  /** @type {(box: Rectangle, inset: number, width: number, ink: string) => void} */
  const frame = (box, inset, width, ink) => {
    pen.strokeStyle = ink;
    pen.lineWidth = width;
    const [left, top, w, h] = [box.x, box.y, box.w, box.h].map((side) => side * CELL);
    pen.strokeRect(left + inset, top + inset, w - 2 * inset, h - 2 * inset);
  };
  frame(window, 0, 8, colour("--cl-halo"));
  frame(window, 0, 5, colour("--cl-pick"));
  if (!canvas.matches(":focus")) return;
  const here = { x: col, y: row, w: 1, h: 1 };
  frame(here, 1, 2, "#000000");
  frame(here, 3, 2, "#ffffff");
}

/**
 * What a pointer and keys do to the cells.
 * @typedef {object} Pen
 * @property {() => Cell} at  where it is
 * @property {(cell: Cell) => void} move
 * @property {(cell: Cell) => void} press  it begins a stroke there
 * @property {(cell: Cell) => void} paint  and goes on
 * @property {() => void} release  the hand lets go
 */

/** Paint by pointer. @param {HTMLCanvasElement} canvas @param {number} n @param {Pen} pen */
function listenToPointer(canvas, n, pen) {
  let painting = false;
  /** @param {PointerEvent} event @returns {Cell} */
  function cellOf({ clientX, clientY }) {
    const { top, left, width } = canvas.getBoundingClientRect();
    const place = (/** @type {number} */ along) => within(Math.floor((along * n) / width), n);
    return [place(clientY - top), place(clientX - left)];
  }
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    painting = true;
    pen.press(cellOf(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    const cell = cellOf(event);
    if (painting && String(cell) !== String(pen.at())) pen.paint(cell);
  });
  for (const end of /** @type {const} */ (["pointerup", "pointercancel"])) {
    canvas.addEventListener(end, () => {
      if (painting) pen.release();
      painting = false;
    });
  }
}

/**
 * What keys do: arrows move, Space paints, a digit takes a colour, U undoes.
 * @param {HTMLCanvasElement} canvas
 * @param {number} n
 * @param {Pen} pen
 * @param {{take: (name: string) => void, undo: () => void}} tools
 */
function listenToKeys(canvas, n, pen, { take, undo }) {
  canvas.addEventListener("keydown", (event) => {
    const isBack = isUndo(event) || event.key.toLowerCase() === "u";
    if ((event.ctrlKey || event.metaKey || event.altKey) && !isUndo(event)) return;
    const step = STEPS[event.key];
    const name = NAMES[Number(event.key) - 1];
    const [row, col] = pen.at();
    if (event.key === " ") {
      pen.press([row, col]);
      pen.release();
    } else if (step) pen.move([within(row + step[0], n), within(col + step[1], n)]);
    else if (name) take(name);
    else if (isBack) undo();
    else return;
    event.preventDefault();
  });
}

/**
 * The cells, and the strokes that can be undone. An array that it has given away never changes.
 * @param {number} n
 * @param {(x: Float32Array) => void} onChange
 */
function makeCells(n, onChange) {
  /** @type {Float32Array} */
  let x = new Float32Array(3 * n * n); // (3, n, n)
  /** @type {Float32Array[]} */
  const before = []; // each stroke

  /** @param {Float32Array} next */
  function give(next) {
    x = next;
    onChange(x);
  }
  function begin() {
    before.push(x);
    if (before.length > MOST_STROKES) before.shift();
  }
  function undo() {
    const last = before.pop();
    if (last) give(last);
    return Boolean(last);
  }
  /** @param {Cell} cell @param {string} colour */
  function paint([row, col], colour) {
    const next = x.slice();
    COLOURS[colour].forEach((value, c) => {
      next[(c * n + row) * n + col] = value;
    });
    give(next);
  }
  /** @param {Cell} cell */
  const at = ([row, col]) =>
    [0, 1, 2].map((c) => Math.round(100 * x[(c * n + row) * n + col]) / 100);
  /** @param {Float32Array} values */
  function show(values) {
    if (values !== x) before.length = 0; // another's picture
    x = values;
  }
  const clear = () => give(new Float32Array(x.length));
  return { values: () => x, strokes: () => before.length, begin, undo, clear, paint, at, show };
}

/**
 * @param {number} n  cells a side
 * @param {ReturnType<typeof makeCells>} cells
 * @param {{onMove: (at: Cell) => void, onRelease: () => void, draw: () => void}} told
 */
function makePen(n, cells, { onMove, onRelease, draw }) {
  let colour = "white";
  let isDown = false;
  /** @type {Cell} */
  let at = [n >> 1, n >> 1];

  /** @param {string} name */
  function take(name) {
    colour = name;
  }
  /** @param {Cell} cell */
  function move(cell) {
    at = cell;
    onMove(at);
    draw();
  }
  /** @param {Cell} cell */
  function paint(cell) {
    at = cell;
    cells.paint(cell, colour);
  }
  /** @param {Cell} cell */
  function press(cell) {
    isDown = true;
    cells.begin();
    paint(cell);
  }
  function release() {
    isDown = false;
    onRelease();
  }
  const state = { at: () => at, colour: () => colour, isDown: () => isDown };
  return { ...state, take, move, paint, press, release };
}

/**
 * The tools beside the cells.
 * @param {() => void} undo
 * @param {() => void} clear
 */
function makeTools(undo, clear) {
  const back = makeButton("↺", undo, { "data-action": "undo" }, "cl-quiet");
  back.append(make("span", "cl-undo-word", {}, "Undo"));
  const erase = makeButton("Clear", clear, { "data-action": "clear" }, "cl-quiet");
  return { root: make("div", "cl-undo", {}, back, erase), back };
}

/**
 * Where the pen is, and what it says there: on the canvas, and aloud while it has the keys.
 * @param {Cell} at
 * @param {number} n
 * @param {number[]} rgb  of the cell
 * @param {string} colour  of the pen
 */
function wordsAt([row, col], n, rgb, colour) {
  const here = `Row ${row}, column ${col}`;
  const name = nameOf(rgb);
  const what = `Drawing of ${n} × ${n} cells. ${here} is ${name}.`;
  const keys = `Arrow keys move, space paints ${colour}, 1 to 7 take a colour, U undoes.`;
  return { label: `${what} ${keys}`, spoken: `${here}: ${name}. Space paints it ${colour}.` };
}

/**
 * Paints on copies: an array that it has given away never changes.
 * @param {object} options
 * @param {number} options.n  cells a side
 * @param {(x: Float32Array, at: Cell) => void} options.onPaint  (3, n, n), after each cell
 * @param {(at: Cell) => void} options.onMove
 * @param {() => void} options.onRelease  when the hand lets go
 */
export function makeDrawing({ n, onPaint, onMove, onRelease }) {
  const canvas = make("canvas", "cl-drawing", { width: n * CELL, height: n * CELL, ...LOOK });
  const status = make("p", "cl-hidden", { "aria-live": "polite" });
  const pens = makePens(take);
  const root = make("div", "cl-paint", {}, pens.root, canvas, status);
  const cells = makeCells(n, (x) => onPaint(x, pen.at()));
  const pen = makePen(n, cells, { onMove, onRelease, draw });
  const undo = () => void (cells.undo() && onRelease());
  const tools = makeTools(undo, () => {
    cells.begin();
    cells.clear();
    onRelease();
  });
  /** @type {Rectangle} */
  let window = { x: 0, y: 0, w: 1, h: 1 };

  /** @param {string} name */
  function take(name) {
    pen.take(name);
    draw();
  }
  /** Draw the cells as they are, and say where the keyboard is. */
  function draw() {
    const [at, colour] = [pen.at(), pen.colour()];
    paintCells(canvas, cells.values(), n, at, window);
    pens.update(colour);
    tools.back.disabled = !cells.strokes();
    const { label, spoken } = wordsAt(at, n, cells.at(at), colour);
    canvas.setAttribute("aria-label", label);
    write(status, canvas.matches(":focus") ? spoken : "");
  }
  /**
   * Show these cells, and this window on them.
   * @param {Float32Array} values  (3, n, n)
   * @param {Rectangle} seen
   */
  function update(values, seen) {
    cells.show(values);
    window = seen;
    draw();
  }
  listenToPointer(canvas, n, pen);
  listenToKeys(canvas, n, pen, { take, undo });
  for (const name of ["focus", "blur"]) canvas.addEventListener(name, draw);
  return { root, tools: tools.root, update, isDown: pen.isDown };
}
