// Package c2d joins bytes (storage), loss (privacy) and rights and money (datatoken) into the life of a job, and holds every rule of that
// life. It promises the nine invariants its tests state (see TestInvariants): nothing runs without a reservation, nothing leaves without a
// committed charge, no budget is exceeded by any number of engines, a reservation returns only for rounds never started, payouts are
// exact, replaying any step changes nothing, noise is never redrawn for inputs whose output exists, loss is what our side enforced, and
// one order runs at most one job.
//
// The Engine decides in pure functions (decide) and acts through the small interfaces declared in needs.go; a body (one machine, a cluster)
// calls Engine.Advance until a job is Done and brings no rule of its own.
//
// It does not protect against whoever runs the machine the enclosure is on: without confidential computing they can read memory. It does
// not protect a contributor who shared the same records elsewhere.
//
// This package does not know about HTTP, Kubernetes, go-ethereum, IPFS, processes or files.
package c2d
