// A small grid to paint on, three channels deep: a colour for the brush, cells by pointer or keys.

import { upTo, within } from "../numbers/range.js";
import { makeRadios } from "./controls.js";
import { make, makeButton, penOf } from "./dom.js";

const CELL = 20; // CSS pixels

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
 * @param {[row: number, col: number]} at
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
 * Paints in place on the x that replace(x) gives it.
 * @param {number} n  cells a side
 * @param {() => void} onPaint  after each cell
 * @param {() => void} onRest  when the hand rests
 */
export function makeDrawing(n, onPaint, onRest) {
  /** @type {Float32Array} */
  let x = new Float32Array(3 * n * n); // (3, n, n)
  let brush = "white";
  /** @type {[row: number, col: number]} */
  let at = [n >> 1, n >> 1];
  let painting = false;

  const canvas = make("canvas", "cl-drawing", {
    width: n * CELL,
    height: n * CELL,
    tabindex: 0,
    role: "application",
    "aria-roledescription": "paint grid",
    "data-control": "drawing",
  });
  const brushes = makeBrushes((name) => {
    brush = name;
    update();
  });
  const fill = makeButton("Fill all", fillAll, { "data-action": "fill" });
  const status = make("p", "cl-note", { "aria-live": "polite" });
  const tools = make("div", "cl-brushes", {}, brushes.root, fill, status);
  const root = make("div", "cl-paint", {}, canvas, tools);

  /** @param {number} i */
  function set(i) {
    COLOURS[brush].forEach((value, c) => {
      x[c * n * n + i] = value;
    });
  }
  function fillAll() {
    upTo(0, n * n).forEach(set);
    update();
    onPaint();
    onRest();
  }
  /** @param {[number, number]} place */
  function paintAt(place) {
    at = place;
    set(at[0] * n + at[1]);
    update();
    onPaint();
  }
  /** @param {PointerEvent} event @returns {[number, number]} */
  function placeOf({ clientX, clientY }) {
    const { top, left, width } = canvas.getBoundingClientRect();
    const cell = (/** @type {number} */ along) => within(Math.floor((along * n) / width), n);
    return [cell(clientY - top), cell(clientX - left)];
  }
  /** @param {PointerEvent} event */
  function onPointerDown(event) {
    canvas.setPointerCapture(event.pointerId);
    painting = true;
    paintAt(placeOf(event));
  }
  /** @param {PointerEvent} event */
  function onPointerMove(event) {
    const place = placeOf(event);
    if (painting && String(place) !== String(at)) paintAt(place);
  }
  function onPointerEnd() {
    if (painting) onRest();
    painting = false;
  }
  /** @param {KeyboardEvent} event */
  function onKeyDown(event) {
    const step = STEPS[event.key];
    if (event.key === " ") {
      paintAt(at);
      onRest();
    } else if (step) {
      at = [within(at[0] + step[0], n), within(at[1] + step[1], n)];
      update();
    } else return;
    event.preventDefault();
  }

  /** Draw the cells as they are, and say where the keyboard is. */
  function update() {
    paintCells(canvas, x, n, at);
    brushes.update(brush);
    const [row, col] = at;
    const rgb = [0, 1, 2].map((c) => Math.round(100 * x[(c * n + row) * n + col]) / 100);
    const here = nameOf(rgb);
    canvas.setAttribute(
      "aria-label",
      `Drawing of ${n} × ${n} cells. Row ${row}, column ${col} is ${here}. ` +
        `Arrow keys move, space paints ${brush}.`,
    );
    status.textContent = canvas.matches(":focus")
      ? `Row ${row}, column ${col}: ${here}. Space paints it ${brush}.`
      : "Drag to paint; or arrow keys and space.";
  }
  /** @param {Float32Array} values  (3, n, n) */
  function replace(values) {
    x = values;
  }

  canvas.addEventListener("pointerdown", onPointerDown);
  canvas.addEventListener("pointermove", onPointerMove);
  for (const end of /** @type {const} */ (["pointerup", "pointercancel"])) {
    canvas.addEventListener(end, onPointerEnd);
  }
  canvas.addEventListener("keydown", onKeyDown);
  for (const name of ["focus", "blur"]) canvas.addEventListener(name, update);
  return { root, update, replace };
}
