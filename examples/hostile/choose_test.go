package main

import (
	"strconv"
	"testing"
)

// TestChoose: a shard can name each attack, and hashes reach all of them.
func TestChoose(t *testing.T) {
	reached := map[string]bool{}
	for i := range 5000 {
		reached[choose([]byte(strconv.Itoa(i))).name] = true
	}
	for _, a := range attacks {
		if got := choose([]byte("1, 2\nattack " + a.name + "\n")).name; got != a.name {
			t.Errorf("attack %s chose %s", a.name, got)
		}
		if !reached[a.name] {
			t.Errorf("no hash chose %s", a.name)
		}
	}
}
