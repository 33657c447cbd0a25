//! The catalogue: every problem of the booklet.

pub mod notation;
mod number;

pub use number::Number;

/// A problem of the Answer booklet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The number as printed.
    pub number: Number,
    /// What it is about, in a few words of our own.
    pub topic: &'static str,
    /// Whether the booklet prints an answer.
    pub answer: Answer,
    /// Why no claim can decide anything in it, if so.
    pub excuse: Option<&'static str>,
}

/// Whether the booklet prints an answer to a problem, under that heading.
///
/// Two answers are figures without the heading, 3.4 and 19.3; they count as unprinted here, and
/// what they draw is judged all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// An answer is printed.
    Printed,
    /// No answer is printed: one is derived here.
    Unprinted,
}

impl Problem {
    const fn new(chapter: u32, index: u32, topic: &'static str, answer: Answer) -> Self {
        Self { number: Number { chapter, index }, topic, answer, excuse: None }
    }

    /// The problem cannot be checked, for a reason of one sentence.
    const fn excused(self, reason: &'static str) -> Self {
        Self { excuse: Some(reason), ..self }
    }
}

/// The test targets that hold claims: folders under `tests/`.
pub const SUITES: [&str; 4] = ["identities", "equivariance", "gradients", "inequalities"];

/// The titles of the chapters that have problems.
pub const CHAPTERS: [(u32, &str); 18] = [
    (2, "Supervised learning"),
    (3, "Shallow networks"),
    (4, "Deep networks"),
    (5, "Loss functions"),
    (6, "Fitting models"),
    (7, "Gradients and initialization"),
    (8, "Measuring performance"),
    (9, "Regularization"),
    (10, "Convolutional networks"),
    (11, "Residual networks"),
    (12, "Transformers"),
    (13, "Graph networks"),
    (15, "Adversarial networks"),
    (16, "Normalizing flows"),
    (17, "Variational autoencoders"),
    (18, "Diffusion models"),
    (19, "Reinforcement learning"),
    (20, "Why deep learning works"),
];

/// The problem with a given number.
///
/// # Errors
///
/// Names the nearest numbers if there is no such problem.
pub fn find(number: Number) -> Result<&'static Problem, String> {
    PROBLEMS.iter().find(|problem| problem.number == number).ok_or_else(|| {
        let nearest = nearest(number).join(", ");
        format!("the booklet has no problem {number}; the nearest are {nearest}")
    })
}

/// The three numbers nearest to one that does not exist: by chapter, then by index.
fn nearest(number: Number) -> Vec<String> {
    let mut problems: Vec<&Problem> = PROBLEMS.iter().collect();
    problems.sort_by_key(|problem| {
        let there = problem.number;
        (there.chapter.abs_diff(number.chapter), there.index.abs_diff(number.index))
    });
    problems.into_iter().take(3).map(|problem| problem.number.to_string()).collect()
}

