package admission

import (
	"cmp"
	"math/bits"
	"slices"

	"github.com/stintdao/stint/privacy"
)

// The privacy knapsack: the claims of largest total profit such that in every block some one order has room for all of them that name it. With a single
// block it is one knapsack for each order, and is solved as such. With more it is a knapsack of many dimensions, NP-hard however few they are; the search starts
// from DPack's greedy choice (2212.13228) and goes on as long as it may.

// maxSearch bounds the work of one search, in steps of some nanoseconds.
const maxSearch = 1 << 24

// room is what a block has left of its unlocked caps at each order; less than zero where an order is overdrawn.
type room [privacy.NumOrders]int64

func (r *room) admits(lanes *[privacy.NumOrders]uint32) bool {
	for i, v := range lanes {
		if int64(v) <= r[i] {
			return true
		}
	}
	return false
}

// add gives back the lanes, or takes them with sign -1.
func (r *room) add(lanes *[privacy.NumOrders]uint32, sign int64) {
	for i, v := range lanes {
		r[i] += sign * int64(v)
	}
}

// load is a claim as the search sees it: what it brings, and what it takes of each of blocks, which are indices of rooms.
type load struct {
	profit uint64
	lanes  [privacy.NumOrders]uint32
	blocks []int
}

// pack puts first the claims of list that are chosen for their profit, and reports whether no other choice has more. Otherwise it keeps the order.
func (q *Queue[K]) pack(list []*waiting[K]) (reordered []*waiting[K], optimal bool) {
	var rooms []room
	index := map[*block[K]]int{}
	loads := make([]load, len(list))
	for i, w := range list {
		loads[i] = load{profit: uint64(w.Profit), lanes: w.Loss.Lanes()}
		for _, s := range w.blocks {
			k, ok := index[s]
			if !ok {
				k = len(rooms)
				index[s], rooms = k, append(rooms, s.room(q.now))
			}
			loads[i].blocks = append(loads[i].blocks, k)
		}
	}
	chosen, optimal := packAll(rooms, loads)
	for _, first := range []bool{true, false} {
		for i, w := range list {
			if chosen[i] == first {
				reordered = append(reordered, w)
			}
		}
	}
	return reordered, optimal
}

// packAll solves the privacy knapsack for loads that are in order of arrival. Blocks that no load connects are solved apart.
func packAll(rooms []room, loads []load) (chosen []bool, optimal bool) {
	chosen, optimal = make([]bool, len(loads)), true
	root := make([]int, len(rooms)) // union-find over blocks
	for k := range root {
		root[k] = k
	}
	find := func(k int) int {
		for root[k] != k {
			root[k] = root[root[k]]
			k = root[k]
		}
		return k
	}
	var able []int // those that fit alone
	for i, l := range loads {
		if slices.ContainsFunc(l.blocks, func(k int) bool { return !rooms[k].admits(&l.lanes) }) {
			continue
		}
		able = append(able, i)
		for _, k := range l.blocks {
			root[find(k)] = find(l.blocks[0])
		}
	}
	parts := make([][]int, len(rooms))
	for _, i := range able {
		k := find(loads[i].blocks[0])
		parts[k] = append(parts[k], i)
	}
	for _, part := range parts {
		if len(part) == 0 {
			continue
		}
		s := newSearch(rooms, loads, part)
		optimal = s.run() && optimal
		for rank, i := range s.number {
			chosen[i] = s.best[rank]
		}
	}
	return chosen, optimal
}

// search looks for the best choice among loads. A choice is a bool for each rank; the loads with the most profit for the part of the blocks' room that they
// take have the lowest ranks.
type search struct {
	start, rooms  []room // before any choice, and what the current one leaves
	loads         []load
	number        []int      // of each rank, as the caller counts
	cost          [][]uint64 // the part each load takes of each of its blocks
	current, best []bool
	profit, most  uint64 // of current and best
	work          int
	blocks        []int // those that some load names
	pieces        map[int]*[privacy.NumOrders][]piece
}

// piece is the part of a load's profit that one of its blocks brings, in units of 2^-8, and what it weighs there at one order.
type piece struct {
	rank           int
	weight, profit uint64
}

