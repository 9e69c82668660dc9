// A quiz whose question has a layer at work: its answers lead on to the explorer.

import { render as explorer } from "./explorer.js";
import { renderQuiz } from "./quiz.js";

/** @import { Render } from "./quiz.js" */

/** @type {Render} */
export const render = (view) => renderQuiz(view, explorer);
export default { render };
