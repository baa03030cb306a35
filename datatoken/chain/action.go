package chain

// Action says what a transaction is for, so that a Policy can say when it counts.
type Action string

// What transactions are for.
const (
	ActionOrder   Action = "order"   // a trainer buys and orders a job
	ActionReserve Action = "reserve" // a provider reserves privacy loss
	ActionCommit  Action = "commit"  // a provider charges it
	ActionSettle  Action = "settle"  // an order is paid out
	ActionRefund  Action = "refund"  // an order is paid back
	ActionPublish Action = "publish" // a curator makes or changes a dataset
	ActionClaim   Action = "claim"   // a member takes its royalties
	ActionMove    Action = "move"    // money goes that nothing waits for: machine time is drawn, an inbox is flushed
	ActionOther   Action = "other"   // all the rest, and what says nothing
)
