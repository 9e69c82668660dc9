// The tour of a minute: beats that are links to views, each with its sentence. Played, one follows
// the other; a hand that touches the picture stops it there.

import { make, write } from "./dom.js";
import { wantsLessMotion } from "./host.js";

const BEAT = 7500; // milliseconds
const STEPS = 0.6; // of a beat: in it channels are added

/**
 * @typedef {object} Stage  where the tour takes place
 * @property {(hash: string) => void} follow  show the view that a link leads to
 * @property {(step: number) => void} step  add so many channels
 * @property {HTMLElement} said  where a beat's sentence stands
 * @property {HTMLElement} picture
 */

/**
 * @param {HTMLElement} el  with a list of links
 * @param {Stage} stage
 */
export function makeTour(el, { follow, step, said, picture }) {
  const beats = Array.from(el.querySelectorAll("li"));
  const play = make("button", "play", { type: "button" });
  /** @type {ReturnType<typeof setTimeout>[]} */
  let timers = [];
  let at = -1;

  const isPlaying = () => timers.length > 0;
  function stop() {
    for (const timer of timers) clearTimeout(timer);
    timers = [];
    write(play, at >= 0 && at < beats.length - 1 ? "▶ Go on" : "▶ Play");
  }
  /** @param {number} next */
  function show(next) {
    at = next;
    const beat = beats[at];
    const link = /** @type {HTMLAnchorElement} */ (beat.querySelector("a"));
    for (const [i, one] of beats.entries()) one.classList.toggle("now", i === at);
    write(said, `${at + 1} of ${beats.length}. ${beat.querySelector("span")?.textContent}`);
    follow(link.hash.slice(1));
    addUp(Number(beat.dataset.steps ?? 0));
  }
  /** Add the channels one by one; at once for who wants less motion. @param {number} steps */
  function addUp(steps) {
    if (!steps) return;
    if (wantsLessMotion()) return step(steps);
    for (let n = 1; n <= steps; n++) {
      timers.push(setTimeout(step, (n * BEAT * STEPS) / steps, n));
    }
  }
  function goOn() {
    stop();
    if (at === beats.length - 1) return;
    show(at + 1);
    timers.push(setTimeout(goOn, BEAT));
    write(play, "❚❚ Stop");
  }
  /** Another layer is shown than any beat's. */
  function leave() {
    at = -1;
    for (const one of beats) one.classList.remove("now");
    write(said, "");
    stop();
  }
  play.addEventListener("click", () => {
    if (isPlaying()) return stop();
    if (at === beats.length - 1) at = -1;
    goOn();
    said.scrollIntoView({ block: "start" });
  });
  for (const [i, beat] of beats.entries()) {
    beat.querySelector("a")?.addEventListener("click", (event) => {
      event.preventDefault();
      at = i;
      stop();
      show(i);
      said.scrollIntoView({ block: "start" });
    });
  }
  for (const event of ["pointerdown", "keydown"]) picture.addEventListener(event, stop);
  stop();
  el.querySelector("h2")?.after(play);
  return { leave };
}
