"""Random algebraic pairs: the verdicts of `answers` against sympy.

    python3 -m venv /tmp/sy && /tmp/sy/bin/pip install sympy          # outside the checkout
    cargo build --release -p answers --example pairs
    /tmp/sy/bin/python crates/answers/checks/sympy_pairs.py make 5000 1 /tmp/pairs.tsv
    /tmp/sy/bin/python crates/answers/checks/sympy_pairs.py judge target/release/examples/pairs /tmp/pairs.tsv

A pair is an expression and one of: itself rewritten by sympy (expanded, factored, over one denominator, in partial fractions,
by trigonometric laws), the same with one number or sign changed after rewriting, or an independent expression of the same kind.
sympy's word is taken in two ways: a pair is different when the two values differ, to 60 digits, at one of eight places where both
are real; it is equal when sympy brings the difference to 0. What sympy does neither for is counted apart and left out of the shares.
`make` takes a quarter of an hour of sympy's time and writes key, answer and sympy's word; `judge` takes seconds, prints every pair that was
not decided or not as sympy says, and one JSON line. Not part of CI.
"""

import json
import random
import statistics
import subprocess
import sys

import sympy as sp

x, y = sp.symbols("x y", real=True)


def number(rng):
    kind = rng.random()
    if kind < 0.6:
        return sp.Integer(rng.choice([-1, 1]) * rng.randint(1, 9))
    if kind < 0.85:
        return sp.Rational(rng.randint(-9, 9) or 1, rng.randint(2, 9))
    return sp.sqrt(rng.choice([2, 3, 5, 6, 7, 8, 12]))


def polynomial(rng, letters, degree):
    terms = rng.randint(1, 3)
    return sum(number(rng) * sp.prod(v ** rng.randint(0, degree) for v in letters) for _ in range(terms)) + number(rng)


def expression(rng):
    """One of the kinds school asks for."""
    letters = [x] if rng.random() < 0.6 else [x, y]
    kind = rng.randint(0, 8)
    if kind == 0:
        return polynomial(rng, letters, 3) * polynomial(rng, letters, 2)
    if kind == 1:
        return (polynomial(rng, letters, 1)) ** rng.randint(2, 4)
    if kind == 2:
        return polynomial(rng, letters, 2) / polynomial(rng, letters, 1)
    if kind == 3:
        return polynomial(rng, letters, 1) / polynomial(rng, letters, 1) + polynomial(rng, letters, 1) / number(rng)
    if kind == 4:
        a, b, c, d = (number(rng) for _ in range(4))
        return (a + b * sp.sqrt(rng.choice([2, 3, 5, 7]))) / (c + d * sp.sqrt(rng.choice([2, 3, 5, 11]))) if rng.random() < 0.7 else sp.sqrt(
            abs(a) + abs(b)) * (c + d)
    if kind == 5:
        t = rng.choice([x, 2 * x, x + sp.pi / rng.choice([3, 4, 6]), x - y])
        return number(rng) * rng.choice([sp.sin, sp.cos])(t) ** rng.randint(1, 3) + number(rng) * rng.choice([sp.sin, sp.cos])(x)
    if kind == 6:
        return number(rng) * sp.sqrt(polynomial(rng, [x], 1) ** 2 + rng.randint(1, 5)) + polynomial(rng, letters, 1)
    if kind == 7:
        return number(rng) * sp.Integer(rng.choice([2, 3])) ** (x + rng.randint(-2, 3)) + number(rng) * sp.exp(rng.choice([x, 2 * x, x + 1]))
    return sp.log(rng.randint(2, 30)) * number(rng) + sp.log(sp.Rational(rng.randint(1, 20), rng.randint(1, 20))) + number(rng) * sp.pi


def rewritten(rng, e):
    ways = [sp.expand, sp.factor, sp.together, lambda v: sp.apart(v, x) if v.free_symbols == {x} else sp.together(v), sp.radsimp]
    if e.has(sp.sin, sp.cos):
        ways = [sp.expand_trig, lambda v: sp.expand(sp.expand_trig(v)), sp.expand, lambda v: v.rewrite(sp.cos) if rng.random() < 0.5 else v,
                sp.trigsimp]
    if e.has(sp.log):
        ways = [sp.expand_log, lambda v: sp.logcombine(v, force=True), sp.expand]
    for _ in range(rng.randint(1, 2)):
        e = rng.choice(ways)(e)
    return e


