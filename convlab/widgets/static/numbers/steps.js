// How many steps a sum takes while its channels are added one by one.

const MOST = 64; // channels that have a step each
export const LOUDEST = 31; // of more channels, those that still have one

/**
 * One for each channel; of very many one for each of the loudest, and one for all others.
 * @param {number} channels
 */
export const stepsOf = (channels) => (channels > MOST ? LOUDEST + 1 : channels);
