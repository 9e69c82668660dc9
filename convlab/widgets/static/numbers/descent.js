// A kernel on its way down the loss, step by step.

import { NEAR, OVERFLOW } from "./training.js";

/** @import { Task } from "./training.js" */

/** Milliseconds that each step stays: the first are to be read, the others to be watched. */
const PACE = [
  { last: 10, wait: 500 },
  { last: 30, wait: 200 },
  { last: Infinity, wait: 60 },
];

/**
 * How long the picture after so many steps stays, in milliseconds.
 * @param {number} steps
 * @param {number} pace  so many times as fast
 */
export function waitAfter(steps, pace) {
  const { wait } = PACE.find(({ last }) => steps <= last) ?? PACE[0];
  return wait / pace;
}

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
  }

  /** Go on from a point, with the losses on the way to it.
   * @param {Float64Array} point  weights, then the bias
   * @param {ArrayLike<number>} losses */
  load(point, losses) {
    this.point = point.slice();
    this.now = this.task.slope(this.point);
    this.losses = Array.from(losses);
  }

  get steps() {
    return this.losses.length - 1;
  }

  get hasOverflowed() {
    return !(this.now.loss < OVERFLOW);
  }

  /** Whether no step is left to take. */
  get isSpent() {
    return this.hasOverflowed || this.steps >= this.mostSteps;
  }

  get isFound() {
    return this.task.distance(this.point).worst < NEAR;
  }

  /** Up to n steps; it pauses once where the kernel is found.
   * @param {number} n @param {number} rate
   * @returns {boolean} whether there are more to take */
  take(n, rate) {
    const wasFound = this.isFound;
    for (let i = 0; i < n && !this.isSpent; i++) {
      this.step(rate);
      if (!wasFound && this.isFound) return false;
    }
    return !this.isSpent;
  }

  /** @param {number} rate */
  step(rate) {
    const { gradient } = this.now;
    for (let k = 0; k < this.point.length; k++) this.point[k] -= rate * gradient[k];
    this.now = this.task.slope(this.point);
    this.losses.push(this.now.loss);
  }
}
