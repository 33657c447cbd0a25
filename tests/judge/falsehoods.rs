//! False statements over every kind of set and scalar. The judge must refute each at the default
//! number of cases, with a counterexample that a person can check in the head.

use nalgebra::{DMatrix, DVector};
use udl_proofs::attention::layer::SelfAttention;
use udl_proofs::claim::{Evidence, Verdict, all, at_most, claim, differ, equal, less};
use udl_proofs::decision::process::{DecisionProcess, largest};
use udl_proofs::decision::q_learning::sup_norm;
use udl_proofs::graph::layer::GraphLayer;
use udl_proofs::maths::derivative::derivative;
use udl_proofs::maths::distribution::Finite;
use udl_proofs::maths::linalg::{determinant, inverse, permutation_matrix, quadratic_form, rank};
use udl_proofs::network::activation::{relu, sigmoid, softmax};
use udl_proofs::prelude::*;
use udl_proofs::scalar::{Octuple as R, OrderedField, Rational as Q, Real};

/// The entries that a readable counterexample is made of.
const READABLE: [&str; 11] = ["0", "1", "-1", "2", "-2", "3", "-3", "1/2", "-1/2", "0.5", "-0.5"];

/// A counterexample must exist, consist of readable entries only, and have at most `entries`.
fn refuted(evidence: &Evidence, entries: usize) {
    let statement = &evidence.statement;
    assert_eq!(evidence.verdict, Verdict::Refuted, "{statement}");
    assert_eq!(evidence.defect, None, "{statement}");
    let counterexample = evidence.counterexample.as_ref().unwrap_or_else(|| panic!("{statement}"));
    let written: Vec<&str> = counterexample
        .inputs
        .iter()
        .flat_map(|input| input.value.split(|c: char| !(c.is_ascii_digit() || "-./".contains(c))))
        .filter(|number| !number.is_empty())
        .collect();
    assert!(written.iter().all(|number| READABLE.contains(number)), "{statement}: {counterexample}");
    assert!(written.len() <= entries, "{statement}: {counterexample} has {} entries", written.len());
}

fn square<T: OrderedField>(sizes: std::ops::RangeInclusive<usize>) -> Domain<(DMatrix<T>, DMatrix<T>)> {
    Domain::new(move |draw| {
        let n = draw.size(sizes.clone());
        (draw.matrix(n, n), draw.matrix(n, n))
    })
}

#[test]
fn about_exact_numbers() {
    let reals = || (real::<Q>(), real::<Q>());
    refuted(
        &claim("3.5")
            .that("ReLU[αz] = α ReLU[z]")
            .for_all("α, z", reals())
            .verdict(|(a, z)| equal(relu(a * z), a * relu(z))),
        2,
    );
    refuted(
        &claim("3.5")
            .that("ReLU is linear")
            .for_all("x, y", reals())
            .verdict(|(x, y)| equal(relu(x + y), relu(x) + relu(y))),
        2,
    );
    refuted(
        &claim("2.1")
            .that("(a + b)² = a² + b²")
            .for_all("a, b", reals())
            .verdict(|(a, b)| equal((a + b).squared(), a.squared() + b.squared())),
        2,
    );
    refuted(
        &claim("2.1")
            .that("|a + b| = |a| + |b|")
            .for_all("a, b", reals())
            .verdict(|(a, b)| equal((a + b).magnitude(), a.magnitude() + b.magnitude())),
        2,
    );
    refuted(&claim("2.1").that("x ≤ x²").for_all("x", real::<Q>()).verdict(|x| at_most(x, x * x)), 1);
    refuted(
        &claim("2.1")
            .that("x < 2x for x ≥ 0")
            .for_all("x", non_negative::<Q>())
            .verdict(|x| less(x, x + x)),
        1,
    );
    refuted(&claim("2.1").that("x ≠ −x").for_all("x", real::<Q>()).verdict(|x| differ(x, -x)), 1);
    refuted(
        &claim("2.1")
            .that("1/(a + b) = 1/a + 1/b")
            .for_all("a, b", (positive::<Q>(), positive::<Q>()))
            .verdict(|(a, b)| equal(Q::int(1) / (a + b), Q::int(1) / a + Q::int(1) / b)),
        2,
    );
    refuted(
        &claim("2.1").that("x / x = 1").for_all("x", real::<Q>()).verdict(|x| equal(x / x, Q::int(1))),
        1,
    );
    refuted(
        &claim("8.1")
            .that("p = 1 for p in [0, 1]")
            .for_all("p", unit_interval::<Q>())
            .verdict(|p| equal(p, Q::int(1))),
        1,
    );
    refuted(&claim("8.1").that("n² = 2n").for_all("n", size(1..=9)).verdict(|n| equal(n * n, 2 * n)), 1);
    refuted(
        &claim("8.1")
            .that("every integer is positive")
            .for_all("n", integer(-5..=5))
            .verdict(|n| less(0, n)),
        1,
    );
}

