// Package accountant computes how much a declared sequence of mechanisms can reveal: Rényi divergence (RDP), the privacy loss distribution (PLD), and
// Gaussian differential privacy, each with its conversion to (ε, δ), and the noise or the number of rounds that a target allows.
//
// It promises that what it returns as an ε or a δ is never below the exact value by more than float64 rounding of a closed formula: where something is
// approximated, mass is moved so that the result can only rise, and what cannot be bounded is refused (*ParameterError, ErrUnsupported, ErrDomain)
// instead of guessed. Sources are named where a formula is used.
//
// All noise multipliers are standard deviations (or scales) divided by the sensitivity under the relation that is asked for. Divergences, ε and losses
// are in nats.
//
// It does NOT protect anybody: what it computes is the loss of mechanisms as described. It is not a filter: a PLD or a trade-off curve composed along an
// adaptively chosen path is no valid bound (2602.06756), so it is for one plan that is declared in advance; budgets that many jobs share are counted in
// RDP by package privacy. Floats are fine here because nothing of this is stored or charged: privacy rounds what it takes from here up, to integers.
//
// This package does not know about budgets, jobs, data, noise or randomness.
package accountant
