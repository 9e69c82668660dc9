// A canvas with a scene on it, as wide as the page has room for, painted once a frame.

/** @import { Scene, Theme } from "../types.js" */

import { clamp } from "../numbers/range.js";
import { paint } from "../paint/paint.js";
import { readTheme } from "../paint/theme.js";
import { make } from "./dom.js";
import { watchTheme } from "./host.js";

/**
 * @typedef {object} Layout  how wide a scene is laid out
 * @property {number} width  where there is room, in CSS pixels
 * @property {number} narrow  elsewhere
 * @property {number} below  a page this wide has room no more
 * @property {number} leastZoom  smaller than this nothing can be read: then it scrolls
 */

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

  function request() {
    frame ||= requestAnimationFrame(draw);
  }
  function draw() {
    frame = 0;
    if (!root.isConnected) return; // drawn when the page has taken it in
    theme ??= readTheme(root);
    const room = root.clientWidth || layout.width;
    const width = room < layout.below ? layout.narrow : layout.width;
    const zoom = clamp(room / width, layout.leastZoom, 1);
    board.style.width = `${width}px`;
    board.style.zoom = zoom < 1 ? String(zoom) : "";
    const ratio = Math.max(1, devicePixelRatio) * zoom;
    const scene = build(width, ratio);
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

  const unwatch = watchTheme(repaint);
  const resized = new ResizeObserver(repaint);
  resized.observe(root);
  window.addEventListener("resize", repaint);
  function close() {
    unwatch();
    resized.disconnect();
    window.removeEventListener("resize", repaint);
    cancelAnimationFrame(frame);
  }
  return { root, canvas, request, draw, view: () => view, pointOf, close };
}
