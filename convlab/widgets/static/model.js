// A model as anywidget gives it to a view, with no one at its other end, and what goes into it.

/** @import { Model } from "./store.js" */

/**
 * What Python would send: the widget's module, its traits, and those that hold bytes, in base64.
 * @typedef {{module: string, plain: Record<string, unknown>, coded: Record<string, string>}} Sent
 */

/** @param {string} code  base64 */
export function bytesOf(code) {
  const text = atob(code);
  const bytes = new Uint8Array(text.length); // a loop: ten times as fast as Uint8Array.from
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return new DataView(bytes.buffer);
}

/** Traits as a model has them. @param {Sent} sent @returns {Record<string, unknown>} */
export const traitsOf = ({ plain, coded }) => ({
  ...plain,
  ...Object.fromEntries(Object.entries(coded).map(([name, code]) => [name, bytesOf(code)])),
});

/**
 * @param {Record<string, unknown>} given  traits by name; those that hold bytes as views of them
 * @returns {Model}
 */
export function modelOf(given) {
  const traits = { ...given };
  const changes = new EventTarget();
  return {
    get: (name) => traits[name],
    set(name, value) {
      if (traits[name] === value) return;
      traits[name] = value;
      changes.dispatchEvent(new Event(`change:${name}`));
    },
    on: changes.addEventListener.bind(changes),
    off: changes.removeEventListener.bind(changes),
    save_changes() {},
  };
}
