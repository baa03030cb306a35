// Package privacy counts privacy loss in integers: how much a planned job can reveal about one contributor, how much of a data
// block's budget is held and spent, and what that means as (ε, δ).
//
// It promises that a [Loss] computed from a [Plan] is never below the Rényi divergence of the mechanism the plan describes, at
// any of [Orders]; that costs are rounded up and budgets down; and that [Budget] follows the PrivacyLedger contract bit for bit.
// Neighbouring datasets differ in one contributor whose data is replaced by nothing (zero-out adjacency): membership is public,
// contents are not. Sources are named where a formula is used.
//
// The composition is a Rényi filter: jobs of any number of tenants, chosen adaptively and running side by side, share one budget
// per block, and the block's (ε, δ) holds for all of them together (Rogers, Roth, Ullman, Vadhan 1605.08294; Feldman, Zrnic
// 2008.11193; concurrent use: Haney et al. 2309.05901).
//
// It does NOT protect anybody by itself. A Loss is the loss of what the plan says; that the plan is what runs (every update
// clipped, the noise really added, nothing else leaving, the sampled set kept secret when q < 1) is the business of whoever
// runs it. It does not make ε small, and it does not account for what a contributor reveals elsewhere.
//
// This package does not know about noise, data, files, chains, wallets, time or randomness.
package privacy
