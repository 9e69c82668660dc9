// A model as anywidget gives it to a view, with no one at its other end.

/** @import { Model } from "./store.js" */

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
