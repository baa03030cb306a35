package c2d

import (
	"errors"
	"fmt"
)

// Code names a reason for refusing something. Codes are stable: programs match on them, and exit codes, HTTP statuses and
// conditions are derived from them, in one table each.
type Code string

const (
	BadRequest          Code = "BadRequest"          // the request does not describe anything that could be done
	NotFound            Code = "NotFound"            // no such dataset, job, order or output
	Conflict            Code = "Conflict"            // it exists already, differently
	NotAuthorized       Code = "NotAuthorized"       // the caller is not who may do this
	OrderInvalid        Code = "OrderInvalid"        // the order does not pay for this job
	AlgorithmNotAllowed Code = "AlgorithmNotAllowed" // the dataset does not admit this program
	BudgetExceeded      Code = "BudgetExceeded"      // the plan does not fit what is left of the privacy budget
	InsufficientFunds   Code = "InsufficientFunds"   // the wallet cannot pay the price
	SandboxUnavailable  Code = "SandboxUnavailable"  // this machine cannot contain untrusted code
	SealNotProven       Code = "SealNotProven"       // the sandbox did not prove that it is closed; no key was released
	SealPolicyMissing   Code = "SealPolicyMissing"   // what keeps a cluster's runs closed is not in force
	DataUnavailable     Code = "DataUnavailable"     // a shard cannot be fetched, verified or opened
	DeadlinePassed      Code = "DeadlinePassed"      // the order ran out before the job was done
	RunFailed           Code = "RunFailed"           // the run broke through no fault of the trainer
	AirlockBlocked      Code = "AirlockBlocked"      // an output is not what was declared
	VerificationFailed  Code = "VerificationFailed"  // evidence does not add up
	Unavailable         Code = "Unavailable"         // a part of the node cannot be reached now; try again
)

// Codes lists every Code, so that a table derived from them can be checked to be complete.
func Codes() []Code {
	return []Code{
		BadRequest, NotFound, Conflict, NotAuthorized, OrderInvalid, AlgorithmNotAllowed, BudgetExceeded, InsufficientFunds,
		SandboxUnavailable, SealNotProven, SealPolicyMissing, DataUnavailable, DeadlinePassed, RunFailed, AirlockBlocked, VerificationFailed, Unavailable,
	}
}

// Refusal is a no with a reason a person can act on: a stable code, a sentence, and what to do next. It never contains data,
// keys, or anything that depends on a record.
type Refusal struct {
	Code     Code   `json:"code"`
	Sentence string `json:"sentence"`
	Next     string `json:"next,omitempty"`
}

func (r *Refusal) Error() string {
	if r.Next == "" {
		return fmt.Sprintf("%s: %s", r.Code, r.Sentence)
	}
	return fmt.Sprintf("%s: %s; %s", r.Code, r.Sentence, r.Next)
}

// Refuse makes a Refusal.
func Refuse(code Code, next, format string, args ...any) *Refusal {
	return &Refusal{Code: code, Sentence: fmt.Sprintf(format, args...), Next: next}
}

// AsRefusal returns the Refusal in err's chain, or nil.
func AsRefusal(err error) *Refusal {
	var r *Refusal
	if errors.As(err, &r) {
		return r
	}
	return nil
}

// IsRefusal reports whether err is a Refusal with the given code.
func IsRefusal(err error, code Code) bool {
	r := AsRefusal(err)
	return r != nil && r.Code == code
}
