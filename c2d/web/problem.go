package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/storage"
)

// Codes of what only happens on the way to a node. The reasons for which a node itself says no are c2d's.
const (
	TooLarge         c2d.Code = "TooLarge"         // the request is longer than the route takes
	MediaType        c2d.Code = "MediaType"        // the body is not of the media type the route takes
	MethodNotAllowed c2d.Code = "MethodNotAllowed" // the path exists, the method on it does not
	WrongHost        c2d.Code = "WrongHost"        // the request was meant for a host this node is not
	Internal         c2d.Code = "Internal"         // the node failed; what happened is in its log, under the request's ID
)

// statuses is the one table from codes to HTTP statuses.
var statuses = map[c2d.Code]int{
	c2d.BadRequest:          http.StatusBadRequest,
	c2d.NotFound:            http.StatusNotFound,
	c2d.Conflict:            http.StatusConflict,
	c2d.NotAuthorized:       http.StatusForbidden,
	c2d.OrderInvalid:        http.StatusPaymentRequired,
	c2d.AlgorithmNotAllowed: http.StatusForbidden,
	c2d.BudgetExceeded:      http.StatusConflict,
	c2d.InsufficientFunds:   http.StatusPaymentRequired,
	c2d.SandboxUnavailable:  http.StatusServiceUnavailable,
	c2d.SealNotProven:       http.StatusServiceUnavailable,
	c2d.SealPolicyMissing:   http.StatusServiceUnavailable,
	c2d.DataUnavailable:     http.StatusServiceUnavailable,
	c2d.DeadlinePassed:      http.StatusGone,
	c2d.RunFailed:           http.StatusInternalServerError,
	c2d.AirlockBlocked:      http.StatusUnprocessableEntity,
	c2d.VerificationFailed:  http.StatusUnprocessableEntity,
	c2d.Unavailable:         http.StatusServiceUnavailable,

	TooLarge:         http.StatusRequestEntityTooLarge,
	MediaType:        http.StatusUnsupportedMediaType,
	MethodNotAllowed: http.StatusMethodNotAllowed,
	WrongHost:        http.StatusMisdirectedRequest,
	Internal:         http.StatusInternalServerError,
}

// problem is a Refusal on the wire: RFC 9457 problem details with the members of the Refusal and the ID of the request.
type problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	c2d.Refusal
	Request string `json:"request"`
}

const (
	problemType   = "application/problem+json"
	problemPrefix = "urn:stint:problem:"
)

// refusal is what a caller may hear of an error, or nil when that is nothing but that the node failed.
func refusal(err error) *c2d.Refusal {
	if r := c2d.AsRefusal(err); r != nil {
		return r
	}
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &long):
		return c2d.Refuse(TooLarge, "send less", "the request is longer than %d bytes", long.Limit)
	case errors.Is(err, c2d.ErrNoDataset):
		return c2d.Refuse(c2d.NotFound, "stint datasets lists what this node knows", "no such dataset is known here")
	case errors.Is(err, storage.ErrNotFound):
		return c2d.Refuse(c2d.NotFound, "check the address, or ask a node that holds it", "this node does not hold the object")
	case errors.Is(err, storage.ErrRef):
		return c2d.Refuse(c2d.BadRequest, "give the address and the size as they were published", "that is no content address of an object of that size")
	case errors.Is(err, storage.ErrCorrupt):
		return c2d.Refuse(c2d.DataUnavailable, "fetch it from another node", "what this node holds is not what the address names")
	case errors.Is(err, context.DeadlineExceeded):
		return c2d.Refuse(c2d.Unavailable, "try again", "the node took too long to answer")
	}
	return nil
}

// refuse answers with a problem.
func refuse(w http.ResponseWriter, r *c2d.Refusal, request string) {
	status, ok := statuses[r.Code]
	if !ok {
		status = http.StatusInternalServerError
	}
	h := w.Header()
	h.Del("Content-Length")
	h.Del("ETag")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Type", problemType)
	if status == http.StatusServiceUnavailable {
		h.Set("Retry-After", "1")
	}
	w.WriteHeader(status)
	body, err := json.Marshal(problem{
		Type: problemPrefix + string(r.Code), Title: http.StatusText(status), Status: status, Refusal: *r, Request: request,
	})
	if err == nil {
		_, _ = w.Write(body) // nobody is left to hear of an error
	}
}
