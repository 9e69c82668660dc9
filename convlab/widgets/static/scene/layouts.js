// Layouts in which one kernel stands open with its account: what is built at each width, and what
// a hand does there.

import { VIEWS } from "../numbers/state.js";
import { buildColumn } from "./column.js";
import { buildMany } from "./many.js";
import { picked } from "./pointing.js";
import { buildPresented } from "./presented.js";
import { PRESENTED } from "./room.js";
import { buildRows } from "./rows.js";
import { buildSlices } from "./slices.js";
import { buildStamps } from "./stamps.js";

/** @import { ExplorerState, Layout, PointedPlace, Views } from "../types.js" */
/** @import { Layer } from "../numbers/layer.js" */

/**
 * A click on a sum takes it apart, and while channels are added one by one it adds all up to there;
 * another pixel or kernel is picked with as many channels added.
 * @param {PointedPlace} place
 * @param {ExplorerState} state
 * @param {Layer} layer
 * @returns {Partial<ExplorerState>}
 */
function pick(place, state, layer) {
  const { step, out_channel } = state;
  if (place.role === "tab") return { out_channel: place.o, step };
  if (place.role !== "subtotal") return { ...picked(place, state, layer), step };
  const { c } = place;
  return { in_channel: c, step: step < 0 ? step : c - layer.range(out_channel)[0] + 1 };
}

/** @param {PointedPlace} place */
const say = (place) => (place.role === "tab" ? `Kernel ${place.o}: a click opens it.` : null);

/** All that cells can show. @type {Views} */
const ALL_VIEWS = {
  words: "what the cells show",
  options: VIEWS.map((view) => [view, view]),
};

/**
 * On a phone the picked kernel goes downwards; in a room it stands alone.
 * @param {Layout["build"]} build
 * @returns {Layout["build"]}
 */
const orAlone = (build) => (context) => {
  if (context.width === PRESENTED) return buildPresented(context);
  return context.width === 390 ? buildColumn(context) : build(context);
};

/** @type {Layout} */
export const ROWS = {
  build: orAlone(buildRows),
  plays: true,
  views: ALL_VIEWS,
  pick,
  say,
};

/** @type {Layout} */
export const SLICES = { build: orAlone(buildSlices), plays: true, views: ALL_VIEWS, pick, say };

/** @type {Layout} */
export const STAMPS = {
  build: (context) => (context.width === 390 ? buildColumn : buildStamps)(context),
  rings: "input",
  most: 1000,
  plays: true,
  note: () => "Each place of an input stamps its slice, times its value, into the map. Stamps add.",
  idle: "Click a place of an input to see its stamp. A pixel of a map shows which places reach it.",
  pick,
  say,
};

/** @type {Layout} */
export const MANY = {
  build: buildMany,
  finds: ["kernel"],
  plays: true,
  views: ALL_VIEWS,
  idle: "Click a small map to open its kernel, a pixel of a map or an input. Arrow keys move on.",
  pick,
  say,
};
