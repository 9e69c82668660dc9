// The shapes of all that passes between modules: types alone, nothing here runs.
//
// Lengths are CSS pixels on a board, from its upper left corner. `o` is an output channel, which is
// a kernel, and `c` an input channel; rows and columns of maps and slices count from 0.

/** @import { Layer } from "./numbers/layer.js" */
/** @import { ADDING, ANSWERS, OVERVIEWS } from "./numbers/state.js" */

// ---- Numbers

/**
 * An array of numbers, in the order of its shape.
 * @typedef {Float32Array | Float64Array | number[]} Numbers
 */

/**
 * Arrays of a layer: x (C, H, W), the whole grid of slices (O, C, kh, kw), bias (O). Of a layer of
 * very many groups those slices alone that there are, (O, C / groups, kh, kw).
 * @typedef {object} LayerArrays
 * @property {Float32Array} x
 * @property {number[]} xShape
 * @property {Float32Array} weight
 * @property {number[]} weightShape
 * @property {Float32Array} bias
 * @property {Kind} [kind]  a plain layer of pictures unless given
 * @property {Ends} [ends]  worked out from these arrays unless given
 */

/**
 * Where the scales of a layer's maps end.
 * @typedef {object} Ends
 * @property {number} maps  shared by running sums and feature maps
 * @property {number} parts  of partial maps
 * @property {number} farthest  the largest number of all
 * @property {number} farthestPart  and of partial maps
 */

/**
 * Which kind of layer. A signal is a picture one row high, and its slices, too.
 * @typedef {object} Kind
 * @property {number} ndim  along how many sides its kernels slide: 1 or 2
 * @property {boolean} transposed  whether each place of x stamps its slices into the maps
 * @property {PerSide} output_padding  rows and columns that a transposed layer has more
 */

/** @typedef {[number, number]} Pair  of height and width, or before and after */

/** @typedef {number | number[]} PerSide  one number for height and width, or one for each */

/** @typedef {PerSide | "same" | "valid"} Padding */

/** @typedef {{stride: PerSide, padding: Padding, dilation: PerSide}} Steps  as PyTorch has them */

/**
 * How a kernel moves, for height and width; `pads`: what padding adds before and after each, or
 * cuts off a transposed layer's maps; `extra`: its output padding.
 * @typedef {object} Moves
 * @property {Pair} stride
 * @property {Pair} dilation
 * @property {[Pair, Pair]} pads
 * @property {boolean} transposed
 * @property {Pair} extra
 */

/**
 * The counts and sizes of a layer, in places: kernel kh × kw, output oh × ow.
 * @typedef {Moves & {
 *   ndim: number,
 *   padding: Padding,
 *   mode: PaddingMode,
 *   xShape: number[],
 *   wide: number,
 *   inChannels: number,
 *   outChannels: number,
 *   groups: number,
 *   kh: number,
 *   kw: number,
 *   oh: number,
 *   ow: number,
 * }} Geometry  xShape: (C, H, W), with all of C even where the layer reads fewer; padding: as it
 *   is written; wide: a row with its border
 */

/**
 * What a layer takes from its arrays: so many channels and kernels, the middle of each slice.
 * @typedef {Steps & {
 *   in_channels: number,
 *   out_channels: number,
 *   groups: number,
 *   kernel_size: number,
 *   padding_mode?: PaddingMode,
 *   muted?: number[],
 * }} LayerOptions  kernel_size: 0 for the whole slice
 */

/** @typedef {"zeros" | "reflect" | "replicate" | "circular"} PaddingMode  what the border holds */

/**
 * What one input channel adds at one output pixel; the lists hold kh·kw numbers.
 * @typedef {object} ChannelAccount
 * @property {number} c
 * @property {number[]} window  the places of the input that the slice is laid on
 * @property {boolean[]} outside  which of them lie in the padding
 * @property {number[]} slice
 * @property {number[]} products
 * @property {number} subtotal  their sum; 0 if muted
 * @property {boolean} muted
 * @property {boolean} [waiting]  not yet added, while channels are added one by one
 */

/**
 * One output pixel in full: total = the channels' subtotals + bias.
 * @typedef {object} Pixel
 * @property {number} o
 * @property {number} row
 * @property {number} col
 * @property {ChannelAccount[]} channels
 * @property {number} bias
 * @property {number} total
 * @property {boolean} [waiting]  while channels are added: the bias, the last, is not in the total
 */

