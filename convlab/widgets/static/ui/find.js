// Fields in which one of very many channels or kernels is found.

import { found, offersOf, rankingOf } from "../numbers/find.js";
import { assign, make, unique } from "./dom.js";
import { makeNote } from "./typed.js";

/** @import { Thing } from "../numbers/find.js" */
/** @import { Drawn, ExplorerState } from "../types.js" */
/** @import { Hand } from "./hand.js" */

const MANY = 64; // of fewer each is seen, and can be clicked
const HINT = "Its number, its name, or #2 for the second largest.";

/** The trait of each. @type {Record<Thing, "in_channel" | "out_channel">} */
const TRAITS = { kernel: "out_channel", channel: "in_channel" };

/** @param {Hand} hand */
export function makeFind(hand) {
  const fields = [makeField("kernel", hand), makeField("channel", hand)];
  const root = make("div", "cl-part-of-bar cl-find", {}, ...fields.map((field) => field.root));

  /** @param {Drawn} drawn */
  function update(drawn) {
    for (const field of fields) field.update(drawn);
    assign(root, { hidden: fields.every((field) => field.root.hidden) });
  }
  return { root, update };
}

/**
 * @param {Thing} thing
 * @param {Hand} hand
 */
function makeField(thing, hand) {
  let now = /** @type {Drawn | null} */ (null);
  const list = make("datalist", "", { id: unique("found") });
  const input = make("input", "cl-number", {
    ...{ type: "text", autocomplete: "off", spellcheck: "false", list: list.id },
    ...{ "aria-label": `Find a ${thing}`, "aria-description": HINT, title: HINT },
    ...{ "data-control": `find-${thing}` },
    onfocus: offer,
    onchange: take,
    oninput: () => say(""),
    onkeydown,
  });
  const { say } = makeNote(input);
  const root = make("label", `cl-find-${thing}`, {}, `${thing} `, input, list);

  const ranking = () => {
    if (!now) return null;
    const { written, state, spec } = now;
    return rankingOf(thing, written, state, spec.channel_names);
  };
  function offer() {
    const all = ranking();
    const offers = all && now ? offersOf(all, now.decimals.maps) : [];
    list.replaceChildren(...offers.map((one) => make("option", "", one)));
    input.select();
  }
  function take() {
    const all = ranking();
    if (!all || !now) return;
    const { at, words = "" } = found(input.value, all);
    say(words);
    if (at !== undefined) hand.choose(picking(thing, at, now));
  }
  /** @param {KeyboardEvent} event */
  function onkeydown({ key }) {
    if (key === "Enter") take();
    if (key !== "Escape" || !now) return;
    input.value = String(now.state[TRAITS[thing]]);
    say("");
  }
  /** @param {Drawn} drawn */
  function update(drawn) {
    const { state, layout, spec } = drawn;
    const before = now?.state[TRAITS[thing]];
    now = drawn;
    const count = spec.weight_shape[thing === "kernel" ? 0 : 1];
    assign(root, { hidden: count <= MANY || !layout.finds?.includes(thing) });
    const value = state[TRAITS[thing]];
    if (value !== before || !input.matches(":focus")) input.value = String(value);
  }
  return { root, update };
}

/**
 * What is picked then: a channel that the picked kernel does not read, with the first that does.
 * @type {(thing: Thing, at: number, drawn: Drawn) => Partial<ExplorerState>}
 */
function picking(thing, at, { written: layer, layout, state }) {
  const { out_channel } = state;
  if (thing === "kernel") return { out_channel: at };
  if (layout.reach && layer.reads(out_channel, at)) return layout.reach(at, state, layer);
  const { groups, inChannels, outChannels } = layer;
  const group = Math.floor(at / (inChannels / groups));
  const kernel = layer.reads(out_channel, at) ? out_channel : group * (outChannels / groups);
  return { in_channel: at, out_channel: kernel };
}
