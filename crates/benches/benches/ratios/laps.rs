//! What is timed: a lap runs one piece of work on all cases of a claim.

use benches::{Point, attention, gaussian_product, graph_layer, scalar_relu};
use cpu_time::ThreadTime;
use proptest::test_runner::{RngAlgorithm, TestRng};
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::hint::black_box;
use std::io::{self, BufRead, Write};
use std::time::Duration;
use udl_proofs::claim::{Agree, Show, Verdict, claim, equal};
use udl_proofs::domain::{Domain, Draw};
use udl_proofs::scalar::{Event, Octuple, Path, Rational, Real, raise, watch};
use udl_proofs::value::Entries;

/// The cases of a lap: so many that a processor does not learn their branches by heart, as it does in
/// repetitions of a few.
const CASES: u32 = 1024;

/// The default number of cases of a claim.
pub(crate) const CASES_OF_A_CLAIM: u32 = 256;

/// A lap is repeated until it takes this long, so that the clock's own cost and steps do not count.
const LEAST: Duration = Duration::from_millis(5);

/// The number of operations in a lap of one operation.
const OPERATIONS: usize = 4096;

/// One piece of work, so often: a case or an operation each.
struct Lap {
    times: u32,
    run: Box<dyn FnMut()>,
}

impl Lap {
    fn new(times: u32, run: impl FnMut() + 'static) -> Self {
        Self { times, run: Box::new(run) }
    }

    /// Nanoseconds of processor time that one case takes, over so many repetitions.
    fn nanoseconds(&mut self, repetitions: u32) -> f64 {
        let start = ThreadTime::now();
        (0..repetitions).for_each(|_| (self.run)());
        start.elapsed().as_nanos() as f64 / f64::from(repetitions) / f64::from(self.times)
    }

    /// How many repetitions take long enough.
    fn repetitions(&mut self) -> u32 {
        let mut repetitions = 1;
        loop {
            let spent = self.nanoseconds(repetitions) * f64::from(repetitions) * f64::from(self.times);
            if spent >= LEAST.as_nanos() as f64 {
                return repetitions;
            }
            repetitions *= 2;
        }
    }
}

/// Runs a lap for each line of the standard input that names one, and answers with its nanoseconds; for
/// `shapes`, with those of the first cases of self-attention.
pub(crate) fn serve() -> io::Result<()> {
    let mut laps = BTreeMap::new();
    let mut output = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let name = line?;
        if name == "shapes" {
            writeln!(output, "{}", shapes())?;
        } else {
            let (lap, repetitions) = laps.entry(name).or_insert_with_key(|name| {
                let mut lap = lap(name).unwrap_or_else(|| panic!("there is no lap {name:?}"));
                let repetitions = lap.repetitions();
                (lap, repetitions)
            });
            writeln!(output, "{}", lap.nanoseconds(*repetitions))?;
        }
        output.flush()?;
    }
    Ok(())
}

/// The lap of this name: a law, its numbers, and what is done with them.
fn lap(name: &str) -> Option<Lap> {
    let (law, work) = name.split_once(": ")?;
    match law {
        "ReLU, fractions" => exact(work, scalar_relu::cases::<Rational>, scalar_relu::sides),
        "ReLU, 53 bits" => common(work, scalar_relu::cases::<f64>(), scalar_relu::sides),
        "graph layer, fractions" => exact(work, graph_layer::cases::<Rational>, graph_layer::sides),
        "graph layer, 53 bits" => common(work, graph_layer::cases::<f64>(), graph_layer::sides),
        "Gaussian product, fractions" => {
            exact(work, gaussian_product::cases::<Rational>, gaussian_product::sides)
        }
        "Gaussian product, 53 bits" => {
            common(work, gaussian_product::cases::<f64>(), gaussian_product::sides)
        }
        "self-attention, 53 bits" => common(work, attention::cases::<f64>(), attention::sides),
        "self-attention, balls" => common(work, attention::cases::<Octuple>(), attention::sides),
        "self-attention, points" => sides_alone(work, attention::cases::<Point>(), attention::sides),
        "balls" => operation::<Octuple>(work),
        "points" => operation::<Point>(work),
        _ => None,
    }
}

