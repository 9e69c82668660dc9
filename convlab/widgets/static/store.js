// A widget's traits as one state: what a hand sets shows at once, and Python learns of it a little
// later.
//
//   hand ──── set(changes) ───▶ state ──── commit: after 150 ms without a change ───▶ model, Python
//   Python ── change:<trait> ─▶ state      but not what a hand has set and Python does not know yet
//
// Every state passes through settle(), which makes it one that can be shown, and goes to all
// subscribers. A trait that holds bytes is a typed array here; to change it, set a new array.

/**
 * What a host gives a view; some hosts have no `off` and no `save_changes`.
 * @typedef {object} Model
 * @property {(trait: string) => any} get
 * @property {(trait: string, value: any) => void} set
 * @property {(event: string, callback: () => void) => void} on
 * @property {(event: string, callback: () => void) => void} [off]
 * @property {() => void} [save_changes]
 */

/** @typedef {Float32Array | Float64Array} Floats */
/**
 * A kind of array, such as Float32Array.
 * @template {Floats} A
 * @typedef {{
 *   new (buffer: ArrayBufferLike, byteOffset?: number, length?: number): A,
 *   BYTES_PER_ELEMENT: number,
 * }} NumbersKind
 */
/** @typedef {Record<string, NumbersKind<Floats>>} Arrays */

/**
 * @template {object} S
 * @typedef {object} Store
 * @property {() => S} get  the state now
 * @property {(changes: Partial<S>) => void} set  what a hand does
 * @property {() => void} commit  Python learns of it now
 * @property {() => boolean} isPending  whether a commit is still to come
 * @property {(listener: (state: S, before: S) => void) => void} subscribe  the listener is called
 *   with every new state and the one before; and with the same one twice when it is committed
 * @property {() => void} close
 */

const PAUSE = 150; // milliseconds without a change, until it is committed

/**
 * The numbers in bytes, however a host hands them out: as a view at any offset, or a whole buffer.
 * They are not copied, where they can be read as they lie.
 * @template {Floats} A
 * @param {ArrayBufferView | ArrayBufferLike | null | undefined} bytes
 * @param {NumbersKind<A>} Kind  such as Float32Array
 * @returns {A}
 */
export function numbersIn(bytes, Kind) {
  const view = ArrayBuffer.isView(bytes) ? bytes : new Uint8Array(bytes ?? new ArrayBuffer(0));
  const { buffer, byteOffset: from, byteLength } = view;
  const isAligned = (from | byteLength) % Kind.BYTES_PER_ELEMENT === 0;
  if (isAligned) return new Kind(buffer, from, byteLength / Kind.BYTES_PER_ELEMENT);
  return new Kind(buffer.slice(from, from + byteLength));
}

/** @type {(a: any, b: any) => boolean} */
const isSame = (a, b) => a === b || (!ArrayBuffer.isView(a) && String(a) === String(b));

/** @type {(a: Floats, b: Floats) => boolean} */
const isEqual = (a, b) => a.length === b.length && a.every((value, i) => value === b[i]);

/**
 * Traits of a model as values, those that hold bytes as arrays of numbers.
 * @param {Model} model
 * @param {readonly string[]} names
 * @param {Arrays} arrays
 */
function openTraits(model, names, arrays) {
  /** @type {Map<string, {bytes: unknown, numbers: Floats}>} */
  const known = new Map();

  /** @param {string} name */
  function readArray(name) {
    const bytes = model.get(name);
    const last = known.get(name);
    if (last && last.bytes === bytes) return last.numbers;
    const found = numbersIn(bytes, arrays[name]);
    // Equal numbers are the same array: an echo, or a host that makes a new view for each get().
    const numbers = last && isEqual(last.numbers, found) ? last.numbers : found;
    known.set(name, { bytes, numbers });
    return numbers;
  }
  /** @type {() => Record<string, any>} */
  function read() {
    return Object.fromEntries(
      names.map((name) => [name, name in arrays ? readArray(name) : model.get(name)]),
    );
  }
  /** @type {(name: string, value: any) => void} */
  function write(name, value) {
    if (!(name in arrays)) return model.set(name, value);
    const bytes = new DataView(value.slice().buffer);
    known.set(name, { bytes, numbers: value });
    model.set(name, bytes);
  }
  return { read, write };
}

/**
 * Make a store of some traits of a model. The state may hold more: what no trait is stays here.
 *
 * @template {object} S
 * @param {Model} model
 * @param {object} options
 * @param {readonly string[]} options.traits
 * @param {Arrays} [options.arrays]  traits that hold bytes, and of which numbers
 * @param {Partial<S>} [options.local]  what the state holds at first that is no trait
 * @param {(next: S, before?: S) => S} [options.settle]  `before` is given where a hand has set it
 * @returns {Store<S>}
 */
export function makeStore(model, { traits, arrays = {}, local = {}, settle = (next) => next }) {
  const names = [...traits, ...Object.keys(arrays)];
  const { read, write } = openTraits(model, names, arrays);
  /** @type {((state: S, before: S) => void)[]} */
  const listeners = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let isCommitting = false;
  let isClosed = false;
  let shared = read(); // what the model holds
  let state = settle(/** @type {S} */ ({ ...local, ...shared }));

  const isPending = () => timer !== undefined;
  const own = () => /** @type {Record<string, any>} */ (state);
  /** The names of all that a hand has set since the last commit. */
  const uncommitted = () => names.filter((name) => !isSame(own()[name], shared[name]));

  /** @param {S} next */
  function show(next) {
    const before = state;
    state = next;
    for (const listener of listeners) listener(state, before);
  }
  /** Take what Python has set, but for what a hand has set and not yet committed. */
  function take() {
    if (isCommitting || isClosed) return; // the model holds half of a commit
    const byHand = isPending() ? uncommitted().map((name) => [name, own()[name]]) : [];
    const before = shared;
    shared = read();
    if (names.every((name) => isSame(before[name], shared[name]))) return;
    show(settle({ ...state, ...shared, ...Object.fromEntries(byHand) }));
  }
  /** @param {Partial<S>} changes */
  function set(changes) {
    clearTimeout(timer);
    timer = setTimeout(commit, PAUSE);
    show(settle({ ...state, ...changes }, state));
  }
  function commit() {
    clearTimeout(timer);
    timer = undefined;
    isCommitting = true; // with each trait that is written the model says that it has changed
    for (const name of uncommitted()) write(name, own()[name]);
    isCommitting = false;
    shared = Object.fromEntries(names.map((name) => [name, own()[name]]));
    model.save_changes?.();
    show(state);
  }
  function close() {
    isClosed = true;
    clearTimeout(timer);
    for (const name of names) model.off?.(`change:${name}`, take);
  }
  for (const name of names) model.on(`change:${name}`, take);
  const subscribe = (/** @type {(state: S, before: S) => void} */ listener) =>
    void listeners.push(listener);
  return { get: () => state, set, commit, isPending, subscribe, close };
}
