// One of very many channels or kernels, found by its number, its name or its size.

import { isWithin, upTo } from "./range.js";
import { text } from "./show.js";

/** @import { ExplorerState } from "../types.js" */
/** @import { Layer } from "./layer.js" */

/** @typedef {"channel" | "kernel"} Thing */

/**
 * What can be found, and what each adds to the picked pixel or comes to there, the largest first.
 * @typedef {object} Ranking
 * @property {Thing} thing
 * @property {number} count  of all
 * @property {string[]} names  of each, or none
 * @property {{at: number, value: number}[]} ranked  those that the picked kernel reads
 */

const FEW = 1 << 22; // cells of a wall: of more, each kernel is asked

/**
 * The channels of the picked kernel by how much they add at the picked pixel, or all kernels by
 * their totals there.
 * @param {Thing} thing
 * @param {Layer} layer
 * @param {Pick<ExplorerState, "out_channel" | "row" | "col">} state
 * @param {string[]} names  of the channels
 * @returns {Ranking}
 */
export function rankingOf(thing, layer, { out_channel, row, col }, names) {
  const { inChannels, outChannels } = layer;
  const isChannel = thing === "channel";
  const [first] = layer.range(out_channel);
  const values = isChannel
    ? layer.subtotals(out_channel, row, col)
    : totalsOf(layer, row, col).map((sum, o) => sum + layer.bias[o]);
  const ranked = values.map((value, i) => ({ at: i + (isChannel ? first : 0), value }));
  ranked.sort((a, b) => Math.abs(b.value) - Math.abs(a.value) || a.at - b.at);
  const count = isChannel ? inChannels : outChannels;
  return { thing, count, names: isChannel ? names : [], ranked };
}

/** @type {(layer: Layer, row: number, col: number) => number[]} each kernel's, without its bias */
function totalsOf(layer, row, col) {
  const { inChannels, outChannels } = layer;
  const sum = (/** @type {Iterable<number>} */ some) => [...some].reduce((a, b) => a + b, 0);
  if (inChannels * outChannels > FEW) {
    return upTo(0, outChannels).map((o) => sum(layer.subtotals(o, row, col)));
  }
  const cells = layer.exactCells(row, col);
  return upTo(0, outChannels).map((o) => sum(cells.subarray(o * inChannels, (o + 1) * inChannels)));
}

/**
 * Which one is meant: by its number; by "#3", the third largest; or by its name or a part of it.
 * @param {string} typed
 * @param {Ranking} ranking
 * @returns {{at: number, words?: undefined} | {at?: undefined, words: string}}
 */
export function found(typed, { thing, count, names, ranked }) {
  const wanted = typed.trim().toLowerCase().replace(thing, "").trim();
  const number = /^\d+$/.test(wanted) ? Number(wanted) : -1;
  if (isWithin(number, count)) return { at: number };
  const rank = wanted.match(/^#\s*(\d+)$/);
  const place = rank ? ranked[Number(rank[1]) - 1] : undefined;
  if (place) return { at: place.at };
  const byName = ["is", "starts", "has"].map((how) => names.findIndex(matches(how, wanted)));
  const at = byName.find((i) => i >= 0);
  if (at !== undefined && wanted) return { at };
  const named = names.length ? ", has one of their names" : "";
  const last = text(ranked.length);
  const range = `0 to ${text(count - 1)}${named}, or #1 to #${last}, the largest first`;
  return { words: `A ${thing} is ${range}.` };
}

/** @type {(how: string, wanted: string) => (name: string) => boolean} */
const matches = (how, wanted) => (name) => {
  const own = name.toLowerCase();
  if (how === "is") return own === wanted;
  return how === "starts" ? own.startsWith(wanted) : own.includes(wanted);
};

/**
 * What is offered to who looks for one: the largest, with their ranks; all of them if they have
 * names.
 * @param {Ranking} ranking
 * @param {number} decimals
 * @returns {{value: string, label: string}[]}
 */
export function offersOf({ thing, names, ranked }, decimals) {
  const most = names.length ? ranked.length : 50;
  const verb = thing === "channel" ? "adds" : "comes to";
  return ranked.slice(0, most).map(({ at, value }, i) => {
    const name = names[at] ? `${names[at]}, ` : "";
    const size = text(value, decimals, thing === "channel");
    return { value: String(at), label: `${name}#${i + 1}: ${verb} ${size}` };
  });
}
