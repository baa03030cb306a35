// Package deploy puts the whole set of contracts on an Ethereum chain, any that runs the Osaka rules, hands their government over, and says
// afterwards whether what stands on a chain is that set.
//
// It promises that every address is known before the first transaction is sent; that a deployment which was cut short, even by a kill, goes on
// where it stopped and does nothing twice; that another deployment is never continued as if it were this one; that the set is governed from its
// last transaction on by who the Config names, with the delays it names, and by nobody else, the deploying key included; and that the code at
// every address is, byte for byte, what the compiled contracts make of their constructor arguments, before the addresses are written down.
//
// It does not protect against the node it talks to, whose word is taken for what is on the chain, nor against a reorganisation deeper than what
// that node calls its newest block: check the set again once the chain has settled. It cannot know whether a currency moves what it is told to
// move, or whether Ocean's contracts at given addresses are Ocean's: it compares what they say of each other.
//
// This package does not know about datasets, jobs, privacy budgets or prices, nor where keys are kept.
package deploy
