// A widget inside a widget: a model with no one at its other end.

/** @import { Model } from "../store.js" */

/**
 * @param {Record<string, any>} traits  what the widget is made of
 * @returns {Model}
 */
export function makeInnerModel(traits) {
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
  };
}
