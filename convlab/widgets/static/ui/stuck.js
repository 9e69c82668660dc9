// What stays in sight of a tall scene while the rest of it scrolls: a copy of its top.

import { assign, make, penOf } from "./dom.js";

/** Its style sheet holds it under the head of the page. */
export function makeStuck() {
  const canvas = make("canvas", "cl-stuck", { "aria-hidden": "true", hidden: "" });

  /**
   * @param {HTMLCanvasElement} from
   * @param {{width: number, sticks?: number}} scene
   * @param {{ratio: number, zoom: number}} size  device pixels a CSS pixel; the zoom of the board
   */
  function update(from, { width, sticks = 0 }, { ratio, zoom }) {
    assign(canvas, { hidden: !sticks });
    if (!sticks) return;
    const [w, h] = [width, sticks].map((length) => Math.round(length * ratio));
    assign(canvas, { width: w, height: h });
    assign(canvas.style, { width: `${width}px`, height: `${sticks}px`, zoom });
    assign(canvas.style, { marginBottom: `${-sticks}px` });
    penOf(canvas).drawImage(from, 0, 0, w, h, 0, 0, w, h);
  }
  return { canvas, update };
}