/// All 184 problems, in the order of the booklet.
pub const PROBLEMS: [Problem; 184] = [
    Problem::new(2, 1, "slopes of the least squares loss", Answer::Unprinted),
    Problem::new(2, 2, "closed-form minimum of least squares", Answer::Unprinted),
    Problem::new(2, 3, "regressing the input on the output", Answer::Printed),
    Problem::new(3, 1, "linear and absent activation functions", Answer::Unprinted),
    Problem::new(3, 2, "active units in each linear region", Answer::Unprinted),
    Problem::new(3, 3, "joints and slopes of three relu units", Answer::Printed),
    Problem::new(3, 4, "redrawn network with a changed third unit", Answer::Unprinted),
    Problem::new(3, 5, "non-negative homogeneity of relu", Answer::Unprinted),
    Problem::new(3, 6, "trading scale between the two layers", Answer::Unprinted),
    Problem::new(3, 7, "uniqueness of the best shallow network", Answer::Unprinted),
    Problem::new(3, 8, "step, tanh and box activations", Answer::Unprinted),
    Problem::new(3, 9, "third slope as sum of two others", Answer::Printed),
    Problem::new(3, 10, "when linear regions go missing", Answer::Unprinted),
    Problem::new(3, 11, "parameter count with two outputs", Answer::Printed),
    Problem::new(3, 12, "parameter count with two inputs", Answer::Unprinted),
    Problem::new(3, 13, "activation patterns of seven regions", Answer::Unprinted),
    Problem::new(3, 14, "equations with three inputs, two outputs", Answer::Unprinted),
    Problem::new(3, 15, "most regions from three planes", Answer::Printed),
    Problem::new(3, 16, "equations with two inputs, three outputs", Answer::Unprinted),
    Problem::new(3, 17, "parameter count of any shallow network", Answer::Printed),
    Problem::new(3, 18, "zaslavsky bound for lines in the plane", Answer::Printed),
    Problem::new(4, 1, "composition of two piecewise linear functions", Answer::Printed),
    Problem::new(4, 2, "hyperparameters of a drawn deep network", Answer::Unprinted),
    Problem::new(4, 3, "pulling scales out of two relu layers", Answer::Unprinted),
    Problem::new(4, 4, "equations and shapes of three hidden layers", Answer::Unprinted),
    Problem::new(4, 5, "depth and width from layer sizes", Answer::Unprinted),
    Problem::new(4, 6, "weights gained by depth versus width", Answer::Unprinted),
    Problem::new(4, 7, "identity function from three relu units", Answer::Unprinted),
    Problem::new(4, 8, "folding by a sawtooth of four regions", Answer::Printed),
    Problem::new(4, 9, "sawtooths of three and five regions", Answer::Printed),
    Problem::new(4, 10, "parameter count of a deep network", Answer::Unprinted),
    Problem::new(4, 11, "regions of equally large shallow and deep", Answer::Printed),
    Problem::new(5, 1, "limits of the logistic sigmoid", Answer::Unprinted),
    Problem::new(5, 2, "binary cross-entropy plotted per label", Answer::Unprinted),
    Problem::new(5, 3, "von mises loss for wind direction", Answer::Printed),
    Problem::new(5, 4, "loss for a mixture of two gaussians", Answer::Printed),
    Problem::new(5, 5, "wind direction from two von mises components", Answer::Unprinted),
    Problem::new(5, 6, "poisson loss for pedestrian counts", Answer::Unprinted),
    Problem::new(5, 7, "ten independent outputs, common variance", Answer::Unprinted),
    Problem::new(5, 8, "heteroscedastic loss in several dimensions", Answer::Printed),
    Problem::new(5, 9, "outputs measured in unlike units", Answer::Printed),
    Problem::new(5, 10, "joint loss for wind direction and speed", Answer::Unprinted),
    Problem::new(6, 1, "gradient of the linear regression loss", Answer::Unprinted),
    Problem::new(6, 2, "hessian and convexity of linear regression", Answer::Unprinted),
    Problem::new(6, 3, "gradient of the gabor model loss", Answer::Unprinted),
    Problem::new(6, 4, "logistic regression, loss and convexity", Answer::Printed),
    Problem::new(6, 5, "gradient of a three-unit relu network", Answer::Printed),
    Problem::new(6, 6, "convex curves and kinds of stationary points", Answer::Unprinted),
    Problem::new(6, 7, "right-angled turns under line search", Answer::Printed),
    Problem::new(6, 8, "escape from local minima by fixed steps", Answer::Printed),
    Problem::new(6, 9, "epochs of stochastic gradient descent", Answer::Unprinted),
    Problem::new(6, 10, "momentum as weighted sum of gradients", Answer::Unprinted),
    Problem::new(6, 11, "size of a very large hessian", Answer::Unprinted),
    Problem::new(7, 1, "thirteen derivatives of a two-layer network", Answer::Unprinted),
    Problem::new(7, 2, "local derivatives along the toy chain", Answer::Unprinted),
    Problem::new(7, 3, "shapes of the backward chain terms", Answer::Unprinted),
    Problem::new(7, 4, "derivative of the squared error loss", Answer::Unprinted),
    Problem::new(7, 5, "derivative of the binary classification loss", Answer::Unprinted),
    Problem::new(7, 6, "matrix derivative of a linear layer", Answer::Printed),
    Problem::new(7, 7, "derivative and saturation of the sigmoid", Answer::Unprinted),
    Problem::new(7, 8, "zero gradients of step and box activations", Answer::Unprinted),
    Problem::new(7, 9, "loss gradient for a weight matrix", Answer::Printed),
    Problem::new(7, 10, "backpropagation through leaky relu", Answer::Printed),
    Problem::new(7, 11, "gradient checkpointing every tenth layer", Answer::Unprinted),
    Problem::new(7, 12, "reverse-mode differentiation on a graph", Answer::Printed),
    Problem::new(7, 13, "forward-mode differentiation on a graph", Answer::Printed),
    Problem::new(7, 14, "second moment after a relu", Answer::Unprinted),
    Problem::new(7, 15, "initialization with all zeros", Answer::Unprinted),
    Problem::new(7, 16, "implementing and plotting a training run", Answer::Unprinted).excused(
        "It asks to run a program on random data and to look at the curve: no value, shape or order is \
             determined.",
    ),
    Problem::new(7, 17, "turning regression code into binary classification", Answer::Unprinted),
    Problem::new(8, 1, "whether multi-class cross-entropy reaches zero", Answer::Unprinted),
    Problem::new(8, 2, "first-layer parameters for drawn hidden units", Answer::Unprinted),
    Problem::new(8, 3, "closed-form fit with fixed hidden units", Answer::Printed),
    Problem::new(8, 4, "more examples near the double descent peak", Answer::Unprinted),
    Problem::new(8, 5, "perfect fit with a predicted variance", Answer::Unprinted),
    Problem::new(8, 6, "near orthogonality of high-dimensional samples", Answer::Unprinted),
    Problem::new(8, 7, "vanishing volume of the unit-diameter ball", Answer::Unprinted),
    Problem::new(8, 8, "volume near the surface of a ball", Answer::Printed),
    Problem::new(8, 9, "distances of gaussian samples from the centre", Answer::Unprinted),
    Problem::new(9, 1, "gaussian prior as l2 penalty", Answer::Unprinted),
    Problem::new(9, 2, "gradient of a penalized loss", Answer::Unprinted),
    Problem::new(9, 3, "input noise as l2 penalty", Answer::Printed),
    Problem::new(9, 4, "loss under label smoothing", Answer::Printed),
    Problem::new(9, 5, "weight decay as l2 penalty", Answer::Unprinted),
    Problem::new(9, 6, "contours of four norm penalties", Answer::Unprinted),
    Problem::new(10, 1, "translation equivariance of convolution", Answer::Printed),
    Problem::new(10, 2, "convolution with stride two", Answer::Unprinted),
    Problem::new(10, 3, "convolution with dilation two", Answer::Unprinted),
    Problem::new(10, 4, "kernel seven, dilation three, stride three", Answer::Unprinted),
    Problem::new(10, 5, "weight matrices of three convolutions", Answer::Unprinted),
    Problem::new(10, 6, "weight matrix from one to two channels", Answer::Printed),
    Problem::new(10, 7, "weight matrix from two channels to one", Answer::Printed),
    Problem::new(10, 8, "weights and biases with several channels", Answer::Unprinted),
    Problem::new(10, 9, "receptive field of three small kernels", Answer::Unprinted),
    Problem::new(10, 10, "receptive field of three wide kernels", Answer::Unprinted),
    Problem::new(10, 11, "receptive fields with stride and dilation", Answer::Unprinted),
    Problem::new(10, 12, "epochs of a convolutional training run", Answer::Unprinted),
    Problem::new(10, 13, "weight matrix of a two-dimensional convolution", Answer::Unprinted),
    Problem::new(10, 14, "weights and biases of a 2d layer", Answer::Unprinted),
    Problem::new(10, 15, "stride two as convolution then sampling", Answer::Unprinted),
    Problem::new(10, 16, "parameter count of alexnet", Answer::Printed),
    Problem::new(10, 17, "receptive fields inside alexnet", Answer::Unprinted),
    Problem::new(10, 18, "parameter count of vgg", Answer::Unprinted),
    Problem::new(10, 19, "he initialization of a convolution", Answer::Printed),
    Problem::new(11, 1, "unrolling four residual blocks", Answer::Unprinted),
    Problem::new(11, 2, "path lengths in residual networks", Answer::Unprinted),
    Problem::new(11, 3, "derivative through four residual blocks", Answer::Unprinted),
    Problem::new(11, 4, "variance of a sum of branches", Answer::Printed),
    Problem::new(11, 5, "backward pass of batch normalization", Answer::Printed),
    Problem::new(11, 6, "parameters added by batch normalization", Answer::Unprinted),
    Problem::new(11, 7, "weight penalty before batch normalization", Answer::Printed),
    Problem::new(11, 8, "parameters of plain and bottleneck blocks", Answer::Unprinted),
    Problem::new(11, 9, "training sizes for a u-net", Answer::Unprinted),
    Problem::new(12, 1, "parameters of self-attention and dense layer", Answer::Unprinted),
    Problem::new(12, 2, "equal input and output size of attention", Answer::Unprinted),
    Problem::new(12, 3, "permutation equivariance of self-attention", Answer::Printed),
    Problem::new(12, 4, "derivatives of a saturated softmax", Answer::Unprinted),
    Problem::new(12, 5, "head dimension and cost of attention", Answer::Unprinted),
    Problem::new(12, 6, "generative and contrastive pre-training tasks", Answer::Unprinted).excused(
        "It asks to sort two training tasks into two words, which their definitions do, to guess a motive \
             and to invent tasks: opinion.",
    ),
    Problem::new(12, 7, "adding a token to masked attention", Answer::Unprinted),
    Problem::new(12, 8, "cheaper attention between image patches", Answer::Unprinted),
    Problem::new(12, 9, "patch attention against channel attention", Answer::Unprinted),
    Problem::new(12, 10, "kernelized linear attention", Answer::Printed),
    Problem::new(13, 1, "adjacency matrices of two drawn graphs", Answer::Unprinted),
    Problem::new(13, 2, "graphs drawn from adjacency matrices", Answer::Printed),
    Problem::new(13, 3, "counting walks with matrix powers", Answer::Printed),
    Problem::new(13, 4, "degrees on the squared adjacency diagonal", Answer::Unprinted),
    Problem::new(13, 5, "permutation between two drawn graphs", Answer::Unprinted),
    Problem::new(13, 6, "permutation invariance of graph classification", Answer::Unprinted),
    Problem::new(13, 7, "permutation equivariance of a graph layer", Answer::Printed),
    Problem::new(13, 8, "degree matrices of two graphs", Answer::Unprinted),
    Problem::new(13, 9, "average over node and neighbours as matrices", Answer::Unprinted),
    Problem::new(13, 10, "dot-product attention on graphs", Answer::Printed),
    Problem::new(13, 11, "edge graph of a node graph", Answer::Printed),
    Problem::new(13, 12, "node graph of an edge graph", Answer::Printed),
    Problem::new(13, 13, "adjacency matrix of the edge graph", Answer::Unprinted),
    Problem::new(13, 14, "node update with edge embeddings", Answer::Printed),
    Problem::new(15, 1, "best discriminator loss at equal distributions", Answer::Unprinted),
    Problem::new(15, 2, "best discriminator loss as jensen-shannon divergence", Answer::Printed),
    Problem::new(15, 3, "earth mover constraints as a matrix", Answer::Unprinted),
    Problem::new(15, 4, "four divergences of shifted uniforms", Answer::Printed),
    Problem::new(15, 5, "kl and wasserstein distance of gaussians", Answer::Unprinted),
    Problem::new(15, 6, "mass removed by truncating latents", Answer::Unprinted),
    Problem::new(16, 1, "uniform density under squaring", Answer::Unprinted),
    Problem::new(16, 2, "normal density under the sigmoid", Answer::Printed),
    Problem::new(16, 3, "jacobian of an inverse flow", Answer::Printed),
    Problem::new(16, 4, "inverse and determinant of triangular matrices", Answer::Unprinted),
    Problem::new(16, 5, "mean and covariance of affine maps", Answer::Unprinted),
    Problem::new(16, 6, "normal distribution under an affine map", Answer::Printed),
    Problem::new(16, 7, "leaky relu as elementwise flow", Answer::Unprinted),
    Problem::new(16, 8, "jacobian of a piecewise linear flow", Answer::Unprinted),
    Problem::new(16, 9, "flow of square roots in bins", Answer::Printed),
    Problem::new(16, 10, "jacobian structure of a residual flow", Answer::Unprinted),
    Problem::new(16, 11, "reverse kl with an unnormalized target", Answer::Printed),
    Problem::new(17, 1, "parameters of a gaussian mixture", Answer::Unprinted),
    Problem::new(17, 2, "concavity of the logarithm", Answer::Unprinted),
    Problem::new(17, 3, "even powers and the second moment", Answer::Unprinted),
    Problem::new(17, 4, "evidence bound from the posterior divergence", Answer::Printed),
    Problem::new(17, 5, "score function gradient estimator", Answer::Unprinted),
    Problem::new(17, 6, "spherical against linear interpolation", Answer::Unprinted),
    Problem::new(17, 7, "em algorithm for gaussian mixtures", Answer::Printed),
    Problem::new(18, 1, "diffusion step keeps unit covariance", Answer::Unprinted),
    Problem::new(18, 2, "sum of two independent noises", Answer::Unprinted),
    Problem::new(18, 3, "three diffusion steps in one", Answer::Unprinted),
    Problem::new(18, 4, "normal density with exchanged variables", Answer::Printed),
    Problem::new(18, 5, "product of two normal densities", Answer::Printed),
    Problem::new(18, 6, "posterior of one diffusion step", Answer::Printed),
    Problem::new(18, 7, "diffusion bound as a sum of divergences", Answer::Printed),
    Problem::new(18, 8, "kl divergence between diffusion gaussians", Answer::Printed),
    Problem::new(18, 9, "ratio of cumulative noise products", Answer::Printed),
    Problem::new(18, 10, "simplified coefficient of the noisy latent", Answer::Printed),
    Problem::new(18, 11, "first-step loss in terms of noise", Answer::Printed),
    Problem::new(18, 12, "less varied samples in generative models", Answer::Unprinted),
    Problem::new(19, 1, "discounted returns along a trajectory", Answer::Unprinted),
    Problem::new(19, 2, "improving a policy never lowers its value", Answer::Printed),
    Problem::new(19, 3, "two rounds of policy iteration", Answer::Unprinted),
    Problem::new(19, 4, "temperature of the boltzmann policy", Answer::Unprinted),
    Problem::new(19, 5, "contraction of the q-learning update", Answer::Printed),
    Problem::new(19, 6, "zero mean of a baseline term", Answer::Unprinted),
    Problem::new(19, 7, "variance reduction by control variates", Answer::Printed),
    Problem::new(19, 8, "best baseline for policy gradients", Answer::Unprinted),
    Problem::new(20, 1, "possible images per training example", Answer::Unprinted),
    Problem::new(20, 2, "speed of fitting random pixels and labels", Answer::Unprinted).excused(
        "It asks for an opinion on why one experimental curve falls faster than another; no relation \
             between them is given.",
    ),
    Problem::new(20, 3, "what fitting random data implies", Answer::Unprinted),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_booklet_has_184_problems_and_65_answers() {
        let answered = PROBLEMS.iter().filter(|problem| problem.answer == Answer::Printed);
        assert_eq!((PROBLEMS.len(), answered.count()), (184, 65));
    }

    #[test]
    fn problems_are_numbered_without_gaps_in_the_chapters_listed() {
        for (chapter, title) in CHAPTERS {
            let indices: Vec<u32> = PROBLEMS
                .iter()
                .filter(|problem| problem.number.chapter == chapter)
                .map(|problem| problem.number.index)
                .collect();
            assert!(!indices.is_empty(), "{title} has no problems");
            assert_eq!(indices, (1..=indices.len() as u32).collect::<Vec<_>>(), "{title}");
        }
        assert!(PROBLEMS.is_sorted_by_key(|problem| problem.number));
        assert!(
            PROBLEMS
                .iter()
                .all(|problem| CHAPTERS.iter().any(|(chapter, _)| *chapter == problem.number.chapter))
        );
    }

    #[test]
    fn an_unknown_problem_names_the_nearest() {
        let message = |chapter, index| find(Number { chapter, index }).expect_err("no such problem");
        assert_eq!(
            message(13, 70),
            "the booklet has no problem 13.70; the nearest are 13.14, 13.13, 13.12"
        );
        assert!(message(14, 2).contains("13.2"));
    }
}
