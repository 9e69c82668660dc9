// In a narrow window the grid scrolls sideways; the kernels' labels and the feature maps stay at
// its edges.

/** @import { ExplorerScene, Theme } from "../types.js" */

import { assign, make, penOf } from "./dom.js";

/**
 * @typedef {object} Strip  a copy of what the canvas shows, over one edge of its scroller
 * @property {HTMLCanvasElement} canvas
 * @property {{x: number, y: number, w: number}} region  where on the scene it lies
 */

/** @returns {[left: Strip, right: Strip]} */
export function makeStrips() {
  /** @type {(side: string) => Strip} */
  const strip = (side) => ({
    canvas: make("canvas", `cl-strip cl-${side}`, { "aria-hidden": "true" }),
    region: { x: 0, y: 0, w: 0 },
  });
  return [strip("left"), strip("right")];
}

/**
 * Copy what the scroller hides, but for the rows `through`, which scroll as a whole.
 * @param {[left: Strip, right: Strip]} strips
 * @param {HTMLElement} scroller
 * @param {HTMLCanvasElement} canvas
 * @param {ExplorerScene} scene
 * @param {Theme} theme
 * @param {{ratio: number, zoom: number, width: number}} size  device pixels a CSS pixel, the zoom
 *   of the board in the scroller, and the scroller's own width
 */
export function updateStrips(strips, scroller, canvas, scene, theme, { ratio, zoom, width }) {
  const { stays } = scene;
  const hidden = stays ? scene.width * zoom - width : 0;
  const at = hidden > 1 ? scroller.scrollLeft : 0;
  const wanted = [at > 0, at < hidden - 1];
  strips.forEach((strip, side) => {
    assign(strip.canvas, { hidden: !stays || !wanted[side] });
    if (!stays || !wanted[side]) return;
    const [x, end] = side ? [stays.right, scene.width] : [0, stays.left];
    strip.region = { x, y: stays.top, w: end - x };
    place(strip, scene, zoom);
    copy(strip, canvas, scene.height, ratio);
    const pen = penOf(strip.canvas);
    pen.fillStyle = theme.control;
    pen.fillRect(side ? 0 : strip.canvas.width - 1, 0, 1, strip.canvas.height);
  });
}

/** Lay a strip over its edge, and leave out the rows that scroll as a whole.
 * @param {Strip} strip @param {ExplorerScene} scene @param {number} zoom */
function place({ canvas, region: { y, w } }, { through = [0, 0], height }, zoom) {
  const [low, high] = through.map((row) => `${row - y}px`);
  const whole = "0 0, 100% 0, 100% 100%, 0 100%, 0 0";
  const gap = `0 ${low}, 100% ${low}, 100% ${high}, 0 ${high}, 0 ${low}`;
  assign(canvas.style, {
    zoom: zoom < 1 ? zoom : "",
    top: `${y}px`,
    width: `${w}px`,
    height: `${height - y}px`,
    clipPath: `polygon(evenodd, ${whole}, ${gap})`,
  });
}

/**
 * @param {Strip} strip
 * @param {HTMLCanvasElement} from
 * @param {number} bottom
 * @param {number} ratio
 */
function copy({ canvas, region: { x, y, w } }, from, bottom, ratio) {
  const width = Math.round(w * ratio);
  const height = Math.round((bottom - y) * ratio);
  assign(canvas, { width, height });
  const [left, top] = [Math.round(x * ratio), Math.round(y * ratio)];
  penOf(canvas).drawImage(from, left, top, width, height, 0, 0, width, height);
}
