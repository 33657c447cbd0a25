//! Each verb of the judge is handed a falsehood, or a truth that shows nothing, and must refuse.

use udl_proofs::booklet::{Part, text};
use udl_proofs::claim::{
    Consequence, Correction, Erratum, Evidence, Grade, Kind, Outcome, Sides, Source, Verdict, all, assume,
    at_most, claim, close, differ, equal, erratum, less, plus_infinite,
};
use udl_proofs::domain::{Domain, non_negative, real, size};
use udl_proofs::scalar::{Octuple as R, OrderedField, Rational as Q, Real, rational};

/// Judged false, with a counterexample.
pub(crate) fn refuted(evidence: &Evidence) {
    assert_eq!(evidence.verdict, Verdict::Refuted, "{evidence:?}");
    assert!(evidence.counterexample.is_some() && evidence.defect.is_none(), "{evidence:?}");
}

/// Not judged at all: the claim itself is at fault, and the message says how.
pub(crate) fn refused(evidence: &Evidence, why: &str) {
    assert_eq!(evidence.verdict, Verdict::Refuted, "{evidence:?}");
    let defect = evidence.defect.as_deref().unwrap_or_else(|| panic!("no defect: {evidence:?}"));
    assert!(defect.contains(why), "{defect:?} does not say {why:?}");
}

pub(crate) fn over_one<T: OrderedField + udl_proofs::claim::Show>(law: impl Fn(T) -> Outcome) -> Evidence {
    claim("2.1").that("a statement").for_each("x", [T::one()]).verdict(law)
}

#[test]
fn not_a_number_agrees_with_nothing() {
    refuted(&over_one::<R>(|x| equal((x - x) / (x - x), (x - x) / (x - x))));
    refuted(&over_one::<R>(|x| differ((x - x) / (x - x), x)));
    refuted(&over_one::<R>(|x| at_most((x - x) / (x - x), x)));
    refuted(&over_one::<R>(|x| less(x, (x - x) / (x - x))));
    refuted(&over_one::<R>(|x| close((x - x) / (x - x), x, x)));
    refuted(&over_one::<R>(|x| plus_infinite((x - x) / (x - x))));
    refuted(&over_one::<f64>(|x| equal((x - x) / (x - x), x)));
    refuted(&over_one::<R>(|x| {
        equal(
            nalgebra::DVector::from_vec(vec![x, (x - x) / (x - x)]),
            nalgebra::DVector::from_vec(vec![x, x]),
        )
    }));
}

/// Values of several parts are refused for any single part that is no number.
#[test]
fn a_part_that_is_not_a_number_differs_from_nothing() {
    use udl_proofs::maths::gaussian::Density;
    use udl_proofs::regression::line::Line;
    let nan = |x: R| (x - x) / (x - x);
    let density = |factor, exponent| Density { factor, power_of_pi: 0, exponent };
    refuted(&over_one::<R>(|x| differ(density(nan(x), x), density(x, x))));
    refuted(&over_one::<R>(|x| differ(density(x, x), density(x, nan(x)))));
    refuted(&over_one::<R>(|x| differ((nan(x), x), (x, x))));
    refuted(&over_one::<R>(|x| differ((x, x), (x, nan(x)))));
    let line = |intercept, slope| Line { intercept, slope };
    refuted(&over_one::<R>(|x| differ(line(nan(x), x), line(x, x))));
    refuted(&over_one::<R>(|x| differ(line(x, x), line(x, nan(x)))));
}

#[test]
fn infinities_agree_only_where_a_claim_says_so() {
    refuted(&over_one::<R>(|x| equal(x / (x - x), x / (x - x))));
    refuted(&over_one::<f64>(|x| equal(x / (x - x), x / (x - x))));
    refuted(&over_one::<R>(|x| at_most(x, x / (x - x))));
    refuted(&over_one::<f64>(|x| less(x, x / (x - x))));
    refuted(&over_one::<R>(plus_infinite));
    assert_eq!(over_one::<R>(|x| plus_infinite(x / (x - x))).verdict, Verdict::Holds);
}

