// Package datatoken is the ground room of rights and money: addresses, amounts, tokens, orders, shares, and the arithmetic of royalties.
//
// It promises that money is whole units of a currency and never a float, that text is read in one form or refused, and that the royalty
// arithmetic gives out every unit that was paid in, or says where it is, as the RoyaltyPools contract does.
//
// It does not protect against a chain that lies: its values are what somebody read there. Checking them is datatoken/chain's.
//
// This package does not know about privacy, storage, jobs' lives, or any chain.
package datatoken
