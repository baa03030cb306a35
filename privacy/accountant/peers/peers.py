"""Compares `stint privacy eval` with dp_accounting and Opacus' PRV accountant on random plans, and fails if it is ever below what they prove.

Run by `make peers`. Needs the packages of requirements.txt, and Opacus without its dependencies; nothing of stint depends on any of them.
"""
import argparse
import json
import math
import os
import random
import subprocess
import sys
import time
import types


def bare(name, path):
    """A package without its __init__, which would import PyTorch."""
    module = types.ModuleType(name)
    module.__path__ = [path]
    sys.modules[name] = module


def opacus(packages):
    """Opacus' PRV accountant, as its users call it."""
    root = os.path.join(packages, "opacus")
    bare("opacus", root)
    bare("opacus.accountants", os.path.join(root, "accountants"))
    optimizers = types.ModuleType("opacus.optimizers")  # the accountant names it for a type that is not wanted here
    optimizers.DPOptimizer = object
    sys.modules["opacus.optimizers"] = optimizers
    from opacus.accountants.prv import PRVAccountant
    return PRVAccountant


def plans(n, seed):
    """n plans: sampling probability, noise multiplier, rounds, δ. Those with ε above 30 or next to 0 tell little, and are drawn again by the caller."""
    r = random.Random(seed)
    while True:
        q = 1.0 if r.random() < 0.1 else 10 ** r.uniform(-3.5, -0.5)
        yield {"q": q, "sigma": 10 ** r.uniform(-0.2, 0.9), "t": int(10 ** r.uniform(0, 4)), "delta": 10 ** r.uniform(-8, -4)}


def vector(i, p, kind):
    return {"id": str(i), "kind": kind, "input": {"composition": [
        {"mechanism": "poisson_subsampled_gaussian", "sampling_probability": p["q"], "noise_multiplier": p["sigma"], "count": p["t"]}],
        "relation": "add_remove", "delta": p["delta"], "orders": "DP_ACCOUNTING", "conversion": "improved"}}


def ours(binary, vectors):
    start = time.perf_counter()
    done = subprocess.run([binary, "privacy", "eval"], input="\n".join(map(json.dumps, vectors)), capture_output=True, text=True, check=True)
    took = time.perf_counter() - start
    answers = {}
    for line in done.stdout.splitlines():
        a = json.loads(line)
        if "error" in a:
            sys.exit(f"{a['id']}: {a['error']}")
        answers[a["id"]] = math.inf if a["value"] == "inf" else a["value"]
    return answers, took


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--stint", required=True)
    args.add_argument("--packages", required=True)
    args.add_argument("--plans", type=int, default=500)
    args = args.parse_args()
    sys.path.insert(0, args.packages)
    import logging

    import absl.logging
    logging.disable(logging.WARNING)  # that its lower estimates are by another method, and which orders it gives up
    absl.logging.set_verbosity("error")
    import dp_accounting
    from dp_accounting.pld import privacy_loss_distribution as pld
    from dp_accounting.rdp import RdpAccountant
    PRVAccountant = opacus(args.packages)

    def theirs(p, pessimistic):
        d = pld.from_gaussian_mechanism(p["sigma"], sampling_prob=p["q"], pessimistic_estimate=pessimistic, value_discretization_interval=1e-4)
        return d.self_compose(p["t"]).get_epsilon_for_delta(p["delta"])

    chosen, low, high, spent = [], [], [], 0.0
    for p in plans(args.plans, 1):
        start = time.perf_counter()
        upper = theirs(p, True)
        took = time.perf_counter() - start
        if not 0.05 < upper < 30:
            continue
        spent += took
        chosen.append(p)
        high.append(upper)
        low.append(theirs(p, False))
        if len(chosen) == args.plans:
            break
    mine, took = ours(args.stint, [vector(i, p, "pld_epsilon") for i, p in enumerate(chosen)])
    below, above, tighter, worst = 0, 0, 0, 0.0
    for i, p in enumerate(chosen):
        eps = mine[str(i)]
        if eps < low[i] * (1 - 1e-9):
            below += 1
            print("below the lower estimate:", p, eps, low[i], high[i])
        if eps > high[i] * 1.01:
            above += 1
            print("more than 1 % above:", p, eps, low[i], high[i])
        tighter += eps <= high[i] * (1 + 1e-6)
        worst = max(worst, eps / high[i] - 1)
    n = len(chosen)
    print(f"PLD, {n} plans: {below} below dp_accounting's lower estimate, {above} more than 1 % above its upper; {tighter} tighter or equal; "
          f"worst {100 * worst:+.3f} %; {1000 * took / n:.1f} ms each, dp_accounting {1000 * spent / n:.1f} ms")

    start, wider, gap, tried = time.perf_counter(), 0, 0.0, 0
    for i, p in enumerate(chosen[: n // 5]):
        if p["q"] == 1:
            continue
        a = PRVAccountant()
        a.history = [(p["sigma"], p["q"], p["t"])]
        try:
            upper = a.get_epsilon(p["delta"])
        except Exception as e:  # it refuses some
            print("Opacus refuses", p, type(e).__name__, e)
            continue
        tried += 1
        wider += upper >= mine[str(i)] * (1 - 1e-6)
        gap += upper - mine[str(i)]
    took = time.perf_counter() - start
    print(f"PRV, {tried} of them: ours is tighter or equal {wider} times, by {gap / max(tried, 1):.4f} on average; Opacus {1000 * took / max(tried, 1):.1f} ms each")

    mine, took = ours(args.stint, [vector(i, p, "rdp_epsilon") for i, p in enumerate(chosen)])
    start, off = time.perf_counter(), 0.0
    for i, p in enumerate(chosen):
        a = RdpAccountant()
        event = dp_accounting.GaussianDpEvent(p["sigma"])
        a.compose(event if p["q"] == 1 else dp_accounting.PoissonSampledDpEvent(p["q"], event), p["t"])
        off = max(off, mine[str(i)] / a.get_epsilon(p["delta"]) - 1)
    spent = time.perf_counter() - start
    print(f"RDP, {n} plans: ours is at most {100 * off:+.6f} % above dp_accounting's; {1000 * took / n:.2f} ms each, dp_accounting {1000 * spent / n:.2f} ms")
    sys.exit(1 if below or above else 0)


if __name__ == "__main__":
    main()