/**
 * A sum to be printed: its parts and what they add up to.
 * @typedef {object} Sum
 * @property {number[]} parts
 * @property {number} total
 */

/**
 * How an account is printed: with so many decimals; what its parts then lack of the total.
 * @typedef {object} Printed
 * @property {number} decimals
 * @property {number} missing  0 if it adds up as printed
 */

/**
 * How many decimals the figures of a layer take.
 * @typedef {object} Decimals
 * @property {number} weights
 * @property {number} input
 * @property {number} biases
 * @property {number} maps  of accounts: products, sums and totals
 */

/** @typedef {[low: number, high: number]} Range  the values at the two ends of a scale */

/**
 * Where the colour scales of a layer end. A signed scale runs from −limit to +limit.
 * @typedef {object} Limits
 * @property {Range} input  always grey, also below 0. The same list as long as x is: else each
 *   input would be painted anew in each frame
 * @property {number} slices
 * @property {number} maps  shared by running sums and feature maps
 * @property {number} parts  of partial maps: as `maps`, unless a few loud channels would wash out
 *   the rest
 * @property {number} farthest  the largest number of all, as given
 * @property {number} farthestPart  and of partial maps
 * @property {boolean} root  whether the scales of maps and partial maps go by the square root
 * @property {boolean} perMap  whether each map has a scale of its own instead
 * @property {number[]} peaks  the largest weight of each kernel
 */

/**
 * What a layer's numbers decide about how they are shown.
 * @typedef {object} Scales
 * @property {boolean} whole  whether all numbers are whole and few
 * @property {boolean} exact  whether two decimals show the inputs as they are
 * @property {Decimals} decimals
 * @property {Limits} limits
 */

// ---- What Python sends, and what is set by hand

/**
 * What a ChannelExplorer is made of: never changes while it is on a page.
 * @typedef {object} ExplorerSpec
 * @property {[c: number, h: number, w: number]} x_shape
 * @property {[o: number, c: number, kh: number, kw: number]} weight_shape
 * @property {number} [slices]  of each kernel that are stored; all of the grid's unless given
 * @property {boolean} has_bias
 * @property {string[]} channel_names  one for each input channel, or none
 * @property {string[]} controls  the sliders and tools on the page
 * @property {number} limit  end of the signed scale of maps; 0: it follows from the maps
 * @property {Ends} [ends]  where the layer's arrays never change: where its scales end, worked out
 *   beforehand, so that a slow phone need not
 * @property {Steps & {padding_mode?: PaddingMode}} [steps]  as the layer was given
 * @property {Kind} [kind]  a plain layer of pictures unless given
 * @property {boolean} [photo]  whether x is red, green and blue between 0 and 1
 * @property {boolean} [studio]  whether the photo stands large, where it can be painted
 * @property {[h: number, w: number]} [goal_shape]  of the map that is to be matched
 * @property {[c: number, h: number, w: number]} [photo_shape]  of what the channels were made of
 */

/** @typedef {typeof OVERVIEWS[number]} CellView  what a cell of the grid shows */

/** @typedef {"output" | "input" | "weight"} Target  what is pointed at */

/** @typedef {"PyTorch" | "Keras"} Order  whose order of axes */

/** @typedef {Pick<ExplorerState, "out_channel" | "in_channel" | "row" | "col">} Aim */

/**
 * All that can be set on a ChannelExplorer: Python's traits, by the same names.
 * @typedef {object} ExplorerState
 * @property {number} in_channels
 * @property {number} out_channels
 * @property {number} groups
 * @property {number} kernel_size  0: as large as it was given; else the middle of each slice
 * @property {PerSide} stride
 * @property {Padding} padding
 * @property {PerSide} dilation
 * @property {PaddingMode} padding_mode
 * @property {number} out_channel  the picked kernel
 * @property {number} in_channel  the picked channel
 * @property {number} row  of the picked output pixel
 * @property {number} col
 * @property {CellView} view
 * @property {number[]} muted  input channels left out of the sums
 * @property {typeof ADDING[number]} adding  in which order channels are added
 * @property {number} shuffle  which of all shuffled orders
 * @property {number} step  so many channels are added yet, in that order; −1: all, and the bias
 * @property {Target} target
 * @property {number[]} spot  row and column of the target: of an input or of a slice
 * @property {number[]} pinned  kernel, row and column of a second pixel, or empty
 * @property {Order} order
 * @property {"shared" | "each map"} scale
 * @property {boolean} large
 * @property {number} limit  end of the signed scale of maps, as a hand has set it; 0: as it was
 * @property {number[]} edits  weights set by hand: place, value, place, value, …
 * @property {Aim} [aim]  what was picked last, where there is no such place now; no trait
 * @property {keyof typeof ANSWERS} ask  what is asked before the layer is shown
 * @property {number[]} guess  the answer as numbers, or empty: a row and a column; or, where it is
 *   painted, how many places are not, are, are not, … row by row; or a level
 * @property {number[]} draft  a guess that is still in the hand; no trait
 * @property {Float32Array} [_goal]  the map that the picked one is to match; empty if there is none
 * @property {Float32Array} [_photo]  what the channels were made of, from 0 to 1
 * @property {boolean} [sliding]  whether the window slides now; no trait
 */

