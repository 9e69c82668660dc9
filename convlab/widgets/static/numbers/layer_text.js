// A layer out of a line of text: PyTorch's or Keras' code, PyTorch's repr, a line of a model
// summary, or "64 -> 32". Nothing is evaluated; what makes no layer is refused in Python's words.

import { checkedLayer, Refusal } from "./layer_checks.js";
import { counted } from "./show.js";

/** @import { LayerText } from "./layer_checks.js" */

/**
 * What a text says: a layer, perhaps with a note on what was assumed; a reason why it says none; or
 * that it is not finished yet.
 * @typedef {{layer: LayerText, note: string} | {error: string} | {unfinished: string}} Reading
 */

/** @typedef {number | boolean | string | null | Value[] | Name} Value */
/** @typedef {{name: string}} Name  a bare word, such as `torch.float32` */
/** @typedef {{values: Value[], named: Map<string, Value>, isClosed: boolean}} Call */

const LONGEST = 2000; // characters
const EXAMPLE = "nn.Conv2d(64, 32, 3, padding=1)";
const FORMS =
  "PyTorch's or Keras' line, such as nn.Conv2d(64, 32, 3, padding=1), a line of a model summary, " +
  "or 64 -> 32";
const CALL = /\b(Lazy|Depthwise|Separable)?Conv(Transpose)?([123])(d|D)(Transpose)?\s*\(/i;
const KIND = /\b(?:Lazy|Depthwise|Separable)?Conv(Transpose)?[_]?([123])d(Transpose)?/i;
const SUMMARY = /(?:\[[-\d, ]+\]|\(None[^)]*\))\s+[\d,]+/i;
const NUMBER = "(\\d[\\d,_]*)";
const ARROW = new RegExp(
  `^(?:(\\d+)\\s*[x×]\\s*(\\d+)\\s*,\\s*)?${NUMBER}(?:\\s*(?:channels?|in))*\\s*,?\\s*` +
    `(?:-+>?|=>|→|\\bto\\b|(?<=in\\s*,?\\s*)(?=\\d))\\s*${NUMBER}(?:\\s*(?:channels?|out))*` +
    "\\s*(?:,(.*))?$",
  "i",
);

/**
 * The layer that a text says.
 * @param {string} text
 * @returns {Reading}
 */
export function readLayer(text) {
  try {
    return readChecked(text.slice(0, LONGEST + 1).trim());
  } catch (error) {
    if (error instanceof Refusal) return { error: error.message };
    throw error;
  }
}

/** @param {string} text @returns {Reading} */
function readChecked(text) {
  if (!text) return { unfinished: "Type your layer." };
  if (text.length > LONGEST) throw new Refusal("That is more than one layer: paste one line of it");
  if (KIND.test(text) && SUMMARY.test(text)) return readSummary(text);
  const call = CALL.exec(text);
  if (call) return readCall(call, text);
  const arrow = ARROW.exec(text);
  if (arrow) return readArrow(arrow);
  if (/^[\d\sx×,]*(channels?|in|-|=|to?)?\s*(channels?|in)?\s*[-=>,→]*\s*$/i.test(text)) {
    return { unfinished: "How many channels come out? 64 -> 32" };
  }
  if (FORMS_BEGUN.test(text)) return { unfinished: `A layer looks like ${EXAMPLE}` };
  throw new Refusal(`No layer is found in ${quoted(text)}: write ${FORMS}`);
}

/** The beginning of a call, whose bracket is still to come. */
const FORMS_BEGUN = /^[\w.\s:=()├└─│]*$/;

/** @param {string} text */
const quoted = (text) => `"${text.length > 40 ? `${text.slice(0, 40)}…` : text}"`;

// ---- 64 -> 32

/** @param {RegExpExecArray} found @returns {Reading} */
function readArrow([, kh, kw, into, out, rest = ""]) {
  const call = readArguments(`${rest})`);
  const size = kh === undefined ? undefined : [Number(kh), Number(kw)];
  if (size) call.values.unshift(size);
  const given = assigned(call, ORDER.slice(2), "64 -> 32");
  const channels = { in_channels: wholeIn(into), out_channels: wholeIn(out) };
  const isPlain = given.kernel_size === undefined;
  const usual = isPlain ? { kernel_size: 3, padding: 1 } : {};
  const layer = checkedLayer({ ...usual, ...channels, ...given });
  return { layer, note: isPlain ? "with 3×3 kernels and padding=1" : "" };
}

