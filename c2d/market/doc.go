// Package market is the chain in the terms of a job's life: it is the engine's Exchange, Signer and Ledger over one provider's account, and
// the registry that reads datasets and balances royalties for a node's visitors. Every body uses it: one machine's and a cluster's.
//
// It promises to translate and to check, and to decide nothing: what a dataset's documents claim is held against the contracts before it is
// believed, and an answer of the chain that it does not know stays an error of unknown outcome. It does not protect against a chain that lies,
// nor against whoever holds the provider's key.
//
// This package does not know about runs, HTTP routes or Kubernetes.
package market
