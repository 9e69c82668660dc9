// What stands around a channel grid: counts, the picked pixel and weight, what plays, tools.

import { addChannel, slideOn, stampOn } from "../numbers/autoplay.js";
import { clamp, upTo } from "../numbers/range.js";
import { ADDING, isFixed } from "../numbers/state.js";
import { stepsOf } from "../numbers/steps.js";
import { countWords, mapWords, shapeWords, workWords } from "../numbers/words.js";
import { makeChoice, makeRadios, makeScrubber } from "./controls.js";
import { assign, make, makeButton, write } from "./dom.js";
import { makeFilming } from "./film.js";
import { makeFind } from "./find.js";
import { makeSurroundings } from "./head.js";
import { makeLegends } from "./legends.js";
import { makePlayer } from "./player.js";
import { makeRescale } from "./rescale.js";
import { copyLine, makeShare } from "./share.js";
import { makeTyped } from "./typed.js";

/** @import { Layer } from "../numbers/layer.js" */
/** @import { CellView, Drawn, ExplorerState, Kind, Order } from "../types.js" */
/** @import { Changes, Hand } from "./hand.js" */

/**
 * The layer's counts, factor by factor, and its shapes.
 * @param {boolean} hasWork  whether it is said beside them what the layer multiplies and holds
 */
export function makeCounts(hasWork = false) {
  const count = make("p", "cl-count");
  const [maps, work] = [make("span"), make("span")];
  const shapes = make("p", "cl-shapes", {}, maps, ...(hasWork ? [work] : []));
  const all = make("p", "cl-note cl-all");

  /** @type {(layer: Layer, hasBias: boolean, order: Order) => void} */
  const update = (layer, hasBias, order) => {
    const words = countWords(layer, hasBias);
    if (!count.firstChild)
      count.append(...words.map(([, kind]) => make(kind ? "b" : "span", kind && `cl-${kind}`)));
    words.forEach(([factor], i) => {
      write(count.children[i], factor);
    });
    write(maps, mapWords(layer, order));
    write(work, workWords(layer));
    write(all, shapeWords(layer, hasBias, order));
    fit(count, shapes);
  };
  return { count, shapes, all, update };
}

/**
 * How many letters both have: the style sheet sets the sentence smaller where it would be too long.
 * @param {HTMLElement} count
 * @param {HTMLElement} shapes
 */
function fit(count, shapes) {
  const beside = Math.max(...Array.from(shapes.children, (one) => one.textContent.length));
  for (const [name, letters] of /** @type {const} */ ([
    ["--cl-letters", count.textContent.length],
    ["--cl-beside", beside],
  ])) {
    if (count.style.getPropertyValue(name) !== String(letters)) {
      count.style.setProperty(name, String(letters));
    }
  }
}

/**
 * A choice of what a layout offers; another layout may offer something else.
 * @template {string} V
 * @param {string} trait
 * @param {(value: V) => void} onPick
 * @param {boolean} isNamed  whether it is said what is chosen
 */
function makeOffer(trait, onPick, isNamed) {
  const root = make("div", "cl-part-of-bar", { hidden: "" });
  /** @type {object | undefined} */
  let made;
  let choice = makeChoice(trait, "", /** @type {[V, string][]} */ ([]), onPick);

  /** @type {(words: string, options: readonly (readonly [V, string])[]) => void} */
  function offer(words, options) {
    choice = makeChoice(trait, words, options, onPick, isNamed ? "order: " : "");
    const name = make("span", "cl-note", { "aria-hidden": "true" }, words);
    root.replaceChildren(...(isNamed ? [name] : []), choice.root);
  }
  /**
   * @param {V} value
   * @param {{words: string, options: readonly (readonly [V, string])[]}} [offered]
   */
  function update(value, offered) {
    assign(root, { hidden: !offered });
    if (!offered) return;
    if (offered !== made) offer(offered.words, offered.options);
    made = offered;
    const isOffered = offered.options.some(([one]) => one === value);
    choice.update(isOffered ? value : offered.options[0][0]); // what it shows instead
  }
  return { root, update };
}