// newSearch ranks the loads of part, which is in order of arrival.
func newSearch(rooms []room, loads []load, part []int) *search {
	s := &search{start: rooms, rooms: slices.Clone(rooms), current: make([]bool, len(part)), best: make([]bool, len(part)), pieces: map[int]*[privacy.NumOrders][]piece{}}
	for _, i := range part {
		for _, k := range loads[i].blocks {
			if s.pieces[k] == nil {
				s.pieces[k] = new([privacy.NumOrders][]piece)
				s.blocks = append(s.blocks, k)
			}
			for a, v := range loads[i].lanes {
				s.pieces[k][a] = append(s.pieces[k][a], piece{i, uint64(v), loads[i].profit << 8})
			}
		}
	}
	// Each block is measured at the order at which a fractional knapsack of the loads that name it has the most profit (DPack 2212.13228).
	measure := map[int]int{}
	for _, k := range s.blocks {
		most := uint64(0)
		for a, list := range s.pieces[k] {
			sortPieces(list)
			if v := s.fill(list, s.start[k][a], 0); v > most || a == 0 {
				most, measure[k] = v, a
			}
		}
	}
	type ranked struct {
		number int
		cost   []uint64
		total  uint64
	}
	order := make([]ranked, len(part))
	for rank, i := range part {
		order[rank] = ranked{number: i}
		for _, k := range loads[i].blocks {
			a := measure[k]
			c := min(uint64(loads[i].lanes[a])<<32/uint64(max(s.start[k][a], 1)), 1<<40) + 1 // in units of 2^-32 of the room
			order[rank].cost, order[rank].total = append(order[rank].cost, c), order[rank].total+c
		}
	}
	slices.SortStableFunc(order, func(a, b ranked) int {
		return compareProducts(loads[b.number].profit, a.total, loads[a.number].profit, b.total)
	})
	for _, r := range order {
		s.number, s.loads, s.cost = append(s.number, r.number), append(s.loads, loads[r.number]), append(s.cost, r.cost)
	}
	return s
}

// compareProducts compares a·b with c·d.
func compareProducts(a, b, c, d uint64) int {
	h1, l1 := bits.Mul64(a, b)
	h2, l2 := bits.Mul64(c, d)
	return cmp.Or(cmp.Compare(h1, h2), cmp.Compare(l1, l2))
}

// sortPieces puts the most profit for the weight first.
func sortPieces(list []piece) {
	slices.SortFunc(list, func(a, b piece) int {
		return cmp.Or(compareProducts(b.profit, a.weight, a.profit, b.weight), cmp.Compare(a.weight, b.weight), cmp.Compare(a.rank, b.rank))
	})
}

// fill is the profit of a fractional knapsack of those pieces, which are sorted, that have at least the rank from and fit alone (Dantzig 1957). It is no
// less than that of any whole ones.
func (s *search) fill(list []piece, capacity int64, from int) (profit uint64) {
	if capacity < 0 {
		return 0
	}
	left := uint64(capacity)
	for _, it := range list {
		s.work++
		switch {
		case it.rank < from || it.weight > uint64(capacity):
		case it.weight <= left:
			left, profit = left-it.weight, profit+it.profit
		default:
			return profit + left*it.profit/it.weight // left < 2^24 and profit < 2^40
		}
	}
	return profit
}

func (s *search) fits(rank int) bool {
	s.work++
	for _, k := range s.loads[rank].blocks {
		if !s.rooms[k].admits(&s.loads[rank].lanes) {
			return false
		}
	}
	return true
}

func (s *search) set(rank int, in bool) {
	l, sign := &s.loads[rank], int64(1)
	if s.current[rank] = in; in {
		s.profit, sign = s.profit+l.profit, -1
	} else {
		s.profit -= l.profit
	}
	for _, k := range l.blocks {
		s.rooms[k].add(&l.lanes, sign)
	}
	s.work += len(l.blocks)
}

// keep remembers the current choice if it is the best.
func (s *search) keep() bool {
	if s.profit <= s.most {
		return false
	}
	s.most = s.profit
	copy(s.best, s.current)
	return true
}

// restore makes the best choice, or any, the current one.
func (s *search) restore(choice []bool) {
	s.work += len(choice) / 8
	for rank, in := range choice {
		if s.current[rank] != in {
			s.set(rank, in)
		}
	}
}

// greedy takes what fits, in the order of ranks, but for one.
func (s *search) greedy(ranks []int, but int) {
	for _, rank := range ranks {
		if rank != but && !s.current[rank] && s.fits(rank) {
			s.set(rank, true)
		}
	}
}

