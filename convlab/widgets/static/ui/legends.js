// The legends of a scene's scales, above it.

/** @import { Legend } from "../types.js" */

import { legendTicks, limitText } from "../numbers/show.js";
import { make } from "./dom.js";

const WIDE = 150; // CSS pixels
const NARROW = 112; // where there are several

/** A legend for each scale that a scene names. */
export function makeLegends() {
  const root = make("div", "cl-legends");
  let shown = "";

  /** @param {Legend[]} legends */
  function update(legends) {
    const key = JSON.stringify(legends);
    if (key === shown) return;
    shown = key;
    const width = legends.length > 1 ? NARROW : WIDE;
    root.replaceChildren(...legends.map((legend) => makeLegend(legend, width)));
  }
  return { root, update };
}

/** @param {Legend} legend @param {number} w */
function makeLegend({ words, range, root, beyond }, w) {
  const ticks = legendTicks({ range, root, w, beyond }).map(({ at, words, align }) =>
    make("span", `cl-tick cl-tick-${align}`, { style: `left: ${at}px` }, words),
  );
  const end = limitText(range);
  const more = beyond ? "; what lies beyond has the colours of the ends" : "";
  const label = `${words}: from −${end}, blue, over 0, grey, to +${end}, red${more}`;
  const look = { role: "img", "aria-label": label, style: `width: ${w}px` };
  const scale = make("span", "cl-gradient", look, ...ticks);
  return make("span", "cl-legend", {}, make("span", "cl-note", {}, words), scale);
}
