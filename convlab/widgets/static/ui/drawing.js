// A small grid to paint on, three channels deep: a colour for the brush, cells by pointer or keys.

import { make, makeRadios } from "./controls.js";

export const COLOURS = {
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

const CELL = 20;

/** The name of the colour at a place, or its three numbers. */
const named = (rgb) =>
  Object.keys(COLOURS).find((name) => String(COLOURS[name]) === String(rgb)) ?? rgb.join(", ");

/** Paints in place on the x (3, n, n) that replace(x) gives it; onPaint is called after each cell,
 * onRest when the hand rests. */
export function makeDrawing(n, onPaint, onRest) {
  let x = new Float32Array(3 * n * n),
    brush = "white",
    at = [n >> 1, n >> 1],
    painting = false;
  const canvas = make("canvas", "cl-drawing", {
    width: n * CELL,
    height: n * CELL,
    tabindex: 0,
    role: "application",
    "aria-roledescription": "paint grid",
    "data-control": "drawing",
  });
  const colours = makeRadios("brush", "Colour of the brush", Object.keys(COLOURS), (name) => {
    brush = name;
    update();
  });
  const fill = make(
    "button",
    "cl-button",
    {
      type: "button",
      "data-action": "fill",
      onclick: () => {
        for (let i = 0; i < n * n; i++) set(i);
        done();
        onRest();
      },
    },
    "Fill all",
  );
  const said = make("p", "cl-note", { "aria-live": "polite" });
  const root = make(
    "div",
    "cl-paint",
    {},
    canvas,
    make("div", "cl-brushes", {}, colours.root, fill, said),
  );
  for (const label of colours.root.querySelectorAll("label")) {
    label.append(
      make("span", "cl-chip", {
        "aria-hidden": "true",
        style: `background: rgb(${COLOURS[label.textContent].map((v) => 255 * v)})`,
      }),
    );
  }
  const set = (i) =>
    COLOURS[brush].forEach((v, c) => {
      x[c * n * n + i] = v;
    });
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return [event.clientY - box.top, event.clientX - box.left].map((v) =>
      Math.max(0, Math.min(n - 1, Math.floor((v * n) / box.width))),
    );
  };
  function paintAt(where) {
    at = where;
    set(at[0] * n + at[1]);
    done();
  }
  function done() {
    update();
    onPaint();
  }
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    painting = true;
    paintAt(place(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (painting && String(place(event)) !== String(at)) paintAt(place(event));
  });
  for (const end of ["pointerup", "pointercancel"])
    canvas.addEventListener(end, () => {
      if (painting) onRest();
      painting = false;
    });
  canvas.addEventListener("keydown", (event) => {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[
      event.key
    ];
    if (event.key === " ") {
      paintAt(at);
      onRest();
    } else if (step) {
      at = at.map((v, i) => Math.max(0, Math.min(n - 1, v + step[i])));
      update();
    } else return;
    event.preventDefault();
  });
  for (const name of ["focus", "blur"]) canvas.addEventListener(name, () => update());
  /** Draw the cells as they are. */
  function update() {
    const ctx = canvas.getContext("2d"),
      css = getComputedStyle(canvas);
    for (let i = 0; i < n * n; i++) {
      ctx.fillStyle = `rgb(${[0, 1, 2].map((c) => Math.round(255 * x[c * n * n + i]))})`;
      ctx.fillRect((i % n) * CELL, Math.floor(i / n) * CELL, CELL, CELL);
    }
    ctx.strokeStyle = css.getPropertyValue("--cl-control");
    ctx.globalAlpha = 0.5;
    for (let k = 0; k <= n; k++)
      for (const [w, h, dx, dy] of [
        [n * CELL, 0, 0, k],
        [0, n * CELL, k, 0],
      ]) {
        ctx.beginPath();
        ctx.moveTo(dx * CELL, dy * CELL);
        ctx.lineTo(dx * CELL + w, dy * CELL + h);
        ctx.stroke();
      }
    ctx.globalAlpha = 1;
    if (canvas.matches(":focus"))
      for (const [colour, inset] of [
        ["#000000", 1],
        ["#ffffff", 3],
      ]) {
        ctx.strokeStyle = colour;
        ctx.lineWidth = 2;
        ctx.strokeRect(
          at[1] * CELL + inset,
          at[0] * CELL + inset,
          CELL - 2 * inset,
          CELL - 2 * inset,
        );
        ctx.lineWidth = 1;
      }
    colours.update(brush);
    const here = named(
      [0, 1, 2].map((c) => Math.round(100 * x[c * n * n + at[0] * n + at[1]]) / 100),
    );
    canvas.setAttribute(
      "aria-label",
      `Drawing of ${n} × ${n} cells. Row ${at[0]}, column ${at[1]} is ${here}. Arrow keys move, space paints ${brush}.`,
    );
    said.textContent = canvas.matches(":focus")
      ? `Row ${at[0]}, column ${at[1]}: ${here}. Space paints it ${brush}.`
      : "Drag to paint; or arrow keys and space.";
  }
  return {
    root,
    update,
    replace: (values) => {
      x = values;
    },
  };
}