/**
 * What a Studio offers.
 * @typedef {object} StudioSpec
 * @property {Record<string, {start: number, shape: number[]}>} samples  where each picture begins
 * @property {Record<string, [kernels: number, kernel_size: number]>} banks
 * @property {[o: number, c: number, kh: number, kw: number]} weight_shape  of all kernels that
 *   there is room for; a smaller slice is the middle of one
 * @property {string[]} channel_names  one for each input channel, or none
 * @property {boolean} photo  whether the picture is red, green and blue: then there are others to
 *   choose, to paint or to load
 * @property {Record<string, number[]>} offered  what each slider may be set to
 * @property {number} drawing  squares along a side of the drawing
 * @property {PaddingMode[]} padding_modes
 */

/**
 * All that can be set in a Studio.
 * @typedef {object} StudioState
 * @property {string} source  the picture's name
 * @property {string} bank  the kernels' name
 * @property {number} out_channels
 * @property {number} kernel_size
 * @property {number} stride
 * @property {number} padding
 * @property {number} dilation
 * @property {PaddingMode} padding_mode
 * @property {number} out_channel
 * @property {number} in_channel
 * @property {number} row
 * @property {number} col
 * @property {CellView} view
 * @property {number[]} muted
 */

/**
 * What a Trainer learns from.
 * @typedef {object} TrainerSpec
 * @property {number} most_steps
 * @property {[c: number, h: number, w: number]} x_shape
 * @property {[kh: number, kw: number]} kernel_size
 * @property {string[]} channel_names
 * @property {number} seeds  so many random starts
 * @property {number[]} rates
 * @property {number[]} paces
 * @property {MapScale} input  the scale of the picture's channels
 */

/**
 * All that can be set on a Trainer.
 * @typedef {object} TrainerState
 * @property {number} rate
 * @property {number} pace  so many times as fast as usual
 * @property {number} seed
 * @property {number} channel  of the picked weight
 * @property {number} row
 * @property {number} col
 * @property {boolean} why  whether it is said why the picked weight moves
 * @property {boolean} show_hidden
 */

/**
 * One wrong idea, in words.
 * @typedef {object} Idea
 * @property {string} label  in two or three words
 * @property {string} title
 * @property {string} formula
 * @property {string} question
 * @property {string} answer
 * @property {string} why
 */

/**
 * What a WrongConvolutions compares: one layer with the ideas about it.
 * @typedef {object} WrongSpec
 * @property {[c: number, h: number, w: number]} x_shape
 * @property {[o: number, c: number, kh: number, kw: number]} weight_shape
 * @property {boolean} has_bias
 * @property {Steps} steps
 * @property {string[]} channel_names
 * @property {number} limit  end of the signed scale of maps; 0: it follows from the maps
 * @property {number} slice_limit
 * @property {boolean} photo  whether x is red, green and blue between 0 and 1
 * @property {Record<string, Idea>} ideas
 */

/**
 * All that can be set on a WrongConvolutions.
 * @typedef {object} WrongState
 * @property {string} idea
 * @property {number} out_channel
 * @property {number} row
 * @property {number} col
 */

/**
 * A quiz picture: n squares of h × w numbers; for the scale "rgb" (3, h, w), one picture.
 * @typedef {object} Tiles
 * @property {string} label
 * @property {[n: number, h: number, w: number]} shape
 * @property {number[] | string} values  numbers to write; or signed bytes, 127 for the limit
 * @property {"signed" | "grey" | "rgb"} scale
 * @property {number} limit
 * @property {number[] | null} filled  the squares that are filled; null: all
 * @property {number} across  squares in a line
 * @property {number} together  so many belong together
 * @property {string[]} names  what stands under each square
 */