/** @param {string} digits */
const wholeIn = (digits) => Number(digits.replaceAll(/[,_]/g, ""));

// ---- A call, in PyTorch's words or in Keras'

const ORDER = [
  ...["in_channels", "out_channels", "kernel_size", "stride", "padding"],
  ...["dilation", "groups", "bias", "padding_mode"],
];
const TRANSPOSED_ORDER = [
  ...["in_channels", "out_channels", "kernel_size", "stride", "padding"],
  ...["output_padding", "groups", "bias", "dilation", "padding_mode"],
];
const KERAS_ORDER = [
  ...["filters", "kernel_size", "strides", "padding", "data_format", "dilation_rate"],
  ...["groups", "activation", "use_bias"],
];
const KERAS_TRANSPOSED = KERAS_ORDER.filter((name) => name !== "groups");
const DEPTHWISE_ORDER = [
  ...["kernel_size", "strides", "padding", "depth_multiplier", "data_format"],
  ...["dilation_rate", "activation", "use_bias"],
];
/** What a layer takes that does not change its numbers' places. */
const IDLE = /^(device|dtype|name|trainable|activation|\w+_(initializer|regularizer|constraint))$/;

/** @param {RegExpExecArray} found @param {string} text @returns {Reading} */
function readCall(found, text) {
  const [whole, prefix = "", before, dimensions, ending, after] = found;
  const call = readArguments(text.slice(found.index + whole.length));
  const name = whole.slice(0, -1).trim();
  if (!call.isClosed) return { unfinished: `${name}(…) is not closed yet` };
  const kind = { ndim: Number(dimensions), transposed: Boolean(before || after) };
  if (/separable/i.test(prefix)) {
    throw new Refusal(
      `${name} is two layers, a depthwise one and a 1×1 one: write one of them, as ` +
        "DepthwiseConv2D(3, input_shape=(32, 32, 64)) or Conv2D(32, 1, input_shape=(32, 32, 64))",
    );
  }
  if (/lazy/i.test(prefix)) {
    throw new Refusal(
      `${name} learns in_channels from its first input: write ${name.slice(4)}(64, 32, 3)`,
    );
  }
  const isKeras = ending === "D" || prefix !== "" || Boolean(after);
  return isKeras ? readKeras(call, name, kind) : readTorch(call, name, kind);
}

/** @typedef {{ndim: number, transposed: boolean}} Kind */

/** @param {Call} call @param {string} name @param {Kind} kind @returns {Reading} */
function readTorch(call, name, kind) {
  const given = assigned(call, kind.transposed ? TRANSPOSED_ORDER : ORDER, name);
  for (const needed of ORDER.slice(0, 3)) {
    if (given[needed] === undefined) {
      throw new Refusal(`${name} lacks ${needed}: write ${name}(in_channels, out_channels, 3)`);
    }
  }
  return { layer: checkedLayer({ ...given, ...kind }), note: "" };
}

/** @param {Call} call @param {string} name @param {Kind} kind @returns {Reading} */
function readKeras(call, name, kind) {
  const isDepthwise = /depthwise/i.test(name);
  const own = kind.transposed ? KERAS_TRANSPOSED : KERAS_ORDER;
  const shape = call.named.get("input_shape") ?? call.named.get("batch_input_shape");
  for (const key of ["input_shape", "batch_input_shape"]) call.named.delete(key);
  const given = assigned(call, isDepthwise ? DEPTHWISE_ORDER : own, name);
  const last = given.data_format === "channels_first" ? 0 : -1;
  const channels = Array.isArray(shape) ? shape.at(last) : undefined;
  const into = channels ?? 3;
  const out = isDepthwise ? Number(into) * Number(given.depth_multiplier ?? 1) : given.filters;
  if (out === undefined || given.kernel_size === undefined) {
    const lacks = out === undefined ? "filters" : "kernel_size";
    throw new Refusal(`${name} lacks ${lacks}: write ${name}(32, 3)`);
  }
  const usual = { in_channels: into, out_channels: out, kernel_size: given.kernel_size };
  const options = {
    stride: given.strides,
    dilation: given.dilation_rate,
    groups: isDepthwise ? into : given.groups,
    bias: given.use_bias,
    ...kerasPadding(given.padding, given.strides, given.kernel_size),
  };
  const layer = checkedLayer({ ...usual, ...options, ...kind });
  const assumed = "Keras learns from its input how many channels come in; here 3. Another number: ";
  const note = channels === undefined ? `${assumed}input_shape=(32, 32, 64)` : "";
  return { layer, note };
}