/**
 * What the cells of the grid show, of what its layout can show.
 * @param {Hand} hand
 */
function makeViews(hand) {
  const pick = (/** @type {CellView} */ view) => hand.choose({ view });
  const { root, update } = makeOffer("view", pick, false);
  /** Of one channel all cells show the same. @type {(drawn: Drawn) => void} */
  const show = ({ state, layout, layer }) =>
    update(state.view, layer.xShape[0] > 1 ? layout.views : undefined);
  return { root, update: show };
}

/**
 * In which order channels are added, or stand. What is shuffled can be shuffled again.
 * @param {{get: () => ExplorerState}} store
 * @param {Hand} hand
 */
function makeOrders(store, hand) {
  const { root, update } = makeOffer("adding", pick, true);

  /** @param {ExplorerState["adding"]} adding */
  function pick(adding) {
    const { shuffle, step, adding: before } = store.get();
    const again = adding === "shuffled" && before === adding ? 1 : 0;
    hand.choose({ adding, shuffle: shuffle + again, step });
  }
  /** @type {(drawn: Drawn) => void} */
  const show = ({ state, layout }) => update(state.adding, layout.orders);
  return { root, update: show };
}

const SLIDE = /** @type {const} */ (["▶ Slide", " the window"]);
const STAMP = /** @type {const} */ (["▶ Stamp", " place by place"]);

/**
 * Buttons that add channel by channel and slide the window, and how many channels are added.
 * @param {object} options
 * @param {{get: () => ExplorerState, set: (changes: Partial<any>) => void}} options.store
 * @param {Hand} options.hand
 * @param {boolean} options.hasBias
 * @param {boolean} [options.stamps]  whether places of the input stamp, and no window slides
 */
function makePlaying({ store, hand, hasBias, stamps = false }) {
  let size = { oh: 1, ow: 1, xShape: [1, 1, 1] };
  const play = makeButton("", () => {}, { "data-control": "play" });
  const slide = makeButton("", () => {}, { "data-control": "slide" });
  const moves = {
    play: {
      button: play,
      words: /** @type {const} */ (["▶ Add", " channel by channel"]),
      next: () => addChannel(store.get()),
    },
    slide: {
      button: slide,
      words: stamps ? STAMP : SLIDE,
      next: () => (stamps ? stampOn : slideOn)(store.get(), size),
    },
  };
  const player = makePlayer(moves, store.set, () => hand.choose({ step: store.get().step }));
  const scrubber = makeScrubber("step", "Channels added", (step) => hand.set({ step }));
  const words = make("span", "cl-note", {}, "Channels added");
  const added = make("div", "cl-player", {}, words, scrubber.input, scrubber.output);

  /** @type {(state: ExplorerState, layer: Layer) => void} */
  const update = ({ in_channels, groups, step }, layer) => {
    size = layer;
    const most = stepsOf(in_channels / groups);
    const all = hasBias ? "all + bias" : "all";
    player.update();
    // One channel is no sum; its button keeps its place, so that nothing moves.
    assign(play.style, { visibility: most > 1 ? "" : "hidden" });
    scrubber.update(step, [...upTo(0, most + 1), -1], step >= 0 ? `${step} of ${most}` : all);
  };
  return { play, slide, added, stop: player.stop, update };
}

/**
 * The ledger's title: the picked pixel's map, row and column, to be typed over or pinned.
 * @param {Hand} hand
 * @param {() => void} pin
 */