def changed(rng, e):
    """One number in it by one more or less, or one sign."""
    numbers = [n for n in e.atoms(sp.Number) if n not in (sp.S.Half, -sp.S.Half) or rng.random() < 0.3]
    if not numbers or rng.random() < 0.15:
        return e + rng.choice([1, -1, sp.Rational(1, 1000), x])
    old = rng.choice(sorted(numbers, key=str))
    return e.xreplace({old: -old if rng.random() < 0.4 else old + rng.choice([1, -1])})


def written(rng, e):
    """In LaTeX, or as one types."""
    if rng.random() < 0.5:
        # sympy writes the natural logarithm as \log.
        return sp.latex(e, fold_short_frac=False, mul_symbol=rng.choice([None, "dot"])).replace(r"\log", r"\ln")
    text = str(e).replace("**", "^").replace("log(", "ln(").replace("sqrt(", "√(").replace("pi", "π")
    return text.replace("exp(", "e^(").replace("E", "e")


def truth(a, b, rng):
    places = [(sp.Rational(rng.randint(-40, 40), rng.randint(3, 13)), sp.Rational(rng.randint(-40, 40), rng.randint(3, 13))) for _ in range(8)]
    looked = 0
    for p, q in places:
        try:
            u, v = (e.subs({x: p, y: q}).evalf(60) for e in (a, b))
        except (ZeroDivisionError, ValueError, TypeError):
            continue
        if not (u.is_Float or u.is_Number) or not (v.is_Float or v.is_Number) or u.has(sp.zoo, sp.nan, sp.oo) or v.has(sp.zoo, sp.nan, sp.oo):
            continue
        looked += 1
        if abs(u - v) > sp.Float("1e-40", 60) * (1 + abs(u)):
            return "Different"
    if not looked:
        return "Unknown"
    for bring in (sp.expand, sp.together, sp.radsimp, lambda d: sp.expand(sp.expand_log(d, force=True)), sp.trigsimp, sp.simplify):
        try:
            if bring(a - b) == 0:
                return "Equal"
        except Exception:  # sympy gives up in many ways
            continue
    return "Equal" if (a - b).equals(0) else "Unknown"


def make(count, seed, file):
    rng = random.Random(seed)
    made = 0
    with open(file, "w", encoding="utf-8") as out:
        while made < count:
            a = expression(rng)
            if a.has(sp.zoo, sp.nan, sp.oo, sp.I) or a.is_number and rng.random() < 0.3:
                continue
            kind = rng.random()
            try:
                b = rewritten(rng, a) if kind < 0.8 else expression(rng)
                if 0.45 < kind < 0.8:
                    b = changed(rng, b)
            except Exception:  # not every rewriting applies
                continue
            if b.has(sp.zoo, sp.nan, sp.oo, sp.I):
                continue
            s, t = written(rng, a), written(rng, b)
            if max(len(s), len(t)) > 500 or "\n" in s + t:
                continue
            out.write(f"{s}\t{t}\t{truth(a, b, rng)}\n")
            out.flush()
            made += 1


def judge(program, file):
    rows = [line.rstrip("\n").split("\t") for line in open(file, encoding="utf-8")]
    asked = "".join(f"{s}\t{t}\n" for s, t, _ in rows)
    told = subprocess.run([program], input=asked, capture_output=True, text=True, check=True).stdout.splitlines()
    assert len(told) == len(rows), (len(told), len(rows))
    tally, times = {}, []
    for (s, t, right), answer in zip(rows, told):
        verdict, micros, reason = answer.split("\t")
        times.append(float(micros))
        tally[(right, verdict)] = tally.get((right, verdict), 0) + 1
        if verdict == "Undecided" or (right != verdict and right != "Unknown"):
            print(f"sympy {right}, answers {verdict} ({reason}): {s} | {t}", file=sys.stderr)
    of = lambda r, v: sum(n for (right, verdict), n in tally.items() if r in (None, right) and v in (None, verdict))
    known = len(rows) - of("Unknown", None)
    times.sort()
    print(json.dumps({
        "sympy": sp.__version__, "pairs": len(rows), "equal_by_sympy": of("Equal", None), "different_by_sympy": of("Different", None),
        "unknown_to_sympy": of("Unknown", None), "false_equal": of("Different", "Equal"), "false_different": of("Equal", "Different"),
        "undecided": of(None, "Undecided"), "decided_share": round(1 - of(None, "Undecided") / len(rows), 4),
        "decided_share_of_known": round(1 - (of(None, "Undecided") - of("Unknown", "Undecided")) / known, 4),
        "median_us": round(statistics.median(times), 1), "p99_us": round(times[int(len(times) * 0.99)], 1), "max_us": round(times[-1], 1),
    }))


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
    else:
        judge(sys.argv[2], sys.argv[3])
