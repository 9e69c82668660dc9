// In a narrow window the grid scrolls sideways; the kernels' labels and the feature maps stay at its edges.

import { assign, make } from "./controls.js";

/** Two copies of what a canvas shows, over the left and the right edge of its scroller; `region` of each
 * says where on the scene it lies. */
export const makeStrips = () =>
  ["left", "right"].map((side) => make("canvas", `cl-strip cl-${side}`, { "aria-hidden": "true" }));

/** Copy what the scroller hides, but for the rows `through`, which scroll as a whole.
 * wide: the scroller's own width; fit: the zoom of the board in it. */
export function updateStrips(
  strips,
  scroll,
  canvas,
  { stays, through, width, height },
  theme,
  { ratio, fit, wide },
) {
  const over = stays ? width * fit - wide : 0;
  const at = over > 1 ? scroll.scrollLeft : 0;
  for (const [i, [from, to, shown]] of [
    [0, stays?.left, at > 0],
    [stays?.right, width, at < over - 1],
  ].entries()) {
    const strip = strips[i];
    assign(strip, { hidden: !shown });
    if (!shown) continue;
    const { top } = stays,
      w = Math.round((to - from) * ratio),
      h = Math.round((height - top) * ratio);
    strip.region = { x: from, y: top, w: to - from };
    assign(strip, { width: w, height: h });
    const [low, high] = through.map((y) => `${y - top}px`);
    assign(strip.style, {
      zoom: fit < 1 ? fit : "",
      top: `${top}px`,
      width: `${to - from}px`,
      height: `${height - top}px`,
      clipPath: `polygon(evenodd, 0 0, 100% 0, 100% 100%, 0 100%, 0 0, 0 ${low}, 100% ${low}, 100% ${high}, 0 ${high}, 0 ${low})`,
    });
    const ctx = strip.getContext("2d");
    ctx.drawImage(canvas, Math.round(from * ratio), Math.round(top * ratio), w, h, 0, 0, w, h);
    ctx.fillStyle = theme.control;
    ctx.fillRect(i ? 0 : w - 1, 0, 1, h);
  }
}
