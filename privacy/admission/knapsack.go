package admission

import (
	"cmp"
	"slices"
)

// Item is a thing that Knapsack may pack.
type Item struct{ Weight, Profit uint32 }

// maxPartial bounds the partial solutions that Knapsack keeps, and so its time and its memory (24 bytes each).
const maxPartial = 1 << 18

// partial is a partial solution: what it weighs and brings, the item that was put in last, and the solution before. The empty one has item -1.
type partial struct {
	weight, profit uint64
	item, parent   int32
}

// Knapsack chooses the items with the largest total profit whose weights sum to capacity at most (the 0/1 knapsack). It returns their indices, ascending, and
// whether no choice is proven to be better; the proof fails only when it takes more than 2^18 partial solutions, and then the choice is still no worse than
// taking items by profit per weight until one does not fit.
//
// The method is dynamic programming over the partial solutions that no other dominates (Nemhauser, Ullmann 1969), items of the best profit per weight first.
// A partial solution is dropped when not even a fractional rest (Dantzig 1957) brings it further than the best known.
func Knapsack(capacity uint64, items []Item) (chosen []int, exact bool) {
	var order []int32
	for i, it := range items {
		if it.Profit > 0 && uint64(it.Weight) <= capacity {
			order = append(order, int32(i))
		}
	}
	slices.SortFunc(order, func(i, j int32) int {
		a, b := items[i], items[j]
		return cmp.Or(cmp.Compare(uint64(b.Profit)*uint64(a.Weight), uint64(a.Profit)*uint64(b.Weight)), cmp.Compare(a.Weight, b.Weight), cmp.Compare(i, j))
	})
	n := len(order)
	weight, profit := make([]uint64, n+1), make([]uint64, n+1) // of the first k in order
	for k, i := range order {
		weight[k+1], profit[k+1] = weight[k]+uint64(items[i].Weight), profit[k]+uint64(items[i].Profit)
	}
	capacity = min(capacity, weight[n])
	// rest fills s up with the items from the k-th on until the end-th does not fit: low is the profit then, high with the fraction that would fit.
	rest := func(s partial, k int) (end int, low, high uint64) {
		limit := capacity - s.weight + weight[k]
		fit, _ := slices.BinarySearchFunc(weight[k+1:], limit, func(w, limit uint64) int { return cmp.Or(cmp.Compare(w, limit), -1) })
		end = k + fit
		low = s.profit + profit[end] - profit[k]
		if end == n {
			return end, low, low
		}
		it := items[order[end]]
		return end, low, low + (limit-weight[end])*uint64(it.Profit)/uint64(it.Weight) // the difference is less than the item's weight
	}
	all, front := []partial{{item: -1}}, []int32{0} // front are those of all that no other dominates, lightest first
	last, from := int32(0), 0                       // the best known is all[last] with the items from..to
	to, best, _ := rest(all[0], 0)
	for k := 0; k < n && len(all) <= maxPartial; k++ {
		var next []int32
		keep := func(s partial, at int32) {
			if len(next) > 0 && s.profit <= all[next[len(next)-1]].profit {
				return // the one before is no heavier
			}
			end, low, high := rest(s, k+1)
			if high <= best {
				return
			}
			if at == int32(len(all)) {
				all = append(all, s)
			}
			if low > best {
				best, last, from, to = low, at, k+1, end
			}
			next = append(next, at)
		}
		i := 0
		for _, j := range front { // merge front with itself and the item: all[front[i]] and with
			s, it := all[j], items[order[k]]
			with := partial{s.weight + uint64(it.Weight), s.profit + uint64(it.Profit), order[k], j}
			for ; i < len(front) && (all[front[i]].weight < with.weight || all[front[i]].weight == with.weight && all[front[i]].profit >= with.profit); i++ {
				keep(all[front[i]], front[i])
			}
			if with.weight > capacity {
				break
			}
			keep(with, int32(len(all)))
		}
		for ; i < len(front); i++ {
			keep(all[front[i]], front[i])
		}
		front = next
	}
	for s := last; all[s].item >= 0; s = all[s].parent {
		chosen = append(chosen, int(all[s].item))
	}
	for _, i := range order[from:to] {
		chosen = append(chosen, int(i))
	}
	slices.Sort(chosen)
	return chosen, len(all) <= maxPartial
}
