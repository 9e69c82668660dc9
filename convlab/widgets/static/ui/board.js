// A canvas with a scene on it, as wide as the page has room for, painted once a frame.

/** @import { Scene, Theme } from "../types.js" */

import { legible } from "../paint/legible.js";
import { paint } from "../paint/paint.js";
import { readTheme } from "../paint/theme.js";
import { make } from "./dom.js";
import { watchLook } from "./host.js";
import { ROOM } from "./present.js";

/**
 * How wide a scene can be laid out, in CSS pixels: the widest comes first. The one that the page
 * has room for, at `least` of its size, is made to fit; the narrowest fits any page.
 * @typedef {object} Layout
 * @property {number[]} widths
 * @property {number} least
 * @property {number} [room]  the width on a screen for a room, if it is laid out for one
 */

const MOST = 1.4; // so many times its size the narrowest is shown at most

/**
 * The width of a scene, and how large it is shown.
 * @param {number} room  CSS pixels that the page has
 * @param {Layout} layout
 */
export function fitted(room, { widths, least }) {
  const narrowest = widths[widths.length - 1];
  const width = widths.find((one) => room >= least * one) ?? narrowest;
  return { width, zoom: Math.min(room / width, width === narrowest ? MOST : 1) };
}

/**
 * @typedef {object} View  what is on the canvas, and how
 * @property {Scene} scene
 * @property {Theme} theme
 * @property {number} ratio  device pixels a CSS pixel
 */

/**
 * @template {Scene} S
 * @param {object} options
 * @param {string} options.description  what the canvas is, for a screen reader
 * @param {Layout} options.layout
 * @param {(width: number, ratio: number) => S} options.build
 * @param {(view: View & {scene: S}, canvas: HTMLCanvasElement) => void} options.onPaint  the page's
 *   other elements follow
 */
export function makeBoard({ description, layout, build, onPaint }) {
  const look = { tabindex: 0, role: "application", "aria-roledescription": description };
  const canvas = make("canvas", "cl-maps", look);
  const board = make("div", "cl-board", {}, canvas);
  const root = make("div", "cl-scroll", {}, board);
  /** @type {Theme | null} */
  let theme = null;
  /** @type {(View & {scene: S}) | null} */
  let view = null;
  let frame = 0;

  function layoutHere() {
    const { room } = layout;
    return room && root.closest(`.${ROOM}`) ? { widths: [room], least: 0 } : layout;
  }
  function request() {
    frame ||= requestAnimationFrame(draw);
  }
  function draw() {
    frame = 0;
    if (!root.isConnected) return; // drawn when the page has taken it in
    theme ??= readTheme(root);
    const { width, zoom } = fitted(root.clientWidth || layout.widths[0], layoutHere());
    board.style.width = `${width}px`;
    board.style.zoom = zoom === 1 ? "" : String(zoom);
    const ratio = Math.max(1, devicePixelRatio) * zoom * (root.currentCSSZoom ?? 1);
    const built = build(width, ratio);
    const scene = { ...built, boxes: legible(built.boxes, zoom) };
    paint(canvas, scene, theme, ratio);
    view = { scene, theme, ratio };
    onPaint(view, canvas);
  }
  function repaint() {
    theme = null;
    request();
  }
  /** Where on the scene an event is. @param {MouseEvent} event */
  function pointOf({ clientX, clientY }) {
    const { left, top, width } = canvas.getBoundingClientRect();
    const zoom = width / (view?.scene.width ?? width);
    return { x: (clientX - left) / zoom, y: (clientY - top) / zoom };
  }

  const unwatch = watchLook(repaint);
  const resized = new ResizeObserver(repaint);
  resized.observe(root);
  window.addEventListener("resize", repaint);
  function close() {
    unwatch();
    resized.disconnect();
    window.removeEventListener("resize", repaint);
    cancelAnimationFrame(frame);
  }
  return { root, stage: board, canvas, request, draw, view: () => view, pointOf, close };
}