/**
 * What an idea makes of a question's example: by the name of the idea, with other slices than the
 * kernel's, or with a map that is taken for a photo.
 * @typedef {{idea: string, weight: number[] | null, photo: boolean}} ExampleRow
 */

/**
 * Slices of a question, counted one after the other.
 * @typedef {object} Count
 * @property {string} words
 * @property {(number | null)[][]} units  the slices of each; null: none is read
 * @property {(number | null)[]} counts  so far, under each unit
 * @property {number[]} biases  of each unit
 * @property {string} total  the count in words, of the layer's own
 * @property {string} note  what is to be said under it
 */

/**
 * An answer, and the idea behind it.
 * @typedef {object} Answer
 * @property {string} text
 * @property {string} why
 * @property {boolean} right
 * @property {Tiles[]} pictures
 * @property {ExampleRow | null} row
 * @property {Count | null} count
 */

/**
 * A kernel at work, and the place of its map that shows what is added up.
 * @typedef {object} Example
 * @property {[c: number, h: number, w: number]} x_shape
 * @property {[o: 1, c: number, kh: number, kw: number]} weight_shape
 * @property {boolean} has_bias
 * @property {Steps} steps
 * @property {string[]} channel_names
 * @property {boolean} photo  whether x is red, green and blue between 0 and 1
 * @property {number} slice_limit
 * @property {number} row
 * @property {number} col
 * @property {number[]} muted  channels that the layer's sum leaves out
 * @property {string[]} name  of its row, in two words
 * @property {string} says  under its sum
 */

/**
 * A question to answer before the page does.
 * @typedef {object} QuizSpec
 * @property {string} id
 * @property {string} key  three letters, with which the codes of its answers begin
 * @property {string} text
 * @property {Answer[]} answers
 * @property {boolean} typed  whether a number is typed, instead of an answer chosen
 * @property {string} hint
 * @property {Tiles[]} pictures
 * @property {Example | null} example
 * @property {Tiles | null} slices  that answers count
 */

// ---- A scene: boxes to paint, places to point at, slots for the page's own elements

/** @typedef {{x: number, y: number, w: number, h: number}} Rectangle  upper left corner and size */

/** @typedef {{x: number, y: number}} Point */

/**
 * Colours that are zero-centred, up to ±range; `root`: by the square root of a value's size, so
 * that small ones are seen beside large ones.
 * @typedef {{scheme: "signed", range: number, root?: boolean}} SignedScale
 */

/**
 * Where values take their colours from: zero-centred, or low to high.
 * "whole" is a softer grey, so that figures on it can be read; "rgb" has three planes of numbers.
 * @typedef {SignedScale | {scheme: "grey" | "whole" | "rgb", range: Range}} MapScale
 */

/**
 * A colour of the theme, by name.
 * @typedef {"bg" | "ground" | "ink" | "ink-2" | "rule" | "control" | "pick" | "pick-ink"
 *   | "pick-ground" | "kernel" | "channel" | "bias" | "bias-ground" | "red" | "green" | "blue"
 *   | "chip-ink" | "halo" | "pad-ground" | "pad-ink" | "hatch"} Colour
 */

/**
 * A plain rectangle.
 * @typedef {Rectangle & {kind: "ground", colour: Colour, faded?: boolean}} GroundBox
 */

/**
 * A line of words; `y` is its middle, and it stands with its left end at `x` unless aligned. Turned
 * a quarter to the left, it is centred round (x, y).
 * @typedef {object} TextBox
 * @property {"text"} kind
 * @property {string} text
 * @property {number} x
 * @property {number} y
 * @property {number} [size]  of the font; 15 by default
 * @property {boolean} [bold]
 * @property {"left" | "center" | "right"} [align]
 * @property {Colour} [colour]  "ink" by default
 * @property {number} [max]  a longer line is set narrower
 * @property {boolean} [turned]
 * @property {boolean} [faded]
 */

/**
 * Where a map lies: its upper left corner, and the side of one place; of a signal, and of a large
 * wall, a place is `tall` high.
 * @typedef {Point & {scale: number, tall?: number}} Placement
 */

/**
 * A map and its colours: h × w numbers (of "rgb", three planes of them), `offset` added to each;
 * `reached`: how many of them there are so far, the others being hatched.
 * @typedef {MapScale & {
 *   data: Numbers,
 *   w: number,
 *   h: number,
 *   offset?: number,
 *   faded?: boolean,
 *   reached?: number,
 * }} MapData
 */