#[test]
fn about_floats() {
    let reals = || (real::<R>(), real::<R>());
    refuted(
        &claim("5.1")
            .that("exp[a + b] = exp[a] + exp[b]")
            .for_all("a, b", reals())
            .verdict(|(a, b)| equal(Real::exp(a + b), Real::exp(a) + Real::exp(b))),
        2,
    );
    refuted(
        &claim("5.1")
            .that("log[ab] = log[a] log[b]")
            .for_all("a, b", (positive::<R>(), positive::<R>()))
            .verdict(|(a, b)| equal(Real::ln(a * b), Real::ln(a) * Real::ln(b))),
        2,
    );
    refuted(
        &claim("5.1")
            .that("sig[−z] = −sig[z]")
            .for_all("z", real::<R>())
            .verdict(|z| equal(sigmoid(-z), -sigmoid(z))),
        1,
    );
    refuted(
        &claim("12.4")
            .that("softmax[2z] = softmax[z]")
            .for_all("z", vector::<R>(1..=4))
            .verdict(|z| equal(softmax((&z * R::int(2)).as_slice()), softmax(z.as_slice()))),
        2,
    );
    refuted(
        &claim("2.1")
            .that("(a + b)² = a² + b² in 53 bits")
            .for_all("a, b", (real::<f64>(), real::<f64>()))
            .verdict(|(a, b)| equal((a + b) * (a + b), a * a + b * b)),
        2,
    );
    refuted(
        &claim("2.1").that("√(x²) = x").for_all("x", real::<R>()).verdict(|x| equal(Real::sqrt(x * x), x)),
        1,
    );
}

#[test]
fn about_vectors_and_matrices() {
    refuted(
        &claim("13.6")
            .that("AB = BA")
            .for_all("A, B", square::<Q>(1..=3))
            .verdict(|(a, b)| equal(&a * &b, &b * &a)),
        8,
    );
    refuted(
        &claim("13.6")
            .that("(AB)ᵀ = AᵀBᵀ")
            .for_all("A, B", square::<Q>(1..=3))
            .verdict(|(a, b)| equal((&a * &b).transpose(), a.transpose() * b.transpose())),
        8,
    );
    refuted(
        &claim("16.4")
            .that("|A + B| = |A| + |B|")
            .for_all("A, B", square::<Q>(1..=3))
            .verdict(|(a, b)| equal(determinant(&(&a + &b)), determinant(&a) + determinant(&b))),
        8,
    );
    refuted(
        &claim("16.4")
            .that("A⁻¹ = A")
            .for_all("A", invertible::<Q>(1..=3))
            .verdict(|a| equal(inverse(&a).expect("invertible"), a)),
        1,
    );
    refuted(
        &claim("16.5")
            .that("positive definite matrices are diagonal")
            .for_all("A", positive_definite::<Q>(1..=3))
            .verdict(|a| equal(a.clone(), DMatrix::from_diagonal(&a.diagonal()))),
        4,
    );
    refuted(
        &claim("13.5")
            .that("P = Pᵀ")
            .for_all("P", permutation::<Q>(1..=5))
            .verdict(|p| equal(p.clone(), p.transpose())),
        9,
    );
    refuted(
        &claim("16.4")
            .that("matrices have full rank")
            .for_all("A", matrix::<Q>(1..=3, 1..=3))
            .verdict(|a| equal(rank(&a), a.nrows().min(a.ncols()))),
        1,
    );
    refuted(
        &claim("19.2").that("max[x + y] = max[x] + max[y]").for_all("x, y", two_vectors()).verdict(
            |(x, y)| {
                equal(
                    largest((&x + &y).iter().copied()),
                    largest(x.iter().copied()) + largest(y.iter().copied()),
                )
            },
        ),
        4,
    );
    refuted(
        &claim("18.8")
            .that("xᵀAx ≥ 0")
            .for_all("x, A", Domain::new(|d| (d.vector::<Q>(2), d.matrix(2, 2))))
            .verdict(|(x, a)| at_most(Q::int(0), quadratic_form(&x, &a))),
        6,
    );
}

fn two_vectors() -> Domain<(DVector<Q>, DVector<Q>)> {
    Domain::new(|draw| {
        let n = draw.size(1..=4);
        (draw.vector(n), draw.vector(n))
    })
}