/**
 * Keras' "same" with a stride pads as the picture needs it, half of the kernel at most.
 * @param {Value | undefined} padding
 * @param {Value | undefined} strides
 * @param {Value | undefined} kernel
 */
function kerasPadding(padding = "valid", strides = 1, kernel = 1) {
  if (padding === "valid") return { padding: 0 };
  const isStrided = [strides].flat().some((stride) => Number(stride) > 1);
  if (padding !== "same" || !isStrided) return { padding };
  /** @param {Value} side */
  const half = (side) => Math.floor((Number(side) - 1) / 2);
  return { padding: Array.isArray(kernel) ? kernel.map(half) : half(kernel) };
}

/**
 * Arguments by name, whether their names were written or not.
 * @param {Call} call
 * @param {string[]} order
 * @param {string} name  of what is called
 */
function assigned({ values, named }, order, name) {
  if (values.length > order.length) {
    const most = `takes at most ${order.length} arguments`;
    throw new Refusal(`${name} ${most}, got ${values.length}: ${order.join(", ")}`);
  }
  /** @type {Record<string, Value>} */
  const given = Object.fromEntries(values.map((value, i) => [order[i], value]));
  for (const [key, value] of named) {
    if (IDLE.test(key) && !order.includes(key)) continue;
    if (!order.includes(key)) {
      throw new Refusal(`${name} has no ${quoted(key)}; it has ${order.join(", ")}`);
    }
    if (key in given) throw new Refusal(`${name} has ${key} twice: leave one of them out`);
    given[key] = value;
  }
  return given;
}

// ---- Python's literals

const PARTS = [
  /(?<number>[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[-+]?\d+)?)/,
  /(?<string>"[^"]*"|'[^']*')/,
  /(?<word>[A-Za-z_][\w.]*)/,
  /(?<sign>[()[\]{},=:])/,
];
const TOKEN = new RegExp(`\\s*(?:${PARTS.map(({ source }) => source).join("|")})`, "y");

/**
 * The arguments of a call, from behind its bracket to where it closes; what follows is not read.
 * @param {string} text
 * @returns {Call}
 */
function readArguments(text) {
  const next = tokensOf(text);
  /** @type {Call} */
  const call = { values: [], named: new Map(), isClosed: false };
  let token = next();
  while (token !== undefined) {
    if (token.sign === ")") return { ...call, isClosed: true };
    const { value, after } = readArgument(token, next, call.named);
    if (value !== undefined) call.values.push(value);
    token = after?.sign === "," ? next() : after;
    if (after && after.sign !== "," && after.sign !== ")") unexpected(after.text);
  }
  return call;
}

/**
 * @typedef {{text: string, number?: string, string?: string, word?: string, sign?: string}} Token
 */

/** @param {string} text @returns {() => Token | undefined} */
function tokensOf(text) {
  let at = 0;
  return () => {
    if (!text.slice(at).trim()) return undefined;
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    if (!found) return unexpected(text.slice(at).trim().slice(0, 12));
    at = TOKEN.lastIndex;
    return { text: found[0].trim(), ...found.groups };
  };
}

/** @param {string} text @returns {never} */
function unexpected(text) {
  throw new Refusal(`${quoted(text)} is not read here: give numbers, as kernel_size=3 or (3, 5)`);
}

/**
 * One argument, and the token behind it. One with a name goes into `named`.
 * @param {Token} token
 * @param {() => Token | undefined} next
 * @param {Map<string, Value>} named
 * @returns {{value?: Value, after: Token | undefined}}
 */
function readArgument(token, next, named) {
  if (!token.word) return { value: readValue(token, next, 0), after: next() };
  const after = next();
  if (after?.sign !== "=") return { value: wordValue(token.word), after };
  const first = next();
  if (!first) return { after: undefined };
  const value = readValue(first, next, 0);
  if (named.has(token.word)) {
    throw new Refusal(`${token.word} stands there twice: leave one of them out`);
  }
  named.set(token.word, value);
  return { after: next() };
}

const DEEPEST = 4; // brackets in brackets

/**
 * @param {Token} token
 * @param {() => Token | undefined} next
 * @param {number} depth
 * @returns {Value}
 */
function readValue(token, next, depth) {
  if (token.number) return Number(token.number.replaceAll("_", ""));
  if (token.string) return token.string.slice(1, -1);
  if (token.word) return wordValue(token.word);
  if ((token.sign !== "(" && token.sign !== "[") || depth > DEEPEST) return unexpected(token.text);
  const end = token.sign === "(" ? ")" : "]";
  /** @type {Value[]} */
  const values = [];
  for (let one = next(); one && one.sign !== end; one = next()) {
    if (one.sign !== ",") values.push(readValue(one, next, depth + 1));
  }
  return values;
}

