// Package admission decides which of the claims that wait for privacy budget get it next: first come first served, the smallest dominant share first
// (dominant private block fairness, DPF: PrivateKube, 2106.15335), or the most profitable set that fits (the privacy knapsack: DPack, 2212.13228). It
// also paces a block: its budget can unlock with the claims that arrive (DPF-N) or over time (DPF-T), so that early large claims do not drain it.
//
// It promises that the same calls in the same order give the same decisions, however the caller's maps are laid out; that no block is ever granted beyond what
// is unlocked, by the rule of privacy.Budget (some one order keeps held + loss within its cap); that a claim gets all its blocks or none; and that a
// claim that never fits, even if all reservations came back, is refused at once, with the reason. Losses are whole ledger units, and the unlocked part of a cap is
// rounded down. Nothing here depends on the size of a unit.
//
// It is policy, not privacy. What it grants is a proposal: the ledger still refuses what does not fit, and a bug here can waste budget or be unfair,
// never overspend it. It does NOT keep anybody from sending many small claims: DPF-N then unlocks faster, and small claims go first. Profit starves
// what does not pay. Who may claim how much is a quota: see Claim. It does not reserve machines, move money, or look at data, clocks or randomness.
package admission
