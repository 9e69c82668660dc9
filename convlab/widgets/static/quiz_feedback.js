// What a quiz shows: the pictures of its question, and under an answer the idea behind it, as a row
// in the columns of the layer, or as slices that are counted.

/** @import { Arrays, WorkedExample } from "./numbers/quiz.js" */
/** @import { Answer, Count, Example, Picture, QuizSpec, SignedScale, Tiles } from "./types.js" */

import {
  answerWords,
  lookAtAnswer,
  runs,
  sumText,
  tileWords,
  workExample,
} from "./numbers/quiz.js";
import { text } from "./numbers/show.js";
import { paint } from "./paint/paint.js";
import { readTheme } from "./paint/theme.js";
import { WIDTHS } from "./scene/addition.js";
import { countScene } from "./scene/count.js";
import { endScene, rowsScene, tileScene } from "./scene/quiz.js";
import { legible } from "./scene/room.js";
import { fitted } from "./ui/board.js";
import { make } from "./ui/dom.js";
import { watchLook } from "./ui/host.js";
import { ROOM } from "./ui/present.js";

const LAYOUT = { widths: [WIDTHS.wide, WIDTHS.middle, WIDTHS.phone], least: 0.9 };
const IN_A_ROOM = { widths: [WIDTHS.room], least: 0 };

/** Words with their bold runs, coloured where they count something. @param {string} words */
const rich = (words) =>
  runs(words).map(([run, kind]) => (kind ? make("b", `cl-${kind}`, {}, run) : run));

// ---- Canvases

/**
 * A canvas and what is on it; `fits`: whether it is built for a width, and made to fit.
 * @typedef {object} Drawing
 * @property {HTMLCanvasElement} canvas
 * @property {boolean} fits
 * @property {(width: number, ratio: number) => Picture} build
 */

/** Pictures, each painted again when the page changes. @param {() => HTMLElement} root */
export function makeGallery(root) {
  /** @type {Drawing[]} */
  let drawings = [];

  /** @param {string} words @param {Drawing["build"]} build @param {boolean} fits */
  function canvas(words, build, fits = true) {
    const canvas = make("canvas", "", { role: "img", "aria-label": words });
    drawings.push({ canvas, build, fits });
    return make("div", fits ? "cl-board" : "cl-tile", {}, canvas);
  }
  /** @param {Tiles} tiles */
  function figure(tiles) {
    const caption = make("figcaption", "", { "aria-hidden": "true" }, tiles.label);
    const drawn = canvas(tileWords(tiles), () => tileScene(tiles), false);
    return make("figure", "cl-tiles", {}, caption, drawn);
  }
  function repaint() {
    if (!root().isConnected) return; // painted when the page has taken them in
    drawings = drawings.filter(({ canvas }) => canvas.isConnected);
    if (!drawings.length) return;
    const theme = readTheme(root());
    for (const drawing of drawings) paintOne(drawing, theme);
  }
  const unwatch = watchLook(repaint);
  const resized = new ResizeObserver(repaint);
  resized.observe(root());
  function close() {
    unwatch();
    resized.disconnect();
  }
  return { canvas, figure, repaint, close };
}

/** @param {Drawing} drawing @param {ReturnType<typeof readTheme>} theme */
function paintOne({ canvas, build, fits }, theme) {
  const frame = /** @type {HTMLElement} */ (canvas.parentElement);
  const place = /** @type {HTMLElement} */ (frame.parentElement);
  const isRoom = Boolean(canvas.closest(`.${ROOM}`));
  const room = place.clientWidth || LAYOUT.widths[0];
  const { width, zoom } = fitted(room, isRoom ? IN_A_ROOM : LAYOUT);
  const ratio = Math.max(1, devicePixelRatio) * (place.currentCSSZoom ?? 1);
  const built = build(width, ratio * (fits ? zoom : 1));
  const scene = isRoom ? { ...built, boxes: legible(built.boxes) } : built;
  const most = isRoom ? WIDTHS.room : room; // tiles are not drawn smaller beside each other there
  const scale = fits ? zoom : Math.min(1, most / scene.width);
  frame.style.width = fits ? `${scene.width}px` : "";
  frame.style.zoom = scale === 1 ? "" : String(scale);
  paint(canvas, scene, theme, ratio * scale);
}

/** @typedef {ReturnType<typeof makeGallery>} Gallery */

// ---- What stands under an answer

/**
 * @param {QuizSpec} spec
 * @param {Arrays} arrays  of its example
 * @param {Gallery} gallery
 */