#[test]
fn about_graphs_and_networks() {
    refuted(
        &claim("13.4").that("every node has a neighbour").for_all("A", graph::<Q>(1..=5)).verdict(|a| {
            all((0..a.ncols()).map(|n| at_most(Q::int(1), a.column(n).iter().copied().sum())))
        }),
        1,
    );
    refuted(
        &claim("13.4")
            .that("A² has a zero diagonal")
            .for_all("A", graph::<Q>(1..=5))
            .verdict(|a| equal((&a * &a).diagonal(), DVector::zeros(a.nrows()))),
        4,
    );
    let relabelled = Domain::new(|draw| {
        let n = draw.size(1..=4);
        (draw.matrix::<Q>(1, n), draw.graph::<Q>(n), permutation_matrix::<Q>(&draw.permutation(n)))
    });
    // The transpose is forgotten: no graph on fewer than three nodes can tell.
    refuted(
        &claim("13.7")
            .that("GraphLayer[H, A] P = GraphLayer[H P, P A P]")
            .for_all("H, A, P", relabelled)
            .verdict(|(h, a, p)| {
                let weights = DMatrix::from_row_slice(1, 2, &[Q::int(1), Q::int(1)]);
                let layer =
                    GraphLayer(udl_proofs::network::affine::Affine { bias: DVector::zeros(1), weights });
                equal(layer.forward(&h, &a) * &p, layer.forward(&(&h * &p), &(&p * &a * &p)))
            }),
        21,
    );
    let attention = Domain::new(|draw| {
        let n = draw.size(1..=3);
        let attention = SelfAttention {
            value: draw.affine::<R>(1, 1),
            query: draw.affine(1, 1),
            key: draw.affine(1, 1),
        };
        (attention, draw.matrix(1, n))
    });
    refuted(
        &claim("12.3")
            .that("Sa[X] = V for every X")
            .for_all("attention, X", attention)
            .verdict(|(sa, x)| equal(sa.forward(&x), sa.value.of_columns(&x))),
        8,
    );
}

#[test]
fn about_expectations_and_decisions() {
    type Joint = Finite<Q, (Q, Q)>;
    refuted(
        &claim("11.4")
            .that("Var[x + y] = Var[x] + Var[y]")
            .for_all("Pr", joint_distribution::<Q>(1..=3))
            .verdict(|pr: Joint| {
                equal(pr.variance(|(x, y)| *x + *y), pr.variance(|(x, _)| *x) + pr.variance(|(_, y)| *y))
            }),
        6,
    );
    refuted(
        &claim("17.3")
            .that("E[x²] = E[x]²")
            .for_all("Pr", distribution::<Q>(1..=3))
            .verdict(|pr| equal(pr.expectation(|x| *x * *x), pr.expectation(|x| *x).squared())),
        4,
    );
    refuted(
        &claim("5.6")
            .that("one outcome is certain")
            .for_all("p", probabilities::<Q>(1..=4))
            .verdict(|p| equal(largest(p), Q::int(1))),
        2,
    );
    refuted(
        &claim("19.2")
            .that("values are not negative")
            .for_all("process", decision_process::<Q>(1..=2, 1..=2))
            .verdict(|process: DecisionProcess<Q>| {
                let policy = vec![
                    vec![Q::int(1) / Q::count(process.actions()); process.actions()];
                    process.states()
                ];
                let value = process.policy_value(&policy).expect("γ < 1");
                all(value.iter().map(|&v| at_most(Q::int(0), v)))
            }),
        3,
    );
    refuted(
        &claim("19.5")
            .that("‖q₁ + q₂‖ = ‖q₁‖ + ‖q₂‖")
            .for_all("q₁, q₂", square::<Q>(1..=2))
            .verdict(|(a, b)| equal(sup_norm(&(&a + &b)), sup_norm(&a) + sup_norm(&b))),
        2,
    );
    refuted(
        &claim("2.3")
            .that("data lie on a line through the origin")
            .for_all("data", data_set::<Q>(2..=4))
            .verdict(|data| equal(data[0].0 * data[1].1, data[1].0 * data[0].1)),
        4,
    );
}

#[test]
fn about_derivatives() {
    refuted(
        &claim("7.4")
            .that("(x²)′ = x")
            .for_all("x", real::<Q>())
            .verdict(|x| equal(derivative(|x| x * x, x), x)),
        1,
    );
    refuted(
        &claim("7.1")
            .that("ReLU′ = 1")
            .for_all("z", real::<Q>())
            .verdict(|z| equal(derivative(relu, z), Q::int(1))),
        1,
    );
    refuted(
        &claim("7.5")
            .that("sig′ = sig")
            .for_all("z", real::<R>())
            .verdict(|z| equal(derivative(sigmoid, z), sigmoid(z))),
        1,
    );
}