/**
 * A map as pixels; `marks`: what lies beyond its signed scale is hatched.
 * @typedef {MapData & Placement & {kind: "map", marks?: boolean}} MapBox
 */

/**
 * A map one row high as a line, `wide` and `high`: signed numbers filled to zero, each in its
 * colour; others in grey, from the low end of their scale to the high one.
 * @typedef {MapScale & Point & {
 *   kind: "trace",
 *   data: Numbers,
 *   offset?: number,
 *   wide: number,
 *   high: number,
 *   marks?: boolean,
 *   faded?: boolean,
 *   reached?: number,
 * }} TraceBox
 */

/**
 * Where a map lying at (x, y) reaches `level`: lines between the middles of its pixels, those of
 * less than 8 points left out; `casing`: the colour of a wider line under each.
 * @typedef {Placement & {
 *   kind: "contour",
 *   data: Numbers,
 *   w: number,
 *   h: number,
 *   offset?: number,
 *   level: number,
 *   colour: Colour,
 *   width?: number,
 *   dash?: number[],
 *   casing?: Colour,
 *   faded?: boolean,
 * }} ContourBox
 */

/**
 * Numbers written in cells of their colours, `columns` of them a row.
 * @typedef {MapScale & Point & {
 *   kind: "cells",
 *   values: Numbers,
 *   columns: number,
 *   cell: number,
 *   tall?: number,
 *   size?: number,
 *   bold?: boolean,
 *   decimals?: number,
 *   outside?: boolean[],
 *   copied?: boolean,
 *   inset?: number,
 *   blocks?: boolean,
 *   faded?: boolean,
 *   reached?: number,
 * }} CellsBox  cell, tall: width and height of a cell, `tall` the same by default; outside: cells
 *   hatched as padding; copied: those show other places' numbers, and are hatched at the edge;
 *   inset: the edge left free around each; blocks: colours without numbers; reached: as of a map
 */

/**
 * A sum, in its colour.
 * @typedef {Rectangle & SignedScale & {
 *   kind: "swatch",
 *   value: number,
 *   text: string,
 *   size?: number,
 *   faded?: boolean,
 * }} SwatchBox
 */

/**
 * A bias; (x, y) is the middle, and it is as wide as its text, at most `max`.
 * @typedef {Point & {
 *   kind: "pill",
 *   text: string,
 *   size?: number,
 *   max?: number,
 *   faded?: boolean,
 * }} PillBox
 */

/**
 * The letter of a red, green or blue channel, 26 by 26.
 * @typedef {Point & {
 *   kind: "chip",
 *   text: string,
 *   colour: Colour,
 *   hollow?: boolean,
 *   faded?: boolean,
 * }} ChipBox
 */

/**
 * Padding, or what is left out of a sum.
 * @typedef {Rectangle & {kind: "hatch", faded?: boolean}} HatchBox
 */

/**
 * The legend of a signed scale, from −range to +range; `unnumbered`: with signs alone;
 * `size`: of its numbers, 14 unless given; `beyond`: its ends are the colours of larger numbers,
 * too.
 * @typedef {Point & SignedScale & {
 *   kind: "scale",
 *   w: number,
 *   size?: number,
 *   unnumbered?: boolean,
 *   beyond?: boolean,
 *   faded?: boolean,
 * }} ScaleBox
 */

/**
 * A bar of a chart, in the colour of its sign.
 * @typedef {Rectangle & {kind: "bar", sign: number, faded?: boolean}} BarBox
 */

/**
 * These rows and columns of a map whose upper left corner is (x, y), lit.
 * @typedef {Point & {
 *   kind: "wash",
 *   scale: number,
 *   tall?: number,
 *   rows: number[],
 *   cols: number[],
 *   faded?: boolean,
 * }} WashBox
 */

/**
 * A frame around a rectangle: a line of `width` between two of `halo`.
 * @typedef {Rectangle & {
 *   kind: "ring",
 *   width?: number,
 *   halo?: number,
 *   colour?: Colour,
 *   hover?: boolean,
 *   faded?: boolean,
 * }} RingBox
 */

/**
 * Numbers as dots of ink, `w` in a line, whose areas say how large they are: at ±range a dot fills
 * its place, which is `pitch` wide.
 * @typedef {Point & {
 *   kind: "dots",
 *   data: Numbers,
 *   w: number,
 *   h: number,
 *   pitch: number,
 *   range: number,
 *   faded?: boolean,
 * }} DotsBox
 */

