// A view as the end of a link, "v=1&row=3&view=slice": what differs from the view that the page
// shows by itself. A link comes from anywhere, so what it says is held to what can be set.

const VERSION = "1";
const LONGEST = 4000; // characters
const LARGEST = 1e6; // of a number
const MOST = 600; // numbers in a list

/** @typedef {Record<string, unknown>} State */
/** @typedef {Record<string, readonly unknown[]>} Choices  of traits that take a few words */

/**
 * The line that leads from the view `first` to the view `state`; nothing if they are the same.
 * @param {State} state
 * @param {State} first
 */
export function writeView(state, first) {
  const differs = Object.keys(first).filter((key) => String(state[key]) !== String(first[key]));
  const pairs = differs.map((key) => [key, String(state[key])]);
  return pairs.length ? new URLSearchParams([["v", VERSION], ...pairs]).toString() : "";
}

/**
 * What a line changes in the view `first`, and a sentence on what it asks for and does not get.
 * @param {string} line
 * @param {State} first
 * @param {Choices} [choices]
 * @returns {{changes: State, problem: string}}
 */
export function readView(line, first, choices = {}) {
  /** @type {State} */
  const changes = {};
  const unread = [];
  const { v: version = VERSION, ...given } = Object.fromEntries(
    new URLSearchParams(line.slice(0, LONGEST)),
  );
  if (version !== VERSION) {
    return { changes, problem: `This link is of version ${brief(version)}; this page reads 1.` };
  }
  for (const [key, text] of Object.entries(given)) {
    const value = Object.hasOwn(first, key) ? valueIn(text, first[key], choices[key]) : undefined;
    if (value === undefined) unread.push(`${brief(key)}=${brief(text)}`);
    else changes[key] = value;
  }
  const rest = unread.length > 1 ? ` and ${unread.length - 1} more` : "";
  const problem = unread.length ? `This link asks for what is not here: ${unread[0]}${rest}.` : "";
  return { changes, problem };
}

/** @param {string} text */
const brief = (text) => (text.length > 24 ? `${text.slice(0, 24)}…` : text);

/**
 * A value of the kind that `first` is of; undefined where the text says none.
 * @param {string} text
 * @param {unknown} first
 * @param {readonly unknown[]} [choices]
 */
function valueIn(text, first, choices) {
  if (choices) return choices.includes(text) ? text : undefined;
  if (typeof first === "boolean") return { true: true, false: false }[text];
  if (typeof first === "number") return numberIn(text, Number.isInteger(first));
  if (!Array.isArray(first)) return undefined;
  const numbers = text === "" ? [] : text.split(",").map((one) => numberIn(one, false));
  const isSound = numbers.length <= MOST && !numbers.includes(undefined);
  return isSound ? numbers : undefined;
}

/** @param {string} text @param {boolean} isWhole */
function numberIn(text, isWhole) {
  if (!/^-?\d+(\.\d+)?(e-?\d+)?$/.test(text)) return undefined;
  const value = Number(text);
  return Math.abs(value) <= LARGEST && (!isWhole || Number.isInteger(value)) ? value : undefined;
}
