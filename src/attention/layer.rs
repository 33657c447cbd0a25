//! Self-attention (chapter 12). Tokens are columns: the data `X` is `D × N`.

use crate::maths::linalg::stack;
use crate::network::activation::softmax;
use crate::network::affine::Affine;
use crate::scalar::{OrderedField, Real};
use crate::show_fields;
use crate::value::{Entries, Show};
use nalgebra::DMatrix;

/// Dot-product self-attention `Sa[X] = V Softmax[Kᵀ Q]` (equation 12.8).
#[derive(Clone, Debug, PartialEq)]
pub struct SelfAttention<T: OrderedField> {
    /// Tokens to values `V`.
    pub value: Affine<T>,
    /// Tokens to queries `Q`.
    pub query: Affine<T>,
    /// Tokens to keys `K`, of the same length as the queries.
    pub key: Affine<T>,
}

show_fields!(SelfAttention<T> { value, query, key });

impl<T: Real> SelfAttention<T> {
    /// `V Softmax[Kᵀ Q]`, of shape `D′ × N`: column `n` is the output for token `n`.
    ///
    /// # Panics
    ///
    /// Panics if the shapes do not fit.
    pub fn forward(&self, data: &DMatrix<T>) -> DMatrix<T> {
        self.value.of_columns(data) * self.weights(data)
    }

    /// The attention `Softmax[Kᵀ Q]`, `N × N`: the weight of token `m` for query `n` stands in row
    /// `m` and column `n`, and every column sums to one.
    ///
    /// # Panics
    ///
    /// Panics if the shapes do not fit.
    pub fn weights(&self, data: &DMatrix<T>) -> DMatrix<T> {
        column_softmax(&self.scores(data))
    }

    /// `V Softmax[Kᵀ Q / √D_q]` for queries of length `D_q` (equation 12.9).
    ///
    /// # Panics
    ///
    /// Panics if the shapes do not fit.
    pub fn scaled(&self, data: &DMatrix<T>) -> DMatrix<T> {
        let length = T::count(self.query.bias.len()).sqrt();
        self.value.of_columns(data) * column_softmax(&self.scores(data).map(|score| score / length))
    }

    /// `V Softmask[Kᵀ Q, M]`: the tokens that `mask` forbids get no weight. `M` is `N × N`, and its
    /// entry in row `m` and column `n` is zero where query `n` must not see token `m`.
    ///
    /// # Panics
    ///
    /// Panics if the shapes do not fit.
    pub fn masked(&self, data: &DMatrix<T>, mask: &DMatrix<T>) -> DMatrix<T> {
        self.value.of_columns(data) * softmask(&self.scores(data), mask)
    }

    /// Attention between channels instead of tokens: `(Vᵀ Softmax[K Qᵀ])ᵀ`, of shape `D′ × N`, where
    /// the rows of `Q`, `K` and `V` attend to each other (the second kind of layer in problem 12.9).
    ///
    /// # Panics
    ///
    /// Panics unless values, queries and keys are equally long.
    pub fn between_channels(&self, data: &DMatrix<T>) -> DMatrix<T> {
        let (values, queries) = (self.value.of_columns(data), self.query.of_columns(data));
        let weights = column_softmax(&(self.key.of_columns(data) * queries.transpose()));
        (values.transpose() * weights).transpose()
    }

    /// How many weights and how many biases there are.
    pub fn parameters(&self) -> (usize, usize) {
        let maps = [&self.value, &self.query, &self.key];
        (maps.iter().map(|map| map.weights.len()).sum(), maps.iter().map(|map| map.bias.len()).sum())
    }

    fn scores(&self, data: &DMatrix<T>) -> DMatrix<T> {
        self.key.of_columns(data).tr_mul(&self.query.of_columns(data))
    }
}

/// Several heads side by side, mixed by a last matrix (equations 12.10 to 12.12):
/// `Ω_c [Sa₁[X]; …; Sa_H[X]]` with scaled attention.
#[derive(Clone, Debug, PartialEq)]
pub struct MultiHead<T: OrderedField> {
    /// The heads.
    pub heads: Vec<SelfAttention<T>>,
    /// `Ω_c`, with as many columns as all heads together have values.
    pub mix: DMatrix<T>,
}

impl<T: OrderedField + Show> Show for MultiHead<T> {
    fn show(&self) -> String {
        format!("heads {}, mix {}", self.heads.show(), self.mix.show())
    }

    fn visit(&self, entries: &mut Entries) {
        entries.parts(|entries| {
            self.heads.visit(entries);
            self.mix.visit(entries);
        });
    }
}

impl<T: Real> MultiHead<T> {
    /// The outputs of all heads, stacked and mixed.
    ///
    /// # Panics
    ///
    /// Panics if the shapes do not fit, or if there is no head.
    pub fn forward(&self, data: &DMatrix<T>) -> DMatrix<T> {
        let outputs = self.heads.iter().map(|head| head.scaled(data));
        let stacked =
            outputs.reduce(|above, below| stack(&above, &below)).expect("attention without heads");
        let (columns, rows) = (self.mix.ncols(), stacked.nrows());
        assert!(columns == rows, "the heads give {rows} rows, so Ω_c needs {rows} columns, not {columns}");
        &self.mix * stacked
    }
}

/// Softmax of every column by itself.
pub fn column_softmax<T: Real>(scores: &DMatrix<T>) -> DMatrix<T> {
    let columns = scores.as_slice().chunks(scores.nrows().max(1)).map(softmax);
    DMatrix::from_iterator(scores.nrows(), scores.ncols(), columns.flatten())
}

/// Softmax of every column by itself, after the scores where the mask is zero have been set to −∞
/// (equation 13.24). A column without any score left has no softmax: its entries are 0/0.
///
/// # Panics
///
/// Panics if the mask has another shape than the scores.
pub fn softmask<T: Real>(scores: &DMatrix<T>, mask: &DMatrix<T>) -> DMatrix<T> {
    let (shape, other) = (scores.shape(), mask.shape());
    assert!(shape == other, "a mask of {}×{} for scores of {}×{}", other.0, other.1, shape.0, shape.1);
    let mut weights = DMatrix::zeros(shape.0, shape.1);
    for n in 0..shape.1 {
        let seen: Vec<usize> = (0..shape.0).filter(|&m| !mask[(m, n)].is_zero()).collect();
        if seen.is_empty() {
            weights.column_mut(n).fill(T::zero() / T::zero());
            continue;
        }
        let scores: Vec<T> = seen.iter().map(|&m| scores[(m, n)]).collect();
        for (&m, weight) in seen.iter().zip(softmax(&scores)) {
            weights[(m, n)] = weight;
        }
    }
    weights
}