export function makePixelTitle(hand, pin) {
  /** @type {(trait: keyof ExplorerState, label: string) => ReturnType<typeof makePlace>} */
  const place = (trait, label) =>
    makePlace(trait, label, (value) => hand.choose({ [trait]: value }));
  const map = place("out_channel", "map");
  const row = place("row", "row");
  const col = place("col", "column");
  const button = makeButton("pin", pin, { "data-control": "pinned" }, "cl-pin");
  const what = make("span");
  const rows = make("span", "", {}, ": row ", row.input, ", column ");
  const position = make("span", "", {}, ": position ");
  const root = make("div", "cl-title", {}, what, map.input, rows, position, col.input, button);

  /** @type {(state: ExplorerState, layer: Layer) => void} */
  const update = (state, layer) => {
    const isSignal = layer.ndim === 1;
    write(what, `One ${isSignal ? "place" : "pixel"} of map `);
    assign(rows, { hidden: isSignal });
    assign(position, { hidden: !isSignal });
    map.update(state.out_channel, state.out_channels - 1);
    row.update(state.row, layer.oh - 1);
    col.update(state.col, layer.ow - 1);
  };
  return { root, update };
}

/**
 * The buttons of a question: to take the guess back, to tell it, to leave it for the layer; and to
 * copy the guess as a line of text.
 * @param {Record<"again" | "tell" | "leave", () => void> & {line: () => string}} on  what each does
 */
export function makeAsking({ again: onAgain, tell: onTell, leave, line }) {
  const again = makeButton("Guess again", onAgain, { "data-control": "guess" });
  const tell = makeButton("Compare", onTell, { "data-control": "tell" });
  const show = makeButton("", leave, { "data-control": "ask" });
  const status = make("span", "cl-note", { role: "status" });
  const onCopy = () => copyLine(line(), "Copied.", status);
  const button = makeButton("Copy my guess", onCopy, { "data-control": "copy-guess" });
  const copy = make("div", "cl-part-of-bar", {}, button, status);
  const buttons = /** @type {[string, HTMLElement][]} */ ([
    ["again", again],
    ["tell", tell],
    ["leave", show],
  ]);
  /** @param {ExplorerState} state */
  const update = ({ ask, guess, draft }) => {
    assign(show, { hidden: !ask });
    assign(again, { hidden: !ask || !guess.length });
    if (!copy.hidden && !guess.length) write(status, "");
    assign(copy, { hidden: !guess.length });
    assign(tell, {
      hidden: !ask || ask === "match" || guess.length > 0 || (ask === "below" && !draft.length),
    });
    const isOpen = ask === "match" || guess.length > 0;
    write(show, isOpen ? "Show the layer" : "Skip the guess");
  };
  return { buttons, copy, update };
}

/**
 * One of the first whole numbers to type, inside a sentence.
 * @param {string} trait
 * @param {string} label
 * @param {(value: number) => void} onValue
 */
function makePlace(trait, label, onValue) {
  const field = { thing: `A ${label} number`, low: 0, high: 0, whole: true };
  const typed = makeTyped({ label, field, look: { "data-control": trait }, onValue });

  /** @type {(value: number, high: number) => void} */
  const update = (value, high) => {
    typed.update(value, 0, high);
    typed.input.style.width = `max(24px, ${String(high).length}ch + 8px)`;
  };
  return { input: typed.input, update };
}

/**
 * The colour scale, large type, and what a reader takes along.
 * @param {object} options
 * @param {{get: () => ExplorerState}} options.store
 * @param {Hand} options.hand
 * @param {string} options.widget  its Python class
 * @param {() => void} options.save  give the reader its picture
 * @param {import("./film.js").MakeFilm} options.film
 * @param {() => string} options.line  of its view
 */
export function makeTools({ store, hand, widget, save, film, line }) {
  const filming = makeFilming(film);
  const root = makeShare(widget, save, line, filming.button);
  const scales = /** @type {const} */ (["shared", "each map"]);
  const scaling = makeRadios("scale", "Colour scale", scales, (scale) => hand.choose({ scale }));
  const enlarge = () => hand.choose({ large: !store.get().large });
  const large = makeButton("Large type", enlarge, { "data-control": "large" });
  root.prepend(make("span", "cl-note", {}, "Colour scale"), scaling.root, large);
  root.append(filming.status);

  /** @param {Drawn} drawn */
  const update = ({ state, layout }) => {
    scaling.update(state.scale);
    assign(large, { ariaPressed: state.large });
    assign(filming.button, { hidden: !layout.plays || state.in_channels === state.groups });
  };
  return { root, update };
}

