// Package stint is the map of the house; it holds no code.
//
// Three ground rooms each know one thing and never meet:
//
//	privacy     loss, budgets and accountants, as integers; pure
//	storage     bytes: content addresses, sealing, keys
//	datatoken   rights and money; pure
//
// Their doors each bring in one outside library: privacy/release (noise), storage/dir and storage/ipfs (places for bytes), datatoken/chain and
// datatoken/devchain (the chain; datatoken/contracts is the Solidity).
//
// One room upstairs joins them: c2d, the life of a job. Around it stand c2d/airlock (what may leave), c2d/enclosure (where records are readable: the
// conductor, and in cell the untrusted side), c2d/web (HTTP, both ends), c2d/market (the chain in the engine's terms) and c2d/broker (how a conductor
// in a pod of its own gets keys). Bodies give that life a place to run: c2d/local is one machine's, operator a cluster's (operator/api/v1alpha1 its
// custom resources, operator/lab a cluster to test on, charts/stint its Helm chart). Mains wire it: cmd/stint, cmd/stint-operator, and two small
// programs, cmd/stint-conductor, which opens shards in a pod, and cmd/stint-cell, which contains other programs.
//
// A package imports only lower floors; TestFloors holds that, and TestHeavyDependencies which library lives where.
//
// One piece of data goes through the house once down and once back. A contributor's machine seals a shard (storage), whose address and share go on
// chain (datatoken). A trainer's order (datatoken) names a spec (c2d), whose plan has a loss (privacy), which is reserved (datatoken) before the
// enclosure gets a key (storage), opens the shard, and lets out a noisy sum (privacy/release). The airlock judges it, the loss is committed, the
// result is sealed to the trainer, and the money goes to the contributors.
//
// Which room does a line of code belong to? Ask in order; the first yes wins. Flag, environment variable, exit code: cmd. HTTP: c2d/web. Kubernetes: operator. Runs where
// records are readable: c2d/enclosure. Needs two of {Ref, Loss, Token}: c2d. ε, δ, noise, composition: privacy. Wei, share, order, signature:
// datatoken. Bytes, CID, key wrapping: storage. If two answers fit, the line is two lines.
package stint