#[test]
fn an_exact_division_by_zero_is_no_value() {
    refuted(&over_one::<Q>(|x| equal(x / (x - x), x / (x - x))));
    refuted(&over_one::<Q>(|x| equal((x - x) / (x - x), x - x)));
}

#[test]
fn comparisons_are_as_strict_as_they_read() {
    refuted(&over_one::<Q>(|x| less(x, x)));
    refuted(&over_one::<Q>(|x| differ(x, x)));
    refuted(&over_one::<R>(|x| equal(x, x + R::from(1e-45))));
    refuted(&over_one::<f64>(|x| equal(x, x + 1e-6)));
    refuted(&over_one::<Q>(|x| equal(x, x + rational(1, i64::MAX))));
    refuted(&over_one::<Q>(|x| close(x, x + rational(3, 100), rational(2, 100))));
    refuted(&over_one::<Q>(|x| equal(x, x) & equal(x, -x) & equal(x, x)));
    refuted(&over_one::<Q>(|x| all([equal(x, x), equal(x, -x)])));
}

#[test]
fn shapes_are_part_of_a_value() {
    use nalgebra::DMatrix;
    refuted(&over_one::<Q>(|x| equal(DMatrix::from_element(1, 2, x), DMatrix::from_element(2, 1, x))));
    refuted(&over_one::<Q>(|x| equal(vec![x], vec![x, x])));
    refuted(&over_one::<Q>(|x| equal(Some(x), None)));
}

#[test]
fn an_overflow_is_never_an_answer() {
    let huge = |x: Q| (0..5).fold(x + Q::int(1 << 40), |power, _| power * power);
    refused(
        &claim("2.1")
            .that("a law that overflows")
            .for_all("x", real::<Q>())
            .verdict(move |x| equal(huge(x), huge(x))),
        "overflowed",
    );
    // ReLU of an overflowed number would look like zero.
    refused(
        &claim("2.1")
            .that("ReLU of it")
            .for_all("x", real::<Q>())
            .verdict(move |x| equal(udl_proofs::network::activation::relu(-huge(x)), Q::int(0))),
        "overflowed",
    );
}

#[test]
fn an_empty_set_shows_nothing() {
    refused(
        &claim("2.1").that("all of none").for_each("x", Vec::<Q>::new()).verdict(|x| equal(x, x)),
        "empty",
    );
}

#[test]
fn a_set_that_rejects_everything_shows_nothing() {
    let nothing = real::<Q>().such_that(|_| false);
    refused(
        &claim("2.1").that("all of none").for_all("x", nothing).verdict(|x| equal(x, x)),
        "none of 100 draws meets the requirement at tests/judge/refusals.rs",
    );
}

#[test]
fn a_law_that_never_compares_shows_nothing() {
    refused(
        &claim("2.1").that("nothing").for_all("x", real::<Q>()).verdict(|_| all([])),
        "compared nothing",
    );
    refused(
        &claim("2.1").that("nothing").for_each("x", [Q::int(1)]).verdict(|_| all([])),
        "compared nothing",
    );
}

#[test]
fn an_assumption_that_leaves_out_too_much_shows_nothing() {
    let law = |x: Q| assume(x > Q::int(0), "the sign is plus") & equal(x.magnitude(), x);
    refused(&claim("2.1").that("|x| = x").for_all("x", real::<Q>()).verdict(law), "rejected");
}

#[test]
fn a_hypothesis_that_is_not_needed_is_refused() {
    let evidence = claim("3.5")
        .that("x² ≥ 0 for x ≥ 0")
        .for_all("x", non_negative::<Q>())
        .fails_unless("x ≥ 0", Source::Missing, real())
        .verdict(|x| at_most(Q::int(0), x * x));
    refused(&evidence, "that it fails unless x ≥ 0 is not shown");
}

