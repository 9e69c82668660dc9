// An answer as five letters, to be handed in: those of convlab.quiz.code, which `tally` reads.

const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/**
 * Three letters for the question, one for the answer, one for checking.
 * @param {string} key  of the question
 * @param {number} answer  which one, from 0; -1 for a number that is none of them
 */
export function answerCode(key, answer) {
  const body = key + LETTERS[answer < 0 ? LETTERS.length - 1 : answer];
  const check = [...body].reduce((sum, one, i) => sum + (2 * i + 1) * LETTERS.indexOf(one), 0);
  return body + LETTERS[check % LETTERS.length];
}