// run finds the best choice that it can, and reports whether it is proven.
func (s *search) run() bool {
	byRank := make([]int, len(s.loads))
	for rank := range byRank {
		byRank[rank] = rank
	}
	byArrival := slices.Clone(byRank)
	slices.SortFunc(byArrival, func(a, b int) int { return cmp.Compare(s.number[a], s.number[b]) })
	for _, ranks := range [][]int{byRank, byArrival} {
		s.greedy(ranks, -1)
		s.keep()
		s.restore(make([]bool, len(s.loads)))
	}
	if len(s.blocks) == 1 {
		return s.single()
	}
	s.divide()
	if s.bound(0)>>8 <= s.most {
		return true
	}
	s.exchange(byRank)
	s.restore(make([]bool, len(s.loads)))
	s.work = 0
	return s.branch(0)
}

// single solves one block: the best of the knapsacks of its orders.
func (s *search) single() (exact bool) {
	exact = true
	items := make([]Item, len(s.loads))
	for a, capacity := range s.start[s.blocks[0]] {
		if capacity < 0 {
			continue
		}
		for rank, l := range s.loads {
			items[rank] = Item{l.lanes[a], uint32(l.profit)}
		}
		chosen, proven := Knapsack(uint64(capacity), items)
		exact = exact && proven
		for _, rank := range chosen {
			s.set(rank, true)
		}
		s.keep()
		s.restore(make([]bool, len(s.loads)))
	}
	return exact
}

// divide divides each load's profit among its blocks in proportion to what it takes of them, exactly.
func (s *search) divide() {
	for _, k := range s.blocks {
		s.pieces[k] = new([privacy.NumOrders][]piece)
	}
	for rank, l := range s.loads {
		total, done, given := uint64(0), uint64(0), uint64(0)
		for _, c := range s.cost[rank] {
			total += c
		}
		for j, k := range l.blocks {
			done += s.cost[rank][j]
			hi, lo := bits.Mul64(l.profit<<8, done)
			upto, _ := bits.Div64(hi, lo, total)
			for a, v := range l.lanes {
				s.pieces[k][a] = append(s.pieces[k][a], piece{rank, uint64(v), upto - given})
			}
			given = upto
		}
	}
	for _, k := range s.blocks {
		for _, list := range s.pieces[k] {
			sortPieces(list)
		}
	}
}

// bound is no less than the profit, in units of 2^-8, that loads from a rank on can add to the current choice: in each block, at its best order, the fractional
// knapsack of what the block has to bring. Any choice fits in each block at some order, so it brings no more there.
func (s *search) bound(from int) (total uint64) {
	for _, k := range s.blocks {
		most := uint64(0)
		for a, list := range s.pieces[k] {
			most = max(most, s.fill(list, s.rooms[k][a], from))
		}
		total += most
	}
	return total
}

// exchange improves the best choice by putting one load in, or one out, and filling up again, while that helps.
func (s *search) exchange(byRank []int) {
	for better := true; better; {
		better = false
		for _, rank := range byRank {
			if s.work > maxSearch/2 {
				return
			}
			s.restore(s.best)
			if s.current[rank] {
				s.set(rank, false)
			} else {
				s.force(rank)
			}
			s.greedy(byRank, rank)
			better = s.keep() || better
		}
	}
}

// force puts a load in, and takes out of its blocks, those of the highest rank first, what has no room beside it.
func (s *search) force(rank int) {
	l := &s.loads[rank]
	for out := len(s.loads) - 1; out >= 0 && !s.fits(rank); out-- {
		if s.current[out] && slices.ContainsFunc(s.loads[out].blocks, func(k int) bool { return slices.Contains(l.blocks, k) && !s.rooms[k].admits(&l.lanes) }) {
			s.set(out, false)
		}
	}
	s.set(rank, true)
}

// branch tries all ways to go on from the current choice with loads from a rank on that may be better than the best. It returns false when it gave up.
func (s *search) branch(from int) bool {
	for rank := from; rank < len(s.loads); rank++ {
		if !s.fits(rank) {
			continue
		}
		s.set(rank, true)
		s.keep()
		done := s.branch(rank + 1)
		s.set(rank, false)
		if !done || s.work > maxSearch {
			return false
		}
		if s.profit<<8+s.bound(rank+1) < (s.most+1)<<8 {
			return true
		}
	}
	return true
}