/// `(a + b)² = a² + b²`, corrected; the parts that matter are to be sabotaged. At (1, 1) what is printed
/// is 1 + 1 = 2, and the square 2² = 4.
struct SquareOfASum {
    corrected_text: &'static str,
    witness: (Q, Q),
    sides: [&'static str; 2],
    set: Domain<(Q, Q)>,
    printed: fn(Q, Q) -> Outcome,
    reading: fn(Q, Q) -> Outcome,
    corrected: fn(Q, Q) -> Outcome,
}

impl SquareOfASum {
    fn sound() -> Self {
        Self {
            corrected_text: r"(a + b)^2 = a^2 + 2ab + b^2",
            witness: (Q::int(1), Q::int(1)),
            sides: ["2", "4"],
            set: plane().members(|_| true),
            printed: |a, b| equal(a * a + b * b, (a + b).squared()),
            reading: |a, b| equal(-(a + b).squared(), a * a + b * b),
            corrected: true_law,
        }
    }

    fn verdict(self) -> Evidence {
        let Self { corrected_text, witness, sides: [left, right], set, printed, reading, corrected } = self;
        erratum("2.1", Kind::Formula, Consequence::Line)
            .paraphrasing(r"(a + b)^2 = a^2 + b^2")
            .corrected(corrected_text)
            .for_all("a, b", set)
            .witness(witness, left, right)
            .refutes(move |(a, b)| printed(a, b))
            .even_if("the sign of the square is reversed", move |(a, b)| reading(a, b))
            .verdict(move |(a, b)| corrected(a, b))
    }
}

fn plane() -> Domain<(Q, Q)> {
    Domain::new(|draw| (draw.real(), draw.real()))
}

fn true_law(a: Q, b: Q) -> Outcome {
    equal((a + b).squared(), a * a + Q::int(2) * a * b + b * b)
}

fn is_erratum(evidence: &Evidence) {
    assert_eq!(evidence.verdict, Verdict::Erratum, "{evidence:?}");
}

#[test]
fn a_sound_erratum_is_one() {
    let evidence = SquareOfASum::sound().verdict();
    assert_eq!((evidence.verdict, evidence.grade), (Verdict::Erratum, Grade::Identity), "{evidence:?}");
    let found = evidence.found.expect("the search finds one by itself").to_string();
    assert_eq!(found, "a = 1, b = 1: 2 = 4 fails");
    let witness = evidence.counterexample.expect("the witness is recorded").to_string();
    assert_eq!(witness, "a = 1, b = 1: 2 = 4 fails");
    assert_eq!(evidence.sides, Some(Sides { printed: "2".to_owned(), truth: "4".to_owned() }));
    assert_eq!(evidence.controls.len(), 1);
}

#[test]
fn a_witness_that_does_not_refute_is_refused() {
    let holds_there = SquareOfASum { witness: (Q::int(0), Q::int(1)), ..SquareOfASum::sound() };
    refused(&holds_there.verdict(), "holds at the witness a, b = 0, 1");
}

#[test]
fn a_correction_that_changes_nothing_is_refused() {
    let with = |corrected_text| SquareOfASum { corrected_text, ..SquareOfASum::sound() }.verdict();
    for spaced in [r"(a + b)^2 = a^2 + b^2", r"(a+b)^2=a^2+b^2", r"(a + b)^2\quad =~a^2\,+\;b^2"] {
        refused(&with(spaced), "edit .quoting(...), if there is one, or .corrected(...)");
    }
    is_erratum(&with(r"(a + b)^2 = a^2 + b^2 + 2ab"));
}

/// A law that is not what is printed fails at the witness too, and elsewhere; its sides are others than
/// those of the printed formula.
#[test]
fn a_transcription_that_is_not_what_is_printed_is_refused() {
    let of = |printed| SquareOfASum { printed, ..SquareOfASum::sound() }.verdict();
    let why = "the author worked out 2 = 4: the transcription of the formula or the arithmetic is wrong";
    refused(&of(|a, b| equal(a * a - b * b, (a + b).squared())), why);
    refused(&of(|a, b| equal(a * a + b * b + Q::int(3), a + b)), "gives 5 = 2 at the witness");
    refused(&of(|a, b| equal((a + b).squared(), a * a + b * b)), "gives 4 = 2 at the witness");
}

#[test]
fn a_witness_with_other_sides_is_refused() {
    let with = |left, right| SquareOfASum { sides: [left, right], ..SquareOfASum::sound() }.verdict();
    for [left, right] in
        [["3", "4"], ["4", "2"], ["2", "-4"], ["", "4"], ["2, 2", "4"], ["2", "4.000000…1"]]
    {
        refused(&with(left, right), "the printed law gives 2 = 4 at the witness");
    }
    for [left, right] in [["2", "4"], ["2.00", "4.0"], [" 2 ", "8/2"]] {
        is_erratum(&with(left, right));
    }
}

/// `√a + √b = √(a + b)`: at (1, 2) the sides are 1 + √2 = 2.4142135… and √3 = 1.7320508…
#[test]
fn digits_of_an_irrational_side_are_enough() {
    let with = |left: &str, right: &str| {
        erratum("2.1", Kind::Formula, Consequence::Line)
            .paraphrasing(r"\sqrt{a + b} = \sqrt a + \sqrt b")
            .corrected(r"\sqrt{a + b} \le \sqrt a + \sqrt b")
            .for_all("a, b", (non_negative::<R>(), non_negative::<R>()))
            .witness((R::int(1), R::int(2)), left, right)
            .refutes(|(a, b)| equal(a.sqrt() + b.sqrt(), (a + b).sqrt()))
            .verdict(|(a, b)| at_most((a + b).sqrt(), a.sqrt() + b.sqrt()))
    };
    is_erratum(&with("2.4142135…", "1.73205…"));
    refused(&with("2.4142135…", "1.7320…"), "the author worked out 2.4142135… = 1.7320…");
    refused(&with("2.4142136…", "1.73205…"), "at the witness, the author worked out");
}

#[test]
fn a_witness_that_is_no_member_is_refused() {
    let at = |a, b, set| SquareOfASum { witness: (Q::int(a), Q::int(b)), set, ..SquareOfASum::sound() };
    let positive = || plane().such_that(|&(a, b)| a > Q::int(0) && b > Q::int(0));
    let unsaid = "append .members(|case| ...) to the set";
    refused(&at(1, 1, plane()).verdict(), unsaid);
    refused(&at(1, 1, positive()).verdict(), unsaid);
    refused(&at(1, 1, plane().members(|_| true).map(|(a, b)| (b, a))).verdict(), unsaid);
    let products = |a, b| {
        let sum = SquareOfASum::sound();
        erratum("2.1", Kind::Formula, Consequence::Line)
            .paraphrasing(r"(a + b)^2 = a^2 + b^2")
            .corrected(sum.corrected_text)
            .for_all("a, b", (non_negative::<Q>(), size(1..=3).map(Q::count).members(|_| true)))
            .witness((Q::int(a), Q::int(b)), "20000", "40000")
            .refutes(move |(a, b)| (sum.printed)(a, b))
            .verdict(|(a, b)| true_law(a, b))
    };
    let outside = "is not a member of the set";
    refused(&products(-100, -100), outside);
    refused(&at(-1, -1, plane().members(|_| true).such_that(|&(a, _)| a > Q::int(0))).verdict(), outside);
    // Members are what the printed domain has, drawn or not.
    is_erratum(&products(100, 100));
}

#[test]
fn a_witness_that_is_not_in_the_list_is_refused() {
    let at = |n: i64| {
        erratum("2.1", Kind::Formula, Consequence::Line)
            .paraphrasing("n^2 = 2n")
            .corrected("n^2 = nn")
            .for_each("n", [1, 2, 3])
            .witness(n, &(2 * n).to_string(), &(n * n).to_string())
            .refutes(|n| equal(2 * n, n * n))
            .verdict(|n| equal(n * n, n.pow(2)))
    };
    is_erratum(&at(3));
    refused(&at(99), "the witness n = 99 is not a member of the set");
}

/// Members that exclude what is drawn would be another set than the one that is searched.
#[test]
fn members_narrower_than_the_set_are_refused() {
    let narrow = SquareOfASum { set: plane().members(|&(a, _)| a > Q::int(0)), ..SquareOfASum::sound() };
    refused(&narrow.verdict(), ".members(...) is narrower than the set");
}

#[test]
fn an_erratum_that_the_search_cannot_find_is_refused() {
    let axis = Domain::new(|draw| (draw.real(), Q::int(0))).members(|_| true);
    refused(&SquareOfASum { set: axis, ..SquareOfASum::sound() }.verdict(), "found no counterexample");
}

/// What is printed stands on the left and what is true on the right, so that a reader is told which is which.
#[test]
fn exchanged_sides_are_refused() {
    let exchanged = SquareOfASum {
        sides: ["4", "2"],
        printed: |a, b| equal((a + b).squared(), a * a + b * b),
        ..SquareOfASum::sound()
    };
    refused(&exchanged.verdict(), "the correction comes to 4: swap the sides");
    let corrected = |a: Q, b: Q| equal(Q::int(6) * a * b, Q::int(3) * ((a + b).squared() - a * a - b * b));
    let beside = SquareOfASum { corrected, ..SquareOfASum::sound() };
    refused(&beside.verdict(), "let the correction compare what is true");
}

/// A correction that has no value at the witness tells nothing of it, and an inequality has no true side.
#[test]
fn not_every_misprint_has_a_true_side() {
    let of = |printed: fn(Q) -> Outcome, sides: [&str; 2], corrected: fn(Q) -> Outcome| {
        erratum("2.1", Kind::Condition, Consequence::Condition)
            .paraphrasing("for all x")
            .corrected("for all x > 0")
            .for_all("x", non_negative::<Q>())
            .witness(Q::int(0), sides[0], sides[1])
            .refutes(printed)
            .verdict(corrected)
    };
    let evidence = of(
        |x| equal(x.magnitude(), if x > Q::int(0) { x } else { Q::int(1) }),
        ["0", "1"],
        |x| equal((x > Q::int(0)).then_some(x), (x > Q::int(0)).then(|| x.magnitude())),
    );
    is_erratum(&evidence);
    assert_eq!(evidence.sides, Some(Sides { printed: "0".to_owned(), truth: "1".to_owned() }));
    let evidence = of(|x| less(Q::int(0), x), ["0", "0"], |x| at_most(Q::int(0), x));
    is_erratum(&evidence);
    assert_eq!(evidence.sides, None);
}

#[test]
fn a_correction_that_fails_is_refused() {
    let corrected = |a: Q, b: Q| equal((a + b).squared(), a * a + a * b + b * b);
    refused(&SquareOfASum { corrected, ..SquareOfASum::sound() }.verdict(), "the correction fails");
    // It holds at the witness (1, -1) and fails elsewhere.
    let witness = (Q::int(1), Q::int(-1));
    let corrected = |a: Q, b: Q| equal((a + b).squared(), a * a - b * b);
    let elsewhere = SquareOfASum { witness, sides: ["2", "0"], corrected, ..SquareOfASum::sound() };
    refused(&elsewhere.verdict(), "the correction fails");
}

#[test]
fn a_charitable_reading_that_holds_is_refused() {
    let holds = SquareOfASum { reading: true_law, ..SquareOfASum::sound() };
    refused(&holds.verdict(), "and is no erratum");
}

#[test]
fn an_unknown_problem_names_the_nearest() {
    refused(
        &claim("3.99").that("a statement").for_each("x", [Q::int(1)]).verdict(|x| equal(x, x)),
        "3.18, 3.17, 3.16",
    );
}

#[test]
fn every_part_of_a_case_needs_a_name() {
    let named = |names| claim("3.5").that("x + y = y + x").for_all(names, (real::<Q>(), real::<Q>()));
    let law = |(x, y)| equal(x + y, y + x);
    refused(&named("x").verdict(law), "1 name is given (x), but a case has 2 parts (");
    refused(
        &named("x, (y, z)[i, j], t").verdict(law),
        "3 names are given (x, (y, z)[i, j], t), but a case has 2",
    );
    assert_eq!(named("x, (y, z)[i, j]").verdict(law).verdict, Verdict::Holds);
    let each = claim("3.5").that("x = x").for_each("x, y", [rational(1, 1)]);
    refused(&each.verdict(|x| equal(x, x)), "2 names are given (x, y), but a case has 1 part (");
}

fn misbracketed(printed: &str, corrected: &str, loose: &str) {
    erratum("18.6", Kind::Notation, Consequence::Slip)
        .paraphrasing(printed)
        .corrected(corrected)
        .is_misbracketed(loose);
}

#[test]
fn brackets_that_come_to_match_are_an_erratum() {
    misbracketed(r"g\big(f(x\big)", r"g\left(f(x)\right)", "(f(x\\big)");
    misbracketed(r"f[x)^2\,y", r"f[x]^2 y", r")^2\,y");
}

#[test]
#[should_panic(expected = "what is printed holds at the witness")]
fn brackets_that_match_are_no_erratum() {
    misbracketed("f(x)", "f[x]", "");
}

#[test]
#[should_panic(expected = "the correction fails: ")]
fn a_correction_with_loose_brackets_is_refused() {
    misbracketed("f(x", "f[x", "(x");
}

#[test]
#[should_panic(expected = "print and correction differ in more than brackets")]
fn a_correction_of_more_than_brackets_is_refused() {
    misbracketed("f(x", "f(y)", "(x");
}

#[test]
#[should_panic(expected = "the author worked out no partner for )^2 = all brackets match")]
fn another_loose_bracket_than_the_one_named_is_refused() {
    misbracketed("f[x)^2 + (", "f[x]^2 + ()", ")^2");
}

#[test]
fn the_grade_is_that_of_the_weakest_comparison() {
    let grade = |evidence: Evidence| {
        assert_eq!(evidence.verdict, Verdict::Holds);
        evidence.grade
    };
    assert_eq!(grade(over_one::<Q>(|x| equal(x, x))), Grade::Exhaustive);
    assert_eq!(grade(over_one::<R>(|x| equal(x, x))), Grade::Octuple);
    // Forty values of a formula that is prime no longer at n = 41.
    let euler = claim("2.1").that("n² + n + 41 is prime for all n ≥ 0").for_examples("n", 0..40_u64);
    let is_prime = |n: u64| (2..n).take_while(|d| d * d <= n).all(|d| !n.is_multiple_of(d));
    assert_eq!(grade(euler.verdict(|n| equal(is_prime(n * n + n + 41), true))), Grade::Exact);
    assert_eq!(grade(over_one::<R>(|x| equal(x, x) & equal(1.0, 1.0))), Grade::Float);
    assert_eq!(grade(over_one::<R>(|x| equal((x, 1), (x, 1)))), Grade::Octuple);
    assert_eq!(
        grade(claim("2.1").that("x = x").for_all("x", real::<Q>()).verdict(|x| equal(x, x))),
        Grade::Identity
    );
    assert_eq!(
        grade(claim("2.1").that("n = n").for_all("n", size(0..=3)).verdict(|n| equal(n, n))),
        Grade::Exact
    );
}

#[test]
fn the_same_commit_gives_the_same_verdict() {
    let run = || {
        let evidence = claim("3.5")
            .that("ReLU is odd")
            .for_all("z", real::<Q>())
            .verdict(|z| equal(udl_proofs::network::activation::relu(-z), z));
        (evidence.seed, evidence.cases, evidence.counterexample)
    };
    assert_eq!(run(), run());
}

/// A quotation of problem 11.4 whose law and correction are of no account: it is refused before they run.
fn quoted(quote: impl FnOnce(Erratum) -> Correction) -> Evidence {
    let erratum = erratum("11.4", Kind::Formula, Consequence::Line);
    quote(erratum)
        .for_each("n", [Q::int(3)])
        .witness(Q::int(3), "6", "9")
        .refutes(|n| equal(Q::int(2) * n, n * n))
        .verdict(|n| equal(n * n, Q::int(3) * n))
}

#[test]
fn what_is_not_printed_is_no_quotation() {
    let as_printed = r"= Var[x] + Var[y] + Covar[x, y]";
    let corrected = r"= Var[x] + Var[y] + 2\,Covar[x, y]";
    let quoting = |latex: &'static str| quoted(move |erratum| erratum.quoting(latex).corrected(corrected));
    is_erratum(&quoting(as_printed));
    is_erratum(&quoting("Var[x] + Var[y]"));
    for altered in [
        r"= Var[x] - Var[y] + Covar[x, y]",
        r"= Var[x] + Var[y] + Covar[x, z]",
        r"= Var[x] + Var[y] + Covar[x; y]",
        r"= Var[x] + Var[y] + 2\,Covar[x, y]",
    ] {
        refused(&quoting(altered), "does not stand in the print");
    }
    refused(&quoting("Var"), "quote four symbols at least");
}

#[test]
fn an_erratum_is_reported_at_a_link() {
    let corrected = r"= Var[x] + Var[y] + 2\,Covar[x, y]";
    let reported = |link: &'static str| {
        quoted(move |erratum| erratum.answer(10).as_printed().corrected(corrected).reported(link))
    };
    let evidence = reported("https://example.org/errata");
    is_erratum(&evidence);
    assert_eq!(evidence.reported.as_deref(), Some("https://example.org/errata"));
    assert_eq!(SquareOfASum::sound().verdict().reported, None);
    for link in ["", "example.org", "http://example.org", "https://example.org and a letter"] {
        refused(&reported(link), ".reported(...) takes one that starts with https://");
    }
}

