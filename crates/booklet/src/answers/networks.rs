//! Numbers of shallow and deep networks.

use super::table::{Value, counts};
use udl_proofs::attention::layer::SelfAttention;
use udl_proofs::convolution::architectures::{Layer, parameters};
use udl_proofs::maths::derivative::{constant, hessian};
use udl_proofs::network::affine::Affine;
use udl_proofs::network::deep::DeepNetwork;
use udl_proofs::network::hyperplanes::most_regions;
use udl_proofs::network::oscillation::{maximum_regions, problem_4_8 as oscillation};
use udl_proofs::network::piecewise_linear::PiecewiseLinear;
use udl_proofs::network::shallow::{GeneralShallowNetwork, ShallowNetwork};
use udl_proofs::prelude::{DMatrix, DVector, OrderedField, Q, R};

/// All parameters of a shallow network, counted as they are asked for.
fn shallow(inputs: usize, units: usize, outputs: usize) -> usize {
    let mut count = 0;
    GeneralShallowNetwork::fill(inputs, units, outputs, || {
        count += 1;
        Q::int(0)
    });
    count
}

fn uniform(inputs: usize, width: usize, depth: usize, outputs: usize) -> DeepNetwork<Q> {
    DeepNetwork::uniform(inputs, width, depth, outputs)
}

pub(super) fn problem_3_3() -> Vec<Value> {
    let function = PiecewiseLinear::of_network(&ShallowNetwork::<Q>::figure_3_3());
    function.joints().into_iter().chain(function.slopes()).map(Value::Exact).collect()
}

pub(super) fn problem_3_11() -> Vec<Value> {
    counts([shallow(1, 4, 2)])
}

pub(super) fn problem_3_12() -> Vec<Value> {
    counts([shallow(2, 3, 1)])
}

pub(super) fn problem_3_15() -> Vec<Value> {
    counts([most_regions(3, 3) as usize])
}

pub(super) fn problem_3_17() -> Vec<Value> {
    counts([shallow(5, 7, 3)])
}

pub(super) fn problem_3_18() -> Vec<Value> {
    counts([3, 5].map(|units| most_regions(units, 2) as usize))
}

pub(super) fn problem_4_2() -> Vec<Value> {
    let network = DeepNetwork::<Q>::of_sizes(&[3, 4, 2, 3, 2]);
    counts([vec![network.depth()], network.widths()].concat())
}

pub(super) fn problem_4_4() -> Vec<Value> {
    let network = DeepNetwork::<Q>::of_sizes(&[5, 20, 10, 7, 4]);
    let shapes = network.shapes().into_iter().flat_map(|(rows, columns)| [rows, columns]);
    counts(shapes.chain(network.layers.iter().map(|layer| layer.bias.len())))
}

pub(super) fn problem_4_5() -> Vec<Value> {
    let network = uniform(5, 30, 20, 1);
    counts([network.depth(), network.widths()[0]])
}

pub(super) fn problem_4_6() -> Vec<Value> {
    let weights = |depth, width| uniform(1, width, depth, 1).weights();
    counts([weights(11, 10), weights(10, 11)].map(|more| more - weights(10, 10)))
}

pub(super) fn problem_4_8() -> Vec<Value> {
    let network = oscillation::<Q>();
    let folded = DeepNetwork::repetition(&network, 2).on_the_line();
    let weights = [vec![network.bias], network.weights].concat().into_iter().map(Value::Exact);
    weights.chain(counts([folded.regions_between(Q::int(0), Q::int(1))])).collect()
}

pub(super) fn problem_4_10() -> Vec<Value> {
    counts([uniform(1, 6, 4, 1).parameters()])
}

pub(super) fn problem_4_11() -> Vec<Value> {
    let networks = [(95, 1), (5, 10)];
    let parameters = networks.map(|(width, depth)| uniform(1, width, depth, 1).parameters());
    let regions = networks.map(|(width, depth)| maximum_regions(1, width, depth));
    counts(parameters.into_iter().chain(regions))
}

/// How often `steps` batches use each example, if an epoch uses each once.
pub(super) fn epochs(steps: usize, batch: usize, examples: usize) -> usize {
    let mut uses = vec![0; examples / batch];
    (0..steps).for_each(|step| uses[step % (examples / batch)] += 1);
    uses[0]
}

pub(super) fn problem_6_9() -> Vec<Value> {
    counts([epochs(1_000, 20, 100)])
}

/// As many rows and columns for each of a million parameters as for each of the seven of a small network.
pub(super) fn problem_6_11() -> Vec<Value> {
    let few = vec![Q::int(1); 7];
    let output = |p: &[_]| ShallowNetwork::from_parameters(2, p).output(constant(constant(Q::int(1))));
    let (rows, columns) = hessian(output, &few).shape();
    counts([rows, columns].map(|size| size * 1_000_000 / few.len()))
}

pub(super) fn problem_8_4() -> Vec<Value> {
    counts([uniform(40, 200, 1, 10).parameters()])
}

pub(super) fn problem_11_6() -> Vec<Value> {
    let network = uniform(1, 20, 10, 1);
    let norms: Vec<Layer> =
        network.widths().into_iter().map(|channels| Layer::BatchNorm { channels }).collect();
    counts([network.parameters(), network.parameters() + parameters(&norms)])
}

pub(super) fn problem_12_1() -> Vec<Value> {
    let (d, n) = (7, 5);
    let map = Affine { bias: DVector::repeat(d, R::int(1)), weights: DMatrix::repeat(d, d, R::int(1)) };
    let attention = SelfAttention { value: map.clone(), query: map.clone(), key: map };
    let (weights, biases) = attention.parameters();
    counts([weights, biases, attention.weights(&DMatrix::repeat(d, n, R::int(1))).len()])
}
