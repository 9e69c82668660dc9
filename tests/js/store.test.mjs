// Traits between the browser and Python: what a hand does, what Python does, and both at once.

import assert from "node:assert/strict";
import test from "node:test";
import { makeStore, numbersIn } from "../../convlab/widgets/static/store.js";

/** A host's model; receive() is a message from Python. */
function fakeModel(values) {
  const now = { ...values };
  const listeners = new Map();
  const emit = (name) => {
    for (const callback of listeners.get(`change:${name}`) ?? []) callback();
  };
  return {
    now,
    sent: [], // what each save_changes() took along
    unsaved: {},
    get: (name) => now[name],
    set(name, value) {
      if (now[name] === value) return;
      this.unsaved[name] = now[name] = value;
      emit(name); // at once, as Backbone does
    },
    on(event, callback) {
      listeners.set(event, (listeners.get(event) ?? new Set()).add(callback));
    },
    off: (event, callback) => listeners.get(event).delete(callback),
    save_changes() {
      this.sent.push(this.unsaved);
      this.unsaved = {};
    },
    receive(changes) {
      Object.assign(now, changes);
      Object.keys(changes).forEach(emit);
    },
  };
}

const bytesOf = (...values) => new DataView(Float32Array.from(values).buffer);
const TRAITS = ["rows", "row", "muted"];

/** A store of a map of so many rows, one of them picked; and what its subscriber was given. */
function opened(t, values = {}, options = {}) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const model = fakeModel({ rows: 9, row: 4, muted: [], _x: bytesOf(1, 2), ...values });
  const settle = (next) => ({ ...next, row: Math.min(next.row, next.rows - 1) });
  const arrays = { _x: Float32Array };
  const store = makeStore(model, { traits: TRAITS, arrays, settle, ...options });
  const seen = [];
  store.subscribe((state, before) => seen.push(state === before ? "commit" : state));
  return { model, store, seen, pause: (ms = 150) => t.mock.timers.tick(ms) };
}

test("what a hand sets shows at once, and Python learns the last of it after a pause", (t) => {
  const { model, store, seen, pause } = opened(t);
  for (const row of [5, 6, 7]) {
    store.set({ row });
    assert.equal(store.get().row, row);
    pause(149);
  }
  assert.deepEqual([model.sent, store.isPending()], [[], true]);
  pause(1);
  assert.deepEqual([model.sent, store.isPending()], [[{ row: 7 }], false]);
  assert.deepEqual(
    seen.map((one) => one.row ?? one),
    [5, 6, 7, "commit"],
  );
  pause(1000);
  assert.equal(model.sent.length, 1);
});

test("a commit does not wait, sends only what has changed, and is no change itself", (t) => {
  const { model, store, seen } = opened(t);
  store.set({ rows: 3, muted: [1] });
  store.commit();
  assert.deepEqual(model.sent, [{ rows: 3, row: 2, muted: [1] }]); // row settled with the rows
  assert.equal(seen.length, 2);
  store.set({ muted: [1] }); // a new list that says the same
  store.commit();
  assert.deepEqual(model.sent.at(-1), {});
});

test("an echo from Python changes nothing", (t) => {
  const { model, store, seen } = opened(t);
  const x = Float32Array.of(5, 6);
  store.set({ row: 1, _x: x });
  store.commit();
  model.receive({ row: 1, muted: [], _x: bytesOf(5, 6) });
  assert.equal(seen.length, 2);
  assert.equal(store.get()._x, x);
});

test("Python's changes are taken, and made to fit", (t) => {
  const { model, store, seen } = opened(t);
  model.receive({ rows: 3, muted: [0] });
  assert.deepEqual(seen.length, 1); // one message, one change
  const { rows, row, muted } = store.get();
  assert.deepEqual([rows, row, muted], [3, 2, [0]]);
  assert.deepEqual(model.sent, []); // the row goes out with the next commit
  model.receive({ rows: 9 });
  assert.equal(store.get().row, 4); // what Python said
});