/**
 * A dilated window: a frame, and a mark on each of the `across` × `down` places that it reads.
 * @typedef {Rectangle & {
 *   kind: "taps",
 *   scale: number,
 *   spacing: number,
 *   across: number,
 *   down: number,
 *   hover?: boolean,
 *   faded?: boolean,
 * }} TapsBox  scale: the side of a place; spacing: from one place that is read to the
 *   next, along the side where that is less
 */

/**
 * A line through points, counted from its corner, with a dot at its end.
 * @typedef {Rectangle & {kind: "line", points: [x: number, y: number][], faded?: boolean}} LineBox
 */

/**
 * A straight line from (x, y) by (dx, dy); `dash`: lengths of line and gap.
 * @typedef {Point & {
 *   kind: "rule",
 *   dx: number,
 *   dy: number,
 *   width?: number,
 *   colour?: Colour,
 *   dash?: number[],
 *   faded?: boolean,
 * }} RuleBox
 */

/**
 * A number reversed on ink, or `outlined`: it stands on this side of (x, y), where its point is.
 * @typedef {Point & {
 *   kind: "flag",
 *   text: string,
 *   size?: number,
 *   side?: "left" | "right",
 *   outlined?: boolean,
 *   faded?: boolean,
 * }} FlagBox  size: of the font, 26 by default; side: right by default
 */

/**
 * A disc to drag along a line, or down; it is 24 wide.
 * @typedef {Point & {kind: "handle", down?: boolean, faded?: boolean}} HandleBox
 */

/** @typedef {Rectangle & {kind: "outline", faded?: boolean}} OutlineBox  of a map that waits */

/**
 * Places that a hand has painted, 1 where they are, hatched; or the edge round them alone.
 * @typedef {Placement & {
 *   kind: "paint",
 *   data: Uint8Array,
 *   w: number,
 *   h: number,
 *   edge?: boolean,
 *   faded?: boolean,
 * }} PaintBox
 */

/** @typedef {Point & {kind: "absent", faded?: boolean}} AbsentBox  a dot: there is no slice */

/**
 * One thing to paint.
 * @typedef {GroundBox | TextBox | MapBox | TraceBox | ContourBox | CellsBox | SwatchBox
 *   | PillBox | ChipBox | HatchBox | ScaleBox | BarBox | LineBox | RuleBox | FlagBox
 *   | HandleBox | AbsentBox | OutlineBox | WashBox | RingBox | TapsBox | DotsBox | PaintBox} Box
 */

/**
 * A box of one kind, without the kind: as `board.add` takes it.
 * @template {Box["kind"]} K
 * @typedef {Box extends infer B ? B extends {kind: K} ? Omit<B, "kind"> : never : never} BoxOf
 */

/** @typedef {Rectangle & {role: "row", o: number}} RowPlace  the head of a kernel's row */
/**
 * A sum in the ledger, or a bar; of which kernel, where it need not be the picked one.
 * @typedef {Rectangle & {role: "subtotal", c: number, o?: number}} SubtotalPlace
 */
/** @typedef {Rectangle & {role: "map", o: number, scale: number, tall?: number}} MapPlace */
/**
 * An input channel, without its border.
 * @typedef {Rectangle & {role: "input", c: number, scale: number, tall?: number}} InputPlace
 */

/**
 * A partial map or running sum.
 * @typedef {Rectangle & {
 *   role: "partial",
 *   o: number,
 *   c: number,
 *   scale: number,
 *   tall?: number,
 * }} PartialPlace
 */

/**
 * A kernel slice; its cells are `scale` wide and, if it says so, `tall` high.
 * @typedef {Rectangle & {
 *   role: "slice",
 *   o: number,
 *   c: number,
 *   scale: number,
 *   tall?: number,
 * }} SlicePlace
 */

/**
 * Where map o is guessed: its places as they lie on a picture, with the guess that was in the hand
 * when they were drawn.
 * @typedef {Rectangle & {
 *   role: "guess",
 *   o: number,
 *   scale: number,
 *   draft: number[],
 * }} GuessPlace
 */

/**
 * A slice of the trainer's one kernel.
 * @typedef {Rectangle & {role: "weight", c: number, scale: number, tall: number}} WeightPlace
 */

/** @typedef {Rectangle & {role: "stair", step: number}} StairPlace  so many channels added */

