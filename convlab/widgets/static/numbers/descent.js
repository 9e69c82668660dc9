// A kernel on its way down the loss, step by step.

import { text } from "./show.js";
import { NEAR, OVERFLOW } from "./training.js";

/** @import { Task } from "./training.js" */

const TIME = 14; // milliseconds of a frame that steps may take

export class Descent {
  /**
   * At a kernel of zeros.
   * @param {Task} task
   * @param {number} mostSteps
   */
  constructor(task, mostSteps) {
    this.task = task;
    this.mostSteps = mostSteps;
    this.point = new Float64Array(task.hidden.length);
    this.now = task.slope(this.point);
    this.losses = [this.now.loss];
    this.note = ""; // why it has stopped, if not for the loss
  }

  /** Go on from a point, with the losses on the way to it; without any, begin there.
   * @param {Float64Array} point  weights, then the bias
   * @param {ArrayLike<number>} [losses] */
  load(point, losses) {
    this.point = point.slice();
    this.now = this.task.slope(this.point);
    this.losses = losses ? Array.from(losses) : [this.now.loss];
    this.note = "";
  }

  get steps() {
    return this.losses.length - 1;
  }

  /** Whether no step is left to take. */
  get isSpent() {
    return !(this.now.loss < OVERFLOW) || this.steps >= this.mostSteps;
  }

  get isFound() {
    return this.task.gap(this.point) < NEAR;
  }

  /** Up to n steps, as many as a frame has time for; it pauses once where the kernel is found.
   * @param {number} n @param {number} rate
   * @returns {boolean} whether there are more to take */
  take(n, rate) {
    const end = performance.now() + TIME;
    const wasFound = this.isFound;
    let arrived = false;
    for (let i = 0; i < n && !this.isSpent && !arrived; i++) {
      if (i && performance.now() > end) break;
      this.step(rate);
      arrived = !wasFound && this.isFound;
    }
    if (this.steps >= this.mostSteps) {
      this.note = `Paused: ${text(this.mostSteps)} steps are enough for a lesson.`;
    }
    return !this.isSpent && !arrived;
  }

  /** @param {number} rate */
  step(rate) {
    const { gradient } = this.now;
    for (let k = 0; k < this.point.length; k++) this.point[k] -= rate * gradient[k];
    this.now = this.task.slope(this.point);
    this.losses.push(this.now.loss);
  }
}