const MOST = 3; // channels that are added without a staircase

/** What keys do while something is asked, until it is answered. */
const ASKED = /** @type {Record<string, import("./present.js").Keys>} */ ({
  largest: [
    ["← ↑ ↓ →", "the window"],
    ["Enter", "guess"],
  ],
  below: [
    ["← ↑ ↓ →", "the window"],
    ["Space", "paint"],
    ["Enter", "the map"],
  ],
  end: [
    ["↑ ↓", "the end of the sum"],
    ["Enter", "compare"],
  ],
});

/**
 * What keys do to a grid that fills the screen; those that do nothing are not named.
 * @param {{get: () => ExplorerState}} store
 * @param {Hand} hand
 * @param {import("../types.js").ExplorerSpec} spec
 */
export function presentedBy(store, hand, spec) {
  const [kernels] = spec.weight_shape;
  const grows = spec.controls.includes("out_channels") && kernels > 1 && !isFixed(spec);

  /** @returns {import("./present.js").Keys} */
  function keys() {
    const { ask, guess, in_channels, out_channels, groups } = store.get();
    if (ask && ask !== "match") return guess.length ? [] : ASKED[ask];
    const channels = ask ? 1 : in_channels / groups; // a map to be matched is not added up
    /** @type {import("./present.js").Keys} */
    const said = [];
    if (channels > 1) said.push(["Space", "next channel"], ["←", "back"]);
    const end = spec.has_bias ? "with the bias" : "all of them";
    if (channels > MOST) said.push(["End", end], ["O", "order"]);
    if (out_channels > 1) said.push(["↑ ↓", channels > MOST ? "kernel" : "another kernel"]);
    if (grows && !ask) said.push(["+ −", "how many"]);
    return said;
  }
  /** @param {string} key */
  function press(key) {
    const state = store.get();
    const { in_channels, out_channels, groups, step, out_channel, adding, ask } = state;
    if (ask && ask !== "match") return false; // the question has keys of its own
    /** @type {Record<string, () => Changes>} */
    const moves = {
      " ": () => addChannel(state).changes,
      ArrowRight: () => addChannel(state).changes,
      ArrowLeft: () => ({
        step: step < 0 ? stepsOf(in_channels / groups) : Math.max(0, step - 1),
      }),
      ArrowUp: () => ({ out_channel: out_channel - 1, step }),
      ArrowDown: () => ({ out_channel: out_channel + 1, step }),
      Home: () => ({ step: 0 }),
      End: () => ({ step: -1 }),
      o: () => ({ adding: ADDING[(ADDING.indexOf(adding) + 1) % ADDING.length], step }),
    };
    /** @param {number} count */
    const ofKernels = (count) => ({
      out_channels: clamp(count, 1, kernels),
      out_channel: count > out_channels ? out_channels : Math.min(out_channel, count - 1),
    });
    if (grows) {
      moves["+"] = moves["="] = () => ofKernels(out_channels + 1);
      moves["-"] = () => ofKernels(Math.max(1, out_channels - 1));
    }
    if (!Object.hasOwn(moves, key)) return false;
    hand.choose(moves[key]());
    return true;
  }
  return { keys, press };
}

/**
 * The button that asks where the sum of the picked pixel ends, before it is added up.
 * @param {Hand} hand
 */
function makeGuessFirst(hand) {
  const ask = () => hand.choose({ ask: "end", guess: [], draft: [], step: -1 });
  const root = makeButton("Guess the end first", ask, { "data-control": "guess" });
  /** @param {Drawn} drawn */
  function update({ layout, state, frame }) {
    const isOutput = state.target === "output";
    assign(root, { hidden: !layout.guesses || !isOutput || state.ask !== "" || frame < 1000 });
  }
  return { root, update };
}

