// A small grid to paint on, three channels deep: a colour for the brush, cells by pointer or keys.

import { upTo, within } from "../numbers/range.js";
import { makeRadios } from "./controls.js";
import { make, makeButton, penOf } from "./dom.js";

const CELL = 20; // CSS pixels
const LOOK = {
  tabindex: 0,
  role: "application",
  "aria-roledescription": "paint grid",
  "data-control": "drawing",
};

/** @typedef {[row: number, col: number]} Cell */

/** @type {Record<string, [red: number, green: number, blue: number]>} */
const COLOURS = {
  white: [1, 1, 1],
  black: [0, 0, 0],
  red: [1, 0, 0],
  green: [0, 1, 0],
  blue: [0, 0, 1],
  yellow: [1, 1, 0],
  magenta: [1, 0, 1],
  cyan: [0, 1, 1],
  grey: [0.5, 0.5, 0.5],
};

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
  Object.keys(COLOURS).find((name) => String(COLOURS[name]) === String(rgb)) ?? rgb.join(", ");

/** The colours of the brush, each beside a chip.
 * @param {(name: string) => void} onPick */
function makeBrushes(onPick) {
  const brushes = makeRadios("brush", "Colour of the brush", Object.keys(COLOURS), onPick);
  for (const label of brushes.root.querySelectorAll("label")) {
    const rgb = COLOURS[label.textContent].map((v) => 255 * v);
    const style = `background: rgb(${rgb})`;
    label.append(make("span", "cl-chip", { "aria-hidden": "true", style }));
  }
  return brushes;
}

/**
 * The cells, the lines between them and, with the keyboard in it, the cell that it is at.
 * @param {HTMLCanvasElement} canvas
 * @param {Float32Array} x  (3, n, n)
 * @param {number} n
 * @param {Cell} at
 */
function paintCells(canvas, x, n, [row, col]) {
  const pen = penOf(canvas);
  for (let i = 0; i < n * n; i++) {
    pen.fillStyle = `rgb(${[0, 1, 2].map((c) => Math.round(255 * x[c * n * n + i]))})`;
    pen.fillRect((i % n) * CELL, Math.floor(i / n) * CELL, CELL, CELL);
  }
  pen.strokeStyle = getComputedStyle(canvas).getPropertyValue("--cl-control");
  pen.lineWidth = 1;
  pen.globalAlpha = 0.5;
  pen.beginPath();
  for (let k = 0; k <= n; k++) {
    pen.moveTo(0, k * CELL);
    pen.lineTo(n * CELL, k * CELL);
    pen.moveTo(k * CELL, 0);
    pen.lineTo(k * CELL, n * CELL);
  }
  pen.stroke();
  pen.globalAlpha = 1;
  if (!canvas.matches(":focus")) return;
  pen.lineWidth = 2;
  for (const [colour, inset] of /** @type {const} */ ([
    ["#000000", 1],
    ["#ffffff", 3],
  ])) {
    const side = CELL - 2 * inset;
    pen.strokeStyle = colour;
    pen.strokeRect(col * CELL + inset, row * CELL + inset, side, side);
  }
}

/**
 * What a pointer and keys do to the cells.
 * @typedef {object} Brush
 * @property {() => Cell} at  where it is
 * @property {(cell: Cell) => void} move
 * @property {(cell: Cell) => void} paint
 * @property {() => void} release  the hand lets go
 */

/** Paint by pointer. @param {HTMLCanvasElement} canvas @param {number} n @param {Brush} brush */
function listenToPointer(canvas, n, brush) {
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
    brush.paint(cellOf(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    const cell = cellOf(event);
    if (painting && String(cell) !== String(brush.at())) brush.paint(cell);
  });
  for (const end of /** @type {const} */ (["pointerup", "pointercancel"])) {
    canvas.addEventListener(end, () => {
      if (painting) brush.release();
      painting = false;
    });
  }
}

/** Paint by keys. @param {HTMLCanvasElement} canvas @param {number} n @param {Brush} brush */
function listenToKeys(canvas, n, brush) {
  canvas.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    const [row, col] = brush.at();
    if (event.key === " ") {
      brush.paint([row, col]);
      brush.release();
    } else if (step) brush.move([within(row + step[0], n), within(col + step[1], n)]);
    else return;
    event.preventDefault();
  });
}

/**
 * Paints in place on the x that replace(x) gives it.
 * @param {number} n  cells a side
 * @param {() => void} onPaint  after each cell
 * @param {() => void} onRelease  when the hand lets go
 */
export function makeDrawing(n, onPaint, onRelease) {
  /** @type {Float32Array} */
  let x = new Float32Array(3 * n * n); // (3, n, n)
  let colour = "white";
  /** @type {Cell} */
  let at = [n >> 1, n >> 1];

  const size = { width: n * CELL, height: n * CELL };
  const canvas = make("canvas", "cl-drawing", { ...size, ...LOOK });
  const brushes = makeBrushes((name) => {
    colour = name;
    update();
  });
  const fill = makeButton("Fill all", fillAll, { "data-action": "fill" });
  const status = make("p", "cl-note", { "aria-live": "polite" });
  const tools = make("div", "cl-brushes", {}, brushes.root, fill, status);
  const root = make("div", "cl-paint", {}, canvas, tools);

  /** @param {number} i */
  function set(i) {
    COLOURS[colour].forEach((value, c) => {
      x[c * n * n + i] = value;
    });
  }
  function fillAll() {
    upTo(0, n * n).forEach(set);
    update();
    onPaint();
    onRelease();
  }
  /** @param {Cell} cell */
  function move(cell) {
    at = cell;
    update();
  }
  /** @param {Cell} cell */
  function paint(cell) {
    set(cell[0] * n + cell[1]);
    move(cell);
    onPaint();
  }
  /** Draw the cells as they are, and say where the keyboard is. */
  function update() {
    paintCells(canvas, x, n, at);
    brushes.update(colour);
    const [row, col] = at;
    const rgb = [0, 1, 2].map((c) => Math.round(100 * x[(c * n + row) * n + col]) / 100);
    const here = `Row ${row}, column ${col}`;
    const what = `Drawing of ${n} × ${n} cells. ${here} is ${nameOf(rgb)}.`;
    canvas.setAttribute("aria-label", `${what} Arrow keys move, space paints ${colour}.`);
    status.textContent = canvas.matches(":focus")
      ? `${here}: ${nameOf(rgb)}. Space paints it ${colour}.`
      : "Drag to paint; or arrow keys and space.";
  }
  /** @param {Float32Array} values  (3, n, n) */
  function replace(values) {
    x = values;
  }

  const brush = { at: () => at, move, paint, release: onRelease };
  listenToPointer(canvas, n, brush);
  listenToKeys(canvas, n, brush);
  for (const name of ["focus", "blur"]) canvas.addEventListener(name, update);
  return { root, update, replace };
}