/// The member that a source of choices with this number leads to.
fn member<V>(cases: &Domain<V>, number: u32, numbered: impl FnOnce(Draw<'_>) -> Draw<'_>) -> V {
    let mut seed = [0; 32];
    seed[..4].copy_from_slice(&number.to_le_bytes());
    let mut rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    cases.member(&mut numbered(Draw::random(&mut rng)))
}

fn drawn<V>(cases: &Domain<V>) -> Vec<V> {
    (0..CASES).map(|number| member(cases, number, |draw| draw)).collect()
}

/// Cases with shadows, each with the path that led to it.
fn shadowed<V>(cases: &Domain<V>) -> Vec<(V, Path)> {
    let point = |number: u32| u64::from(number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let case = |number| member(cases, number, |draw| draw.shadowed(point(number)));
    (0..CASES).map(|number| watch(Path::default(), || case(number))).collect()
}

/// The laps of a law over numbers of any kind.
fn common<V, S>(work: &str, cases: Domain<V>, sides: fn(V) -> (S, S)) -> Option<Lap>
where
    V: Show + Clone + Debug + 'static,
    S: Agree + 'static,
{
    let lap = match work {
        "drawn" => Lap::new(CASES, move || drop(black_box(drawn(&cases)))),
        "bare" => {
            let cases = drawn(&cases);
            Lap::new(CASES, move || {
                let agree = cases.iter().all(|case| {
                    let (left, right) = sides(black_box(case.clone()));
                    left.agreement(&right).is_equal()
                });
                assert!(agree, "the sides differ");
            })
        }
        "judged" => judged(cases, sides, false),
        _ => return sides_alone(work, cases, sides),
    };
    Some(lap)
}

/// The sides of a law, uncompared.
fn sides_alone<V: Clone + 'static, S: 'static>(
    work: &str,
    cases: Domain<V>,
    sides: fn(V) -> (S, S),
) -> Option<Lap> {
    let cases = drawn(&cases);
    let run = move || cases.iter().for_each(|case| drop(black_box(sides(black_box(case.clone())))));
    (work == "sides").then(|| Lap::new(CASES, run))
}

/// The laps of a law over fractions, with and without shadows.
fn exact<V, S>(work: &str, cases: fn() -> Domain<V>, sides: fn(V) -> (S, S)) -> Option<Lap>
where
    V: Show + Clone + Debug + 'static,
    S: Agree + 'static,
{
    let lap = match work {
        "sides with shadows" => {
            let cases = shadowed(&cases());
            Lap::new(CASES, move || {
                for (case, path) in &cases {
                    let case = black_box(case.clone());
                    drop(black_box(watch(path.clone(), || sides(case))));
                }
            })
        }
        "judged without shadows" => judged(cases(), sides, true),
        _ => return common(work, cases(), sides),
    };
    Some(lap)
}

/// A whole claim. Where a law reads a float, the judge has no use for shadows after the first case.
fn judged<V, S>(cases: Domain<V>, sides: fn(V) -> (S, S), reads_a_float: bool) -> Lap
where
    V: Show + Clone + Debug + 'static,
    S: Agree + 'static,
{
    let cases = cases.map(Whole);
    Lap::new(CASES, move || {
        let evidence =
            claim("3.5").that("both sides are equal").for_all("case", cases.clone()).cases(CASES).verdict(
                |Whole(case)| {
                    if reads_a_float {
                        raise(Event::Float);
                    }
                    let (left, right) = sides(case);
                    equal(left, right)
                },
            );
        assert_eq!(evidence.verdict, Verdict::Holds, "{evidence:?}");
    })
}

/// One operation on pairs of numbers that fill their 237 bits.
fn operation<T: Real>(work: &str) -> Option<Lap> {
    let operation: fn(T, T) -> T = match work {
        "+" => |x, y| x + y,
        "×" => |x, y| x * y,
        "÷" => |x, y| x / y,
        "exp" => |x, _| x.exp(),
        _ => return None,
    };
    let numbers: Vec<T> = (1..=OPERATIONS as i64).map(|n| T::ratio(n, 97) / T::int(2021)).collect();
    Some(Lap::new(OPERATIONS as u32 - 1, move || {
        numbers.windows(2).for_each(|pair| {
            black_box(operation(black_box(pair[0]), pair[1]));
        });
    }))
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

/// Tokens, entries of each and how many cases have them: `1x2:40 3x1:56`.
fn shapes() -> String {
    let mut shapes = BTreeMap::<(usize, usize), u32>::new();
    for case in drawn(&attention::cases::<f64>()).iter().take(CASES_OF_A_CLAIM as usize) {
        *shapes.entry(case.shape()).or_default() += 1;
    }
    let shapes: Vec<_> = shapes.iter().map(|((n, d), cases)| format!("{n}x{d}:{cases}")).collect();
    shapes.join(" ")
}