test("what a hand has set stays when Python is late; the rest is Python's", (t) => {
  const { model, store, pause } = opened(t);
  store.set({ row: 7 });
  model.receive({ row: 2, muted: [1] });
  assert.deepEqual([store.get().row, store.get().muted], [7, [1]]);
  pause();
  assert.deepEqual(model.sent, [{ row: 7 }]);
  assert.deepEqual([model.now.row, model.now.muted], [7, [1]]);
  model.receive({ row: 3 });
  assert.equal(store.get().row, 3); // no hand is on it any more
});

test("a hand that came back to where it was leaves the trait to Python", (t) => {
  const { model, store, pause } = opened(t);
  store.set({ row: 5 });
  store.set({ row: 4 });
  model.receive({ row: 8 });
  pause();
  assert.deepEqual([store.get().row, model.sent], [8, [{}]]);
});

test("what is no trait stays in the browser, whatever Python says", (t) => {
  const { model, store } = opened(t);
  store.set({ sliding: true });
  store.commit();
  model.receive({ row: 0 });
  assert.deepEqual([store.get().sliding, model.sent], [true, [{}]]);
});

test("settle knows where a hand has been, and what it came from", (t) => {
  const before = [];
  const settle = (next, from) => {
    before.push(from?.row);
    return next;
  };
  const { model, store } = opened(t, {}, { settle });
  store.set({ row: 5 });
  store.commit();
  model.receive({ row: 6 });
  assert.deepEqual(before, [undefined, 4, undefined]);
});

test("bytes are read from whatever holds them, at any offset", () => {
  const { buffer } = Float32Array.of(0, 1.5, -2);
  for (const bytes of [
    new DataView(buffer, 4),
    new Uint8Array(buffer, 4),
    new Float32Array(buffer, 4),
    buffer.slice(4),
  ])
    assert.deepEqual(numbersIn(bytes, Float32Array), Float32Array.of(1.5, -2));
  assert.deepEqual(
    numbersIn(new Uint8Array(buffer).subarray(1, 9).slice(), Float32Array).length,
    2,
  );
  assert.equal(numbersIn(new DataView(buffer, 4), Float32Array).buffer, buffer); // not copied
  const odd = new Uint8Array(9);
  odd.set(new Uint8Array(buffer, 4), 1);
  assert.deepEqual(numbersIn(odd.subarray(1), Float32Array), Float32Array.of(1.5, -2));
  assert.deepEqual(numbersIn(undefined, Float64Array), new Float64Array());
});

test("arrays travel as bytes, and only when they are new", (t) => {
  const { model, store } = opened(t);
  const { _x } = store.get();
  assert.deepEqual(_x, Float32Array.of(1, 2));
  model.receive({ row: 5 });
  assert.equal(store.get()._x, _x);
  model.receive({ _x: new Uint8Array(Float32Array.of(3, 4).buffer) });
  assert.deepEqual(store.get()._x, Float32Array.of(3, 4));
  store.set({ row: 6 });
  store.commit();
  assert.deepEqual(model.sent.at(-1), { row: 6 });
  store.set({ _x: Float32Array.of(7, 8, 9).subarray(1) });
  store.commit();
  const { buffer, byteOffset } = model.sent.at(-1)._x;
  assert.deepEqual([byteOffset, new Float32Array(buffer)], [0, Float32Array.of(8, 9)]);
});

test("a closed store takes nothing and sends nothing", (t) => {
  const { model, store, seen, pause } = opened(t);
  store.set({ row: 7 });
  store.close();
  pause();
  model.receive({ row: 2 });
  assert.deepEqual([model.sent, seen.length, store.get().row], [[], 1, 7]);
});

test("a host may lack off and save_changes, and make new views of the same bytes", (t) => {
  const model = fakeModel({ rows: 9, row: 4, muted: [] });
  Object.assign(model, { off: undefined, save_changes: undefined });
  const get = model.get;
  model.get = (name) => (name === "_x" ? bytesOf(1, 2) : get(name));
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const store = makeStore(model, { traits: TRAITS, arrays: { _x: Float32Array } });
  let changes = 0;
  store.subscribe(() => changes++);
  model.receive({ row: 4 });
  assert.equal(changes, 0);
  store.set({ row: 5 });
  store.commit();
  assert.deepEqual([changes, model.now.row], [2, 5]);
  store.close();
  model.receive({ row: 6 });
  assert.equal(changes, 2);
});