/**
 * What is dragged from channel to channel, each `pitch` wide, the first at `from`.
 * @typedef {Rectangle & {
 *   role: "handle",
 *   from: number,
 *   pitch: number,
 *   down?: boolean,
 * }} HandlePlace
 */

/**
 * Where a level is dragged: `zero` is where 0 lies, 1 takes `unit` pixels, and levels go by `step`.
 * @typedef {Rectangle & {
 *   role: "level",
 *   zero: number,
 *   unit: number,
 *   low: number,
 *   high: number,
 *   step: number,
 * }} LevelPlace
 */

/** @typedef {Rectangle & {role: "tab", o: number}} TabPlace  kernel o, to be opened */
/** @typedef {Rectangle & {role: "cell", o: number, c: number}} CellPlace  of a matrix */
/**
 * A layer of a network: its column on the skyline, or its frame.
 * @typedef {Rectangle & {role: "layer", n: number, frame?: boolean}} LayerPlace
 */
/**
 * A wall or matrix, or a part of it, with a row for each kernel; its cells are as those of a slice.
 * @typedef {Rectangle & {
 *   role: "wall",
 *   scale: number,
 *   tall?: number,
 *   first?: Pair,
 * }} WallPlace  first: the row and the column that the part begins with
 */

/**
 * What can be pointed at; where it has a `scale`, map pixels or cells of that size.
 * @typedef {RowPlace | SubtotalPlace | MapPlace | InputPlace | PartialPlace | SlicePlace
 *   | GuessPlace | LevelPlace | WeightPlace | StairPlace | HandlePlace | TabPlace | CellPlace
 *   | WallPlace | LayerPlace} Place
 */

/**
 * A place with the pixel or cell in it that is pointed at.
 * @typedef {Place & {row?: number, col?: number}} PointedPlace
 */

/**
 * @typedef {"title" | "play" | "adding" | "again" | "tell" | "leave" | "drawing"
 *   | "weight"} SlotName
 */

/**
 * Where the page puts an element of its own: the picked pixel's title, the button that plays, the
 * order in which channels are added, the buttons that take a guess back, tell it and leave the
 * question, the drawing that can be painted on, the field for a weight; or a button of channel c,
 * or one for both of its buttons.
 * @typedef {Rectangle & {what: SlotName}
 *   | Rectangle & {what: "mute" | "solo" | "channel", c: number}} Slot
 */

/**
 * All that a scene of the explorer is built from.
 * @typedef {Scales & {
 *   layer: Layer,
 *   state: ExplorerState,
 *   spec: Pick<ExplorerSpec,
 *     "x_shape" | "weight_shape" | "channel_names" | "controls" | "has_bias" | "photo" | "studio" |
 *     "goal_shape" | "photo_shape">,
 *   ratio: number,
 *   width: number,
 * }} SceneContext  ratio: device pixels a CSS pixel; width: what the scene is built for: 390, 640,
 *   1000 or 1600 CSS pixels, its margins of 12 on both sides included
 */

/**
 * What a scene is put together on.
 * @typedef {object} Board
 * @property {Box[]} boxes  in the order of painting
 * @property {Place[]} places  later ones lie on top
 * @property {Slot[]} slots
 * @property {<K extends Box["kind"]>(kind: K, box: BoxOf<K>) => void} add
 */

/** @typedef {{width: number, height: number, boxes: Box[]}} Picture  what can be painted */

/** @typedef {Picture & {places: Place[]}} Scene  and what can be pointed at on it */

/**
 * What a legend in the head says: its words, and the signed scale that it shows.
 * @typedef {{words: string, range: number, root: boolean, beyond?: boolean}} Legend  beyond:
 *   whether its ends are the colours of larger numbers, too
 */

/**
 * The explorer's whole picture.
 * @typedef {Scene & {
 *   slots: Slot[],
 *   legends?: Legend[],
 *   sticks?: number,
 *   note?: string,
 * }} ExplorerScene  legends: for the page's head; sticks: so much of its top stays in sight while
 *   the rest scrolls; note: a sentence in the place of choices
 */

/**
 * What cells can show, by the names that a layout has for it.
 * @typedef {object} Views
 * @property {string} words  what is chosen, for who does not see it
 * @property {(readonly [view: CellView, label: string])[]} options
 */

/**
 * @typedef {object} Orders
 * @property {string} words
 * @property {(readonly [order: ExplorerState["adding"], label: string])[]} options
 */