export function makeFeedback(spec, arrays, gallery) {
  const { answers } = spec;
  const work = makeWork(spec, arrays);
  const showCounts = makeCounts(spec, gallery, work);

  /**
   * The idea behind an answer, and what shows it.
   * @param {number} i  which; -1 is a number that nobody expected
   * @param {string} spoken  the verdict, for those who do not see it
   */
  function explain(i, spoken) {
    const why = answers[i]?.why ?? `**Not a number that we expected.** ${spec.hint}`;
    const hidden = make("span", "cl-hidden", {}, spoken);
    const takesKeys = { tabindex: -1, "data-lm-suppress-shortcuts": "true" };
    const sentence = make("p", "cl-why", takesKeys, hidden, ...rich(why));
    return { sentence, nodes: [sentence, ...(i < 0 ? [] : show(i))] };
  }
  /** @param {number} i */
  function show(i) {
    const { pictures, row, count } = answers[i];
    const figures = pictures.map(gallery.figure);
    const nodes = figures.length ? [make("div", "cl-pictures", {}, ...figures)] : [];
    if (row && spec.example) nodes.push(...showRows(spec.example, i));
    if (count && spec.slices) nodes.push(...showCounts(answers[i]));
    return nodes;
  }
  /** @param {Example} example @param {number} i */
  function showRows(example, i) {
    const found = work(example);
    const seen = lookAtAnswer(found, example, answers, i);
    const given = { example, found, seen, answer: i, x: arrays.x };
    const words = answerWords(seen, found, example);
    const drawn = gallery.canvas(words, (width, ratio) => rowsScene({ ...given, width, ratio }));
    const isMap = found.worked.y.length > 1;
    const place = isMap ? `, at row ${example.row}, column ${example.col}` : "";
    const sum = `${isMap ? "1 map, 1 number a place" : "1 number"}:`;
    const written = ` ${sumText(seen.layer, seen.decimals)}${place}. ${example.says}`;
    return [bleeding(drawn), make("p", "cl-sum", {}, make("b", "", {}, sum), written)];
  }
  return { explain };
}

/**
 * An example is worked out when it is first needed.
 * @param {QuizSpec} spec
 * @param {Arrays} arrays
 */
function makeWork({ answers }, arrays) {
  /** @type {WorkedExample | undefined} */
  let found;
  return (/** @type {Example} */ example) => {
    found ??= workExample(example, arrays, answers);
    return found;
  };
}

/**
 * Slices that are counted: an answer's, and under them the layer's own.
 * @param {QuizSpec} spec
 * @param {Gallery} gallery
 * @param {ReturnType<typeof makeWork>} work
 */
function makeCounts({ answers, example, slices }, gallery, work) {
  const layer = /** @type {Count} */ (answers.find(({ right }) => right)?.count);

  /** @param {Answer} answer */
  function show({ right, count }) {
    const own = right ? null : count;
    const most = Math.max(layer.units.length, own?.units.length ?? 0);
    const nodes = own ? [counted(own, most, false)] : [];
    return [...nodes, counted(layer, most, true)];
  }
  /** @param {Count} count @param {number} most  units @param {boolean} strong */
  function counted(count, most, strong) {
    const maps = strong && example ? partialMaps(work(example), count) : [];
    const label = strong ? "the layer" : "your idea";
    const last = count.counts.findLast((one) => one !== null);
    const words = `${label}: ${count.words}${last == null ? "" : `, ${text(last)} in all`}`;
    const given = { slices: /** @type {Tiles} */ (slices), count, maps, most, strong };
    const head = make("p", "cl-counted", {}, make("b", "", {}, label), ` ${count.words}`);
    const drawn = gallery.canvas(words, (width, ratio) => countScene({ ...given, width, ratio }));
    const end = strong && count.total ? [total(count, maps.length > 0)] : [];
    return bleeding(head, drawn, ...end, strong);
  }
  /** The count in words, and the map that counted slices make. @param {Count} count
   * @param {boolean} hasMap */
  function total(count, hasMap) {
    const words = make("p", "cl-total", {}, ...rich(count.total));
    const under = make("p", "cl-under", {}, ...rich(count.note));
    const left = make("div", "", {}, words, under);
    if (!hasMap || !example) return make("div", "cl-end", {}, left);
    const found = work(example);
    const build = (/** @type {number} */ _, /** @type {number} */ ratio) => endScene(found, ratio);
    const drawn = gallery.canvas("the feature map that they make", build, false);
    return make("div", "cl-end", {}, left, make("div", "cl-map", {}, drawn));
  }
  return show;
}

/**
 * A block that bleeds to both sides, on picked ground if it is the layer's.
 * @param {(Node | boolean)[]} parts
 */
function bleeding(...parts) {
  const nodes = /** @type {Node[]} */ (parts.filter((one) => typeof one !== "boolean"));
  const isStrong = parts.at(-1) === true;
  return make("div", isStrong ? "cl-shown cl-strong-ground" : "cl-shown", {}, ...nodes);
}

/**
 * What each slice that is counted makes, if each is a channel's.
 * @param {WorkedExample} found
 * @param {Count} count
 */
function partialMaps({ worked, limits }, { units }) {
  const isByChannel = units.length === worked.parts.length;
  if (!isByChannel || units.some((unit) => unit.length !== 1)) return [];
  /** @type {SignedScale} */
  const scale = { scheme: "signed", range: limits.shared, root: limits.root };
  return worked.parts.map((data) => ({ data, w: worked.ow, h: worked.oh, ...scale }));
}
