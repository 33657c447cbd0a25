//! What the laws quantify over.

use quickcheck::{Arbitrary, Gen};
use udl_proofs::scalar::Rational;

/// A fraction with parts of at most 8 bits: a formula of a dozen operations stays in 128.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tame(pub(crate) Rational);

impl Arbitrary for Tame {
    fn arbitrary(g: &mut Gen) -> Self {
        let denominator = i128::from(u8::arbitrary(g).max(1));
        Self(Rational::new(i8::arbitrary(g).into(), denominator))
    }
}

/// A tame fraction greater than zero.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Positive(pub(crate) Rational);

impl Arbitrary for Positive {
    fn arbitrary(g: &mut Gen) -> Self {
        let part = |g: &mut Gen| i128::from(u8::arbitrary(g).max(1));
        Self(Rational::new(part(g), part(g)))
    }
}

/// A multiple of 1/16 between ±8: exact in every number system, and so are its sums.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dyadic(pub(crate) Rational);

impl Arbitrary for Dyadic {
    fn arbitrary(g: &mut Gen) -> Self {
        Self(Rational::new(i8::arbitrary(g).into(), 16))
    }
}

/// A 128-bit integer of any length, often next to a limit of 32, 64 or 128 bits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part(pub(crate) i128);

impl Arbitrary for Part {
    fn arbitrary(g: &mut Gen) -> Self {
        let near = i128::from(i8::arbitrary(g) / 16);
        let sign = *g.choose(&[1, -1]).expect("two signs");
        Self(match u8::arbitrary(g) % 8 {
            0 => near,
            1 | 2 => {
                sign * ((1 << g.choose(&[31, 32, 62, 63, 64, 65, 96, 126]).expect("eight powers")) + near)
            }
            3 => sign * (i128::MAX - near.abs()),
            4 => i128::MIN + near.abs(),
            5 => i128::from(i64::arbitrary(g)) * i128::from(i64::arbitrary(g)),
            _ => i128::arbitrary(g) >> (u8::arbitrary(g) % 128),
        })
    }
}

/// A fraction with parts of any length.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wild(pub(crate) Rational);

impl Arbitrary for Wild {
    fn arbitrary(g: &mut Gen) -> Self {
        loop {
            let (numerator, denominator) = (Part::arbitrary(g).0, Part::arbitrary(g).0);
            let fraction = Rational::new(numerator, denominator);
            if fraction.reason().is_none() {
                return Self(fraction);
            }
        }
    }
}

/// Two wild fractions, often related: the same denominator, or nearly opposite, so that much of a
/// sum cancels.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pair(pub(crate) Rational, pub(crate) Rational);

impl Arbitrary for Pair {
    fn arbitrary(g: &mut Gen) -> Self {
        let (Wild(a), Wild(b)) = (Wild::arbitrary(g), Wild::arbitrary(g));
        let related = match u8::arbitrary(g) % 4 {
            0 => Rational::new(b.numerator(), a.denominator()),
            1 => Rational::new(i128::from(i8::arbitrary(g)).saturating_sub(a.numerator()), a.denominator()),
            2 => Rational::new(b.numerator(), a.denominator() / 3 + 1),
            _ => b,
        };
        if related.reason().is_none() { Self(a, related) } else { Self(a, b) }
    }
}
