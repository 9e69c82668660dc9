// States of a layer as pictures on one canvas; what a steady hand comes to next is painted ahead.

import { withDigits } from "../numbers/digits.js";
import { numbersOf, onward, scales } from "../numbers/state.js";
import { makePictures } from "./ahead.js";
import { legible } from "./legible.js";
import { paint } from "./paint.js";
import { readTheme } from "./theme.js";

/** @import { Layer } from "../numbers/layer.js" */
/** @import { Facts } from "../numbers/state.js" */
/**
 * @import {
 *   ExplorerScene, ExplorerSpec, ExplorerState, Scales, SceneContext, Theme,
 * } from "../types.js"
 */

/** @typedef {{layer: Layer, spec: ExplorerSpec, state: ExplorerState}} Subject  what is on show */
/** @typedef {(context: SceneContext) => ExplorerScene} Build */
/**
 * A layer in the digits of its accounts, and where its scales end.
 * @typedef {Scales & {layer: Layer}} Written
 */

const STEP = 128; // CSS pixels by which a canvas grows: one that keeps its size keeps its picture

const known = /** @type {WeakMap<Layer, Facts>} */ (new WeakMap());

/**
 * What a layer's numbers decide, found out once.
 * @param {Layer} layer
 * @param {ExplorerSpec} spec
 */
function factsOf(layer, spec) {
  const facts = known.get(layer) ?? numbersOf(layer, spec);
  known.set(layer, facts);
  return facts;
}

/** Arrays are known by what is found out of them.
 * @type {(name: string, value: unknown) => unknown} */
const withoutArrays = (_, value) => (ArrayBuffer.isView(value) ? undefined : value);

const inDigits = /** @type {WeakMap<ExplorerState, Written & {of: Layer}>} */ (new WeakMap());

/**
 * A layer in the digits of its accounts, and its scales; found out once for each state.
 * @param {Subject} shown
 * @returns {Written}
 */
function writtenIn({ layer, state, spec }) {
  layer.configure(state);
  const before = inDigits.get(state);
  if (before?.of === layer) return before;
  const shown = scales(layer, state, spec, factsOf(layer, spec));
  const written = { ...shown, layer: withDigits(layer, shown.decimals.maps), of: layer };
  inDigits.set(state, written);
  return written;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {HTMLElement} root  gives the theme
 * @param {Build} build
 * @param {Subject} subject  as it changes
 */
export function makePainter(canvas, root, build, subject) {
  const pictures = makePictures(canvas, paintOn, keyOf);
  let theme = /** @type {Theme | null} */ (null);
  let painted = /** @type {ExplorerState | null} */ (null);
  let ratio = 1;
  let zoom = 1;
  let width = 0;
  let tallest = 0;

  /** All that the picture of a state depends on. @param {ExplorerState} state */
  function keyOf(state) {
    return [JSON.stringify(state, withoutArrays), subject.layer, theme, ratio, width];
  }
  /** @type {(target: HTMLCanvasElement, state: ExplorerState) => ExplorerScene} */
  function paintOn(target, state) {
    theme ??= readTheme(root);
    const built = sceneOf({ ...subject, state }, ratio);
    const scene = { ...built, boxes: legible(built.boxes, zoom) };
    tallest = Math.max(tallest, STEP * Math.ceil(scene.height / STEP));
    paint(target, { ...scene, height: tallest }, theme, ratio);
    return scene;
  }
  /**
   * @param {Subject} other  it may have another state
   * @param {number} pixels  device pixels a CSS pixel
   * @param {number} [wide]  what it is built for
   */
  function sceneOf(other, pixels, wide = width) {
    const { state, spec } = other;
    const scene = build({ ...writtenIn(other), state, spec, ratio: pixels, width: wide });
    other.layer.configure(subject.state); // this may be a picture painted ahead
    return scene;
  }
  /**
   * Show the subject as it is now.
   * @param {number} pixels  device pixels a CSS pixel
   * @param {number} board  the width that its scene is built for
   * @param {number} large  how many times as large it is drawn
   */
  function show(pixels, board, large) {
    if (board !== width) tallest = 0;
    ratio = pixels;
    zoom = large;
    width = board;
    subject.layer.configure(subject.state);
    return pictures.show(subject.state);
  }
  /** Paint ahead, once all else is done for the picture of now. */
  function lookAhead() {
    pictures.expect(painted ? onward(painted, subject.state, subject.spec) : null);
    painted = subject.state;
  }
  /** The page may have another theme. */
  function forgetTheme() {
    theme = null;
  }
  const foreseen = () => pictures.foreseen;
  /** @returns {Written} */
  const written = () => writtenIn(subject);
  return { show, sceneOf, lookAhead, written, forgetTheme, theme: () => theme, foreseen };
}