/**
 * How layers of one kind are laid out, and what a hand does there; what is not said here is as
 * everywhere (see scene/pointing.js). What is done to the state without `step` adds all channels
 * again.
 * @typedef {object} Layout
 * @property {(context: SceneContext) => ExplorerScene} build
 * @property {number} [least]  the narrowest width that scenes are built for; 390 unless given
 * @property {number} [most]  and the widest; 1600 unless given
 * @property {Views} [views]  what its cells can show, of which one can choose
 * @property {Orders} [orders]  in which its channels can stand, of which one can choose
 * @property {("kernel" | "channel")[]} [finds]  what is found by its number, where there are many
 * @property {(in_channel: number, state: ExplorerState, layer: Layer) =>
 *   Partial<ExplorerState>} [reach]  what brings a channel in sight that was found
 * @property {Target} [rings]  what it rings itself where that is pointed at
 * @property {boolean} [plays]  whether it shows channels that are added one by one
 * @property {boolean} [guesses]  whether the end of its sum can be guessed before it is shown
 * @property {boolean} [asks]  whether it asks something, and what would show the answer is away
 * @property {(layer: Layer) => string} [note]  a sentence in the place of choices
 * @property {string} [idle]  a sentence on what can be clicked
 * @property {string} [told]  the same, once a guess is told
 * @property {(place: PointedPlace, state: ExplorerState, layer: Layer) =>
 *   Partial<ExplorerState> | null} [pick]  what a click on a place does
 * @property {(place: PointedPlace, at: Point, state: ExplorerState, layer: Layer) =>
 *   Partial<ExplorerState> | null} [drag]  what a drag that began on a place does, once the pointer
 *   is at a point of the scene; null where nothing is to be dragged
 * @property {(key: string, state: ExplorerState, layer: Layer, held?: string) =>
 *   Partial<ExplorerState> | null} [press]  what a key does; held: the role of the place that a
 *   hand was on last
 * @property {(place: PointedPlace, state: ExplorerState, layer: Layer,
 *   nameOf: (c: number) => string) => string | null} [say]  one sentence about a place, with the
 *   value there
 * @property {(
 *   state: ExplorerState, layer: Layer, decimals: number, spec: SceneContext["spec"],
 * ) => string} [tell]  what is announced, in the place of the picked pixel's account
 */

/**
 * What a grid view has drawn.
 * @typedef {object} Drawn
 * @property {ExplorerState} state
 * @property {Layer} layer
 * @property {Layer} written  the same in the digits in which it is drawn
 * @property {ExplorerSpec} spec
 * @property {Layout} layout
 * @property {ExplorerScene} scene
 * @property {Limits} limits
 * @property {Decimals} decimals
 * @property {number} frame  the width that what stands around the scene is laid out for
 */

/**
 * A page's colours by name, as CSS writes them, its font, and the steps of each scale of values.
 * @typedef {Record<Colour, string> & {
 *   font: string,
 *   steps: {signed: Int32Array, grey: Int32Array, whole: Int32Array},
 * }} Theme  steps: canvas pixels, from the lowest value to the highest
 */

export {};

// ---- A network

/**
 * A layer of a network in words, as they stand on the strip.
 * @typedef {object} StripLayer
 * @property {number} number
 * @property {string} path  the names of what it is in
 * @property {string} name
 * @property {string[]} channels  in and out, or nothing
 * @property {string} kind
 * @property {string} size  of a map, "112×112"
 * @property {number} macs
 * @property {number} parameters
 * @property {string[]} facts  dead maps, parameters, share of the work; or why it is not shown
 * @property {boolean} dead
 * @property {string[]} loudest  "map 20", "±50"
 * @property {number[]} limits  of the maps
 * @property {boolean} shown
 */

/**
 * What Python says of a network.
 * @typedef {object} NetworkSpec
 * @property {string[]} title
 * @property {string[]} about
 * @property {string} note
 * @property {StripLayer[]} layers
 * @property {[h: number, w: number][][]} shapes  of the maps of each layer, one after the other
 */

/** @typedef {{data: Float32Array, w: number, h: number}} SmallMap */

/**
 * All that the film strip is built from.
 * @typedef {Omit<NetworkSpec, "shapes"> & {
 *   maps: SmallMap[][],
 *   picked: number,
 *   first: number,
 *   width: number,
 *   ratio: number,
 * }} StripScene  maps: of each layer, the loudest first
 */