#[test]
fn a_place_that_is_not_there_or_prints_no_formula_is_refused() {
    let corrected = r"= Var[x] + Var[y] + 2\,Covar[x, y]";
    let printed = quoted(|erratum| erratum.answer(10).as_printed().corrected(corrected));
    assert_eq!(printed.printed.as_deref(), Some("= Var[x] + Var[y] + Covar[x, y]"));
    assert!(!printed.paraphrased && SquareOfASum::sound().verdict().paraphrased);
    refused(&quoted(|erratum| erratum.as_printed().corrected(corrected)), "which units are printed so?");
    refused(
        &quoted(|erratum| erratum.answer(11).as_printed().corrected(corrected)),
        "the units are no displays",
    );
    refused(
        &quoted(|erratum| erratum.answer([10, 99]).as_printed().corrected(corrected)),
        "the booklet has no unit 11.4/a99: the statement has 2, the answer 11",
    );
    refused(
        &quoted(|erratum| erratum.figure("99.1").as_printed().corrected(corrected)),
        "the booklet prints no figure 99.1",
    );
}

#[test]
fn an_excused_unit_is_decided_by_no_claim() {
    let excused = text().expect("the catalogue can be read").units().find(|unit| unit.excuse.is_some());
    let place = excused.expect("questions are excused").place;
    let claim = claim(&place.problem.to_string());
    let claim = match place.part {
        Part::Statement => claim.statement(place.index),
        Part::Answer => claim.answer(place.index),
    };
    let evidence = claim.that("n = n").for_each("n", [Q::int(1)]).verdict(|n| equal(n, n));
    refused(&evidence, &format!("unit {place} is excused as"));
}