/** @param {string} word @returns {Value} */
function wordValue(word) {
  if (word === "True" || word === "true") return true;
  if (word === "False" || word === "false") return false;
  return word === "None" || word === "null" ? null : { name: word };
}

// ---- A line of a model summary

const SIZES = [3, 1, 7, 5, 11, 2, 4, 9];

/**
 * A summary says which maps come out and how many parameters there are; which layers have so many
 * follows by arithmetic.
 * @param {string} text
 * @returns {Reading}
 */
function readSummary(text) {
  const shapes = [...text.matchAll(/[([]((?:(?:None|-?\d+)\s*,\s*)+(?:None|-?\d+))[)\]]/g)].map(
    ([, inside]) => inside.split(",").map((one) => Number(one) || 0),
  );
  const tail = text.slice(text.lastIndexOf(shapes.length ? lastBracket(text) : "") + 1);
  const count = /(\d[\d,]*)/.exec(tail)?.[1];
  const shape = shapes.at(-1);
  if (!shape || shape.length < 2 || !count) return { unfinished: `A layer looks like ${EXAMPLE}` };
  const { ndim, transposed, isKeras } = kindOf(text);
  const out = isKeras ? (shape.at(-1) ?? 0) : shape[1];
  const into = shapes.length > 1 ? (isKeras ? shapes[0].at(-1) : shapes[0][1]) : undefined;
  const found = fitting(wholeIn(count), out, ndim, into);
  if (!found.length) {
    throw new Refusal(
      `${count} parameters in ${counted(out, "map")} fit no kernel of 1 to 11 places a side: ` +
        "write the layer itself, as nn.Conv2d(64, 32, 3)",
    );
  }
  const [best, ...others] = found;
  const layer = checkedLayer({ ...best, ndim, transposed });
  return { layer, note: summaryNote(count, best, others) };
}

/** @param {string} text */
const lastBracket = (text) => (text.lastIndexOf(")") > text.lastIndexOf("]") ? ")" : "]");

/** @param {string} text */
function kindOf(text) {
  const [, before, dimensions, after] = /** @type {RegExpExecArray} */ (KIND.exec(text));
  const isKeras = /Conv[123]D/.test(text);
  return { ndim: Number(dimensions), transposed: Boolean(before || after), isKeras };
}

/** @typedef {{in_channels: number, out_channels: number, kernel_size: number, padding: number,
 *   bias: boolean}} Guess */

/**
 * Which layers with `out` kernels have so many parameters, the likeliest first.
 * @param {number} count
 * @param {number} out
 * @param {number} ndim
 * @param {number} [into]  channels, where the line says it
 * @returns {Guess[]}
 */
function fitting(count, out, ndim, into) {
  /** @type {(Guess & {rank: number})[]} */
  const found = [];
  for (const [i, k] of SIZES.entries()) {
    for (const bias of [true, false]) {
      const channels = (count / out - Number(bias)) / k ** ndim;
      if (!Number.isInteger(channels) || channels < 1) continue;
      if (into !== undefined && channels !== into) continue;
      const rank = usualness(channels) * 100 + i * 2 + Number(!bias);
      const layer = { in_channels: channels, out_channels: out, kernel_size: k, bias };
      found.push({ ...layer, padding: Math.floor((k - 1) / 2), rank });
    }
  }
  return found.sort((a, b) => a.rank - b.rank).map(({ rank, ...layer }) => layer);
}

/** How usual so many channels are: 0 a colour picture's, grey, or a power of two; 1 eights; else 2.
 * @param {number} n */
const usualness = (n) => {
  if (n === 1 || n === 3 || (n >= 8 && Number.isInteger(Math.log2(n)))) return 0;
  return n % 8 === 0 ? 1 : 2;
};

/** @param {string} count @param {Guess} best @param {Guess[]} others */
function summaryNote(count, best, others) {
  /** @param {Guess} one */
  const words = ({ in_channels, out_channels, kernel_size: k, bias }) =>
    `${in_channels} → ${out_channels}, ${k}×${k}${bias ? "" : " without bias"}`;
  const also = others.length ? `; ${words(others[0])} would, too` : "";
  return `${count} parameters fit ${words(best)}${also}. A summary does not say the padding.`;
}
