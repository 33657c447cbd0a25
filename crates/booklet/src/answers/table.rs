//! The problems that ask for numbers. What is right is computed when it is asked for.

use super::{convolutions, graphs, networks};
use std::fmt;
use udl_proofs::prelude::{OrderedField, Q, R};

/// One number of an answer.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Value {
    Exact(Q),
    /// To some seventy digits.
    Near(R),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(value) => value.fmt(f),
            Self::Near(value) => write!(f, "{:.4e}", value.to_f64()),
        }
    }
}

/// A problem with an answer to compare with.
pub(crate) struct Problem {
    pub(crate) number: &'static str,
    /// What the numbers are, in their order.
    pub(crate) asks: &'static str,
    /// By our models.
    pub(crate) answer: fn() -> Vec<Value>,
    /// The answer is the exponent of a power of ten.
    pub(crate) exponent: bool,
    /// What is printed instead.
    pub(crate) erratum: Option<&'static str>,
}

const fn problem(number: &'static str, asks: &'static str, answer: fn() -> Vec<Value>) -> Problem {
    Problem { number, asks, answer, exponent: false, erratum: None }
}

/// Counts as numbers of an answer.
pub(super) fn counts(counts: impl IntoIterator<Item = usize>) -> Vec<Value> {
    counts.into_iter().map(|count| Value::Exact(Q::count(count))).collect()
}

/// In the order of the booklet.
pub(crate) const TABLE: &[Problem] = &[
    problem(
        "3.3",
        "the joints, then the slopes, from left to right, with the parameters that problem 3.8 prints",
        networks::problem_3_3,
    ),
    problem("3.11", "all parameters (one input, four units, two outputs)", networks::problem_3_11),
    problem("3.12", "all parameters (two inputs, three units, one output)", networks::problem_3_12),
    problem("3.15", "the most linear regions", networks::problem_3_15),
    problem("3.17", "all parameters, for D_i = 5, D = 7, D_o = 3", networks::problem_3_17),
    problem("3.18", "the most regions for D = 3, then for D = 5", networks::problem_3_18),
    problem("4.2", "the depth, then the width of each layer", networks::problem_4_2),
    problem(
        "4.4",
        "the shapes of Ω₀ to Ω₃, rows by columns, then the lengths of β₀ to β₃",
        networks::problem_4_4,
    ),
    problem("4.5", "depth and width", networks::problem_4_5),
    problem(
        "4.6",
        "the weights gained by one more layer, then by one more unit of width",
        networks::problem_4_6,
    ),
    problem(
        "4.8",
        "φ₀, φ₁, φ₂, φ₃, then the regions of the network after itself, once",
        networks::problem_4_8,
    ),
    problem("4.10", "all parameters, for K = 4 and D = 6", networks::problem_4_10),
    problem(
        "4.11",
        "the parameters of the shallow and of the deep network, then the most regions of each",
        networks::problem_4_11,
    ),
    problem("6.9", "the epochs", networks::problem_6_9),
    problem("6.11", "rows by columns", networks::problem_6_11),
    Problem {
        erratum: Some("50,410 is printed, which two hidden layers of 200 units have"),
        ..problem(
            "8.4",
            "all parameters of 40 inputs, one hidden layer of 200 units and 10 outputs",
            networks::problem_8_4,
        )
    },
    problem(
        "10.8",
        "weights and biases of the first layer, then of the second",
        convolutions::problem_10_8,
    ),
    problem("10.9", "the inputs that a unit of the third layer sees", convolutions::problem_10_9),
    problem("10.10", "the inputs that a unit of the third layer sees", convolutions::problem_10_10),
    problem(
        "10.11",
        "the inputs that a unit of each of the three layers sees",
        convolutions::problem_10_11,
    ),
    problem("10.12", "the epochs", convolutions::problem_10_12),
    problem("10.14", "weights, biases", convolutions::problem_10_14),
    Problem {
        erratum: Some(
            "62,378,344 is printed and said to be this number; kernels that see all channels, on one \
             processor, have so many",
        ),
        ..problem(
            "10.16",
            "all parameters of the model on two processors, where the second, fourth and fifth convolution \
             see the channels of their own processor",
            convolutions::problem_10_16,
        )
    },
    problem(
        "10.17",
        "the width in pixels that a unit of each of the three sees",
        convolutions::problem_10_17,
    ),
    problem("10.18", "all weights and biases of VGG with 16 layers", convolutions::problem_10_18),
    problem(
        "11.2",
        "the paths of length 0, 1, … for three blocks, then for five blocks",
        convolutions::problem_11_2,
    ),
    problem("11.6", "all parameters, then those with batch normalization", networks::problem_11_6),
    problem(
        "11.8",
        "all parameters of the plain block, then of the bottleneck",
        convolutions::problem_11_8,
    ),
    problem(
        "12.1",
        "weights and biases of queries, keys and values together, then attention weights, for D = 7, \
         N = 5",
        networks::problem_12_1,
    ),
    problem("13.3", "three and seven steps in the first graph, then in the second", graphs::problem_13_3),
    problem("13.8", "the diagonal for the first graph, then for the second", graphs::problem_13_8),
    problem(
        "15.6",
        "the proportion that is kept (not truncated) for each τ, as decimals such as 2.5e-3",
        graphs::problem_15_6,
    ),
    problem("17.1", "parameters", graphs::problem_17_1),
    problem("19.3", "the values of the sixteen states after two iterations", graphs::problem_19_3),
    Problem {
        exponent: true,
        ..problem(
            "20.1",
            "the exponent of ten of the inputs for each training example",
            graphs::problem_20_1,
        )
    },
];

#[cfg(test)]
impl Value {
    /// Another number, by little.
    pub(crate) fn changed(self) -> Self {
        match self {
            Self::Exact(value) => Self::Exact(value + Q::int(1)),
            Self::Near(value) => Self::Near(value * R::ratio(101, 100)),
        }
    }
}