/**
 * @typedef {object} View  what of a grid view stands outside its canvas
 * @property {ReturnType<typeof makeCounts>} counts
 * @property {HTMLElement} frame
 * @property {HTMLElement} readout
 * @property {HTMLElement} announcement
 * @property {HTMLElement} title
 * @property {HTMLElement} weight  the field for one, where no cell of it is drawn
 * @property {HTMLElement} copy  what copies a guess
 * @property {Map<string, HTMLElement>} guests  what a scene may have a place for
 * @property {() => void} save
 * @property {import("./film.js").MakeFilm} film
 */

/** @typedef {Parameters<typeof makeAround>[0]} Around */

/** The controls of a channel grid. @param {Around} options */
function makeControls({ view, store, hand, spec, widget, line }) {
  const { save, film } = view;
  const how = { hasBias: spec.has_bias, stamps: spec.kind?.transposed };
  return {
    views: makeViews(hand),
    orders: makeOrders(store, hand),
    playing: makePlaying({ store, hand, ...how }),
    tools: makeTools({ store, hand, widget, save, line, film }),
    legends: makeLegends(),
    rescale: makeRescale(hand),
    find: makeFind(hand),
    guess: makeGuessFirst(hand),
  };
}

/**
 * All that stands around a channel grid, in the order of the page, of what is asked for.
 * @param {object} options
 * @param {HTMLElement} options.root
 * @param {View} options.view
 * @param {{get: () => ExplorerState, set: (changes: Partial<any>) => void}} options.store
 * @param {Hand} options.hand
 * @param {readonly string[]} options.controls  the names of those that are asked for
 * @param {{has_bias: boolean, weight_shape: number[], kind?: Kind}} options.spec
 * @param {HTMLElement} options.history  the buttons that take back what was changed
 * @param {string} options.widget  its Python class
 * @param {() => string} options.line  of its view
 * @param {import("./present.js").Present} options.present
 * @param {HTMLElement[]} [options.sliders]
 * @param {HTMLElement[]} [options.below]  what else is asked for
 */
export function makeAround(options) {
  const { root, view, controls, spec, history } = options;
  const { views, orders, playing, tools, legends, rescale, find, guess } = makeControls(options);
  const note = make("p", "cl-said");
  /** @type {(name: string, ...elements: HTMLElement[]) => HTMLElement[]} */
  const asked = (name, ...elements) => (controls.includes(name) ? elements : []);
  const plays = spec.weight_shape[1] > 1 ? asked("play", playing.play) : [];
  const slide = asked("slide", playing.slide);
  const guesses = plays.length ? [guess.root] : [];
  const own = [...asked("view", views.root), ...asked("play", orders.root), ...plays, ...guesses];
  const chosen = [...own, find.root];
  const { counts, readout, frame, announcement, weight } = view;
  const around = makeSurroundings(root, {
    sliders: options.sliders ?? [],
    sentence: [counts.count, counts.shapes],
    bar: [...chosen, ...(own.length ? [] : slide), note, legends.root],
    foot: [
      readout,
      view.copy,
      weight,
      rescale.why,
      rescale.button,
      history,
      ...(own.length ? slide : []),
    ],
    rest: [
      view.title,
      ...(plays.length ? [playing.added] : []),
      ...asked("tools", tools.root),
      counts.all,
    ],
  });
  if (plays.length) view.guests.set("play", playing.play);
  if (plays.length) view.guests.set("adding", orders.root);
  const { head, foot } = around;
  tools.root.append(options.present.button);
  const elements = [head, frame, foot, ...(options.below ?? []), announcement, options.present.bar];

  /** @param {Drawn} drawn */
  function update(drawn) {
    const { state, layer, layout, scene, frame: width } = drawn;
    for (const one of [views, orders, guess, find, rescale, tools]) one.update(drawn);
    for (const one of [playing.play, playing.added]) assign(one, { hidden: !layout.plays });
    for (const one of [playing.slide, view.title]) assign(one, { hidden: Boolean(layout.asks) });
    playing.update(state, layer);
    write(note, scene.note ?? layout.note?.(layer) ?? "");
    legends.update(scene.legends ?? []);
    around.update(width);
    options.present.say();
  }
  return { elements, update, stop: playing.stop };
}
