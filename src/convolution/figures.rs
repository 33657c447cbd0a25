//! Figure 10.1 of the Answer booklet, cell by cell as it is coloured: a letter a colour, a dot no colour.

/// Figure 10.1a, from one channel to two: `h_1 … h_6` above `h_7 … h_12`; `a`, `b`, `c` are the first
/// kernel.
pub const FIGURE_10_1A: [&str; 12] = [
    "bc....", "abc...", ".abc..", "..abc.", "...abc", "....ab", "ef....", "def...", ".def..", "..def.",
    "...def", "....de",
];

/// Figure 10.1b, from two channels to one: what `h_1 … h_6` and `h_7 … h_12` contribute stands side by
/// side.
pub const FIGURE_10_1B: [&str; 6] =
    ["bc....ef....", "abc...def...", ".abc...def..", "..abc...def.", "...abc...def", "....ab....de"];
