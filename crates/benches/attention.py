#!/usr/bin/env python3
"""Self-attention follows a relabelling of its tokens, Sa[X P] = Sa[X] P, in vectorised NumPy on one core.

Both sides are computed and compared for many cases at once, those of one shape together. Prints the processor
time of a case, by which `cargo bench` compares it with the same loop in Rust.
"""

import argparse
import os
import re
import sys
import time

for library in ("OMP", "OPENBLAS", "MKL", "BLIS", "NUMEXPR", "VECLIB_MAXIMUM"):
    os.environ[f"{library}_NUM_THREADS"] = "1"

try:
    import numpy as np
except ImportError:
    sys.exit("this needs NumPy: pip install numpy")

# A comparison at 53 bits, of the largest entry.
TOLERANCE = 1e-9


def shape(text):
    """Reads `3x2:40`: three tokens of two entries, in forty cases."""
    found = re.fullmatch(r"([1-9]\d*)x([1-9]\d*):([1-9]\d*)", text)
    if not found:
        raise argparse.ArgumentTypeError(f"{text} is no shape: write tokens, entries and cases, as 3x2:40")
    return tuple(map(int, found.groups()))


def draw(rng, tokens, entries, cases):
    """Three affine maps, data and a relabelling for each case."""
    weights = rng.integers(-8, 9, (3, cases, entries, entries)) / 4
    biases = rng.integers(-8, 9, (3, cases, entries, 1)) / 4
    data = rng.integers(-8, 9, (cases, entries, tokens)) / 4
    orders = rng.permuted(np.tile(np.arange(tokens), (cases, 1)), axis=1)
    return weights, biases, data, np.eye(tokens)[orders]


def attention(weights, biases, data):
    """`V Softmax[Kᵀ Q]`, tokens in columns."""
    value, query, key = weights @ data + biases
    scores = key.swapaxes(1, 2) @ query
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return value @ (powers / powers.sum(axis=1, keepdims=True))


def lap(batches):
    """Computes both sides of all cases, and compares them."""
    for weights, biases, data, permutation in batches:
        left = attention(weights, biases, data @ permutation)
        right = attention(weights, biases, data) @ permutation
        size = np.maximum(np.abs(left), np.abs(right))
        if not (np.abs(left - right) <= TOLERANCE * np.maximum(size, 1)).all():
            sys.exit("the sides differ")


def main():
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument(
        "shapes",
        nargs="*",
        type=shape,
        metavar="TOKENSxENTRIES:CASES",
        help="the shapes, and how many cases have each (1 to 3 tokens of 1 or 2 entries, 256 cases in all)",
    )
    parser.add_argument("--times", type=int, default=1, help="so many times as many cases at once (1)")
    parser.add_argument("--rounds", type=int, default=15, help="how often it is measured (15)")
    parser.add_argument("--seed", type=int, default=0, help="of the cases (0)")
    serve = "measures once for each line of the standard input, in nanoseconds"
    parser.add_argument("--serve", action="store_true", help=serve)
    options = parser.parse_args()
    if options.times < 1 or options.rounds < 1:
        parser.error("--times and --rounds are at least 1")
    shapes = options.shapes or [(n, d, 43 - (n == 3)) for n in (1, 2, 3) for d in (1, 2)]
    shapes = [(tokens, entries, cases * options.times) for tokens, entries, cases in shapes]
    rng = np.random.default_rng(options.seed)
    batches = [draw(rng, *shape) for shape in shapes]
    cases = sum(cases for _, _, cases in shapes)

    def nanoseconds(repetitions):
        start = time.thread_time_ns()
        for _ in range(repetitions):
            lap(batches)
        return (time.thread_time_ns() - start) / repetitions / cases

    repetitions = 1
    while nanoseconds(repetitions) * repetitions * cases < 8e6:
        repetitions *= 2
    if options.serve:
        print(f"NumPy {np.__version__}, Python {sys.version.split()[0]}", flush=True)
        for _ in sys.stdin:
            print(nanoseconds(repetitions), flush=True)
        return
    measured = sorted(nanoseconds(repetitions) for _ in range(options.rounds))
    median = measured[len(measured) // 2]
    print(f"NumPy {np.__version__}, Python {sys.version.split()[0]}, {cases} cases at once, one core")
    print(
        f"{median / 1e3:.2f} µs a case, {1e9 / median:.0f} cases a second "
        f"({measured[0] / 1e3:.2f} to {measured[-1] / 1e3:.2f} µs in {options.rounds} rounds)"
    )


if __name__ == "__main__":
    main()
