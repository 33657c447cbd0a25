//! The judge's cost per case against a bare loop that computes the same two sides.
//!
//! `drawn` draws the cases and nothing else, `bare` computes and compares the sides of cases drawn
//! before, `judged` is a whole claim: draw, judge, count. In the profile that tests are built in:
//!
//! ```text
//! cargo bench --package benches --profile dev
//! ```

use benches::{attention, gaussian_product, graph_layer, scalar_relu};
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use std::fmt::Debug;
use udl_proofs::claim::{Agree, Show, Verdict, claim, equal};
use udl_proofs::domain::Domain;
use udl_proofs::scalar::Octuple;
use udl_proofs::value::Entries;

/// The default number of cases of a claim.
const CASES: u32 = 256;

fn main() {
    divan::main();
}

fn draw<V: Clone + Debug + 'static>(cases: &Domain<V>) -> Vec<V> {
    let mut runner = TestRunner::deterministic();
    (0..CASES).map(|_| cases.new_tree(&mut runner).expect("no draw is rejected").current()).collect()
}

fn drawn<V: Clone + Debug + 'static>(bencher: Bencher<'_, '_>, cases: Domain<V>) {
    bencher.counter(ItemsCount::new(CASES)).bench_local(|| black_box(draw(&cases)));
}

fn bare<V: Clone + Debug + 'static, S: Agree>(
    bencher: Bencher<'_, '_>,
    cases: Domain<V>,
    sides: fn(V) -> (S, S),
) {
    let cases = draw(&cases);
    bencher.counter(ItemsCount::new(CASES)).bench_local(|| {
        cases.iter().all(|case| {
            let (left, right) = sides(black_box(case.clone()));
            left.agreement(&right).is_equal()
        })
    });
}

fn judged<V, S>(bencher: Bencher<'_, '_>, cases: Domain<V>, sides: fn(V) -> (S, S))
where
    V: Show + Clone + Debug + 'static,
    S: Agree,
{
    bencher.counter(ItemsCount::new(CASES)).bench_local(|| {
        let evidence = claim("3.5")
            .that("both sides are equal")
            .for_all("case", as_one_part(&cases))
            .verdict(|Whole(case)| {
                let (left, right) = sides(case);
                equal(left, right)
            });
        assert_eq!(evidence.verdict, Verdict::Holds, "{evidence:?}");
    });
}

/// A case that counts as one part, whatever it is made of: the names do not matter here.
#[derive(Clone, Debug)]
struct Whole<V>(V);

impl<V: Show> Show for Whole<V> {
    fn show(&self) -> String {
        self.0.show()
    }

    fn visit(&self, entries: &mut Entries) {
        self.0.visit(entries);
    }
}

fn as_one_part<V: Clone + Debug + 'static>(cases: &Domain<V>) -> Domain<Whole<V>> {
    cases.clone().map(Whole)
}

/// The three measurements of one claim.
macro_rules! measure {
    ($($name:ident: $cases:expr, $sides:expr;)+) => {$(
        mod $name {
            use super::*;

            #[divan::bench]
            fn drawn(bencher: Bencher<'_, '_>) {
                super::drawn(bencher, $cases);
            }

            #[divan::bench]
            fn bare(bencher: Bencher<'_, '_>) {
                super::bare(bencher, $cases, $sides);
            }

            #[divan::bench]
            fn judged(bencher: Bencher<'_, '_>) {
                super::judged(bencher, $cases, $sides);
            }
        }
    )+};
}

measure! {
    relu_exact: scalar_relu::cases(), scalar_relu::sides;
    graph_layer_exact: graph_layer::cases(), graph_layer::sides;
    attention_53_bits: attention::cases::<f64>(), attention::sides::<f64>;
    attention_237_bits: attention::cases::<Octuple>(), attention::sides::<Octuple>;
    gaussian_product_exact: gaussian_product::cases(), gaussian_product::sides;
}
