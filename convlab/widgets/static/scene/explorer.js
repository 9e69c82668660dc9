// The explorer's whole picture: which module lays out which layers, and how wide.

import { clamp } from "../numbers/range.js";
import { canOpen, layoutOf } from "../numbers/state.js";
import { DEPTHWISE } from "./depthwise.js";
import { matching } from "./goal.js";
import { MANY, ROWS, SLICES, STAMPS } from "./layouts.js";
import { MATRIX } from "./matrix.js";
import { openedFor, WALL_BESIDE } from "./opened.js";
import { lights } from "./pointing.js";
import { BELOW, ENDING, PREDICT } from "./predicting.js";
import { MOST } from "./presented.js";
import { PRESENTED } from "./room.js";
import { STAIRCASE } from "./staircase.js";
import { WALL } from "./wall.js";

/**
 * @import { ExplorerScene, ExplorerSpec, ExplorerState, Layout, SceneContext }
 *   from "../types.js"
 */
/** @import { LaidOut, LayoutName } from "../numbers/state.js" */

/** The module of each layout. @type {Record<Exclude<LayoutName, "opened">, Layout>} */
const LAYOUTS = {
  rows: ROWS,
  slices: SLICES,
  many: MANY,
  stairs: STAIRCASE,
  depthwise: DEPTHWISE,
  matrix: MATRIX,
  wall: WALL,
  stamps: STAMPS,
};

/** What takes their place while something is asked. */
const ASKED = { largest: PREDICT, below: BELOW, end: ENDING };

/**
 * How a layer is laid out, and what a hand does there.
 * @param {LaidOut} spec
 * @param {ExplorerState} state
 * @param {number} [width]  of the scene
 */
export function layoutFor(spec, state, width = 1000) {
  const { ask } = state;
  if (ask && ask !== "match") return ASKED[ask];
  const layout = width === PRESENTED ? presentedFor(spec, state) : usualFor(spec, state);
  return ask ? matching(layout) : layout;
}

/** @param {LaidOut} spec @param {ExplorerState} state */
function usualFor(spec, state) {
  const name = layoutOf(spec, state);
  if (name === "opened") return openedFor(spec.weight_shape[1]);
  return name === "wall" && canOpen(spec, state) ? WALL_BESIDE : LAYOUTS[name];
}

/**
 * In a room the picked kernel stands alone: as many words as a grid has could not be read there.
 * @param {LaidOut} spec
 * @param {ExplorerState} state
 */
function presentedFor(spec, state) {
  if (layoutOf(spec, state) === "stamps") return STAMPS;
  return state.in_channels / state.groups > MOST ? STAIRCASE : ROWS;
}

/**
 * The scene with what lights up on it for the target of the state.
 * @param {SceneContext} context
 * @returns {ExplorerScene}
 */
export function buildScene(context) {
  const { spec, state, layer } = context;
  const layout = layoutFor(spec, state, context.width);
  const scene = layout.build(context);
  if (state.target === "output" || layout.rings === state.target) return scene;
  scene.boxes.push(...lights(scene.places, layer, state));
  return scene;
}

/**
 * The widths that scenes are built for, and the least room for each, in CSS pixels. JupyterLab
 * leaves a cell 524 of a window that is 640 wide.
 */
const WIDTHS = [
  { width: 1600, room: 1400, largest: 1.15 },
  { width: 1000, room: 840, largest: 1.15 },
  { width: 640, room: 520, largest: 1.4 },
  { width: 390, room: 0, largest: 1.4 },
];

/**
 * A scene that fills a screen: what it is built for, and how much larger it is drawn.
 * @param {{w: number, h: number}} room  CSS pixels
 * @param {(width: number) => number} heightOf  of the scene that is built for a width
 */
export function largestIn(room, heightOf) {
  const zoom = Math.min(room.w / PRESENTED, room.h / heightOf(PRESENTED));
  return { frame: 1000, width: PRESENTED, zoom };
}

const SPARE = 1.1; // of a scene's width: room that is left free before it is drawn larger, so that
// on a low screen, too, all of it is in sight

/**
 * The width to build a scene for where there is so much room, and how much larger it is drawn;
 * `frame`: the width that the page's own elements around it are laid out for.
 * @param {number} room  CSS pixels
 * @param {Layout} layout
 */
export function widthIn(room, layout) {
  const { width: frame, largest } = WIDTHS.find((one) => room >= one.room) ?? WIDTHS[1];
  const { least = 390, most = 1600 } = layout;
  const width = clamp(frame, least, most);
  const larger = width < 1000 ? room / width : Math.max(1, room / width / SPARE);
  return { frame, width, zoom: Math.min(room / width, larger, largest) };
}
