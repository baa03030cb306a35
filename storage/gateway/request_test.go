package gateway

import (
	"net/http"
	"testing"
	"time"
)

func TestRetryAfter(t *testing.T) {
	const date = "Tue, 06 Jan 2026 08:00:00 GMT"
	for name, tc := range map[string]struct {
		after, date string
		want        time.Duration
		ok          bool
	}{
		"seconds":             {"7", "", 7 * time.Second, true},
		"none":                {"0", "", 0, true},
		"date":                {"Tue, 06 Jan 2026 08:00:09 GMT", date, 9 * time.Second, true},
		"past":                {"Tue, 06 Jan 2026 07:00:00 GMT", date, 0, true},
		"nothing":             {"", date, 0, false},
		"date without a date": {"Tue, 06 Jan 2026 08:00:09 GMT", "", 0, false},
		"negative":            {"-1", "", 0, false},
		"too long":            {"99999999999999999999", "", 0, false},
		"words":               {"soon", date, 0, false},
	} {
		h := http.Header{}
		h.Set("Retry-After", tc.after)
		h.Set("Date", tc.date)
		if got, ok := retryAfter(h); got != tc.want || ok != tc.ok {
			t.Errorf("%s: %v, %v", name, got, ok)
		}
	}
}

func FuzzRetryAfter(f *testing.F) {
	f.Add("120", "")
	f.Add("Wed, 31 Dec 9999 23:59:59 GMT", "Sat, 01 Jan 0000 00:00:00 GMT")
	f.Fuzz(func(t *testing.T, after, date string) {
		h := http.Header{"Retry-After": {after}, "Date": {date}}
		if wait, ok := retryAfter(h); wait < 0 || !ok && wait != 0 {
			t.Errorf("wait for %v", wait)
		}
	})
}
