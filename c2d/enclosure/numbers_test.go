package enclosure

import (
	"bytes"
	"encoding/binary"
	"errors"
	"testing"

	"github.com/stintdao/stint/c2d/enclosure/cell"
)

// TestProcessNumbersSayNothing: where the cell is alone with its process numbers, as in a pod, a run starts at the same residue however many
// numbers the run before took, which cannot be more than the meter lets it.
func TestProcessNumbersSayNothing(t *testing.T) {
	numbersSayNothing(t, forbidding{})
}

func numbersSayNothing(t *testing.T, cells Cells) {
	const stride = 128
	l, err := connect(t.Context(), cells, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer l.end()
	if err := errors.Join(l.load(cell.Program, built(t, "numbers")), l.load(cell.Params, []byte("{}"))); err != nil {
		t.Fatal(err)
	}
	var numbers []uint32
	for _, threads := range []int{1, 0, 40, 5, 5000, 1, 90, 0} {
		b, err := l.run(cell.Run, cell.Task{Output: 4, Memory: 64, Limit: 5000}, bytes.Repeat([]byte("x"), threads))
		if err != nil || len(b) != 4 {
			t.Fatalf("after %v: %x, %v", numbers, b, err)
		}
		numbers = append(numbers, binary.LittleEndian.Uint32(b))
	}
	for i, n := range numbers {
		if n%stride != numbers[0]%stride {
			t.Errorf("run %d has number %d, residue %d of %v", i, n, n%stride, numbers)
		}
		if i > 0 && n-numbers[i-1] != stride {
			t.Logf("run %d is %d numbers behind the one before", i, n-numbers[i-1])
		}
	}
}
