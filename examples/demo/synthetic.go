package main

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
)

// synthetic makes rows of the shape of UCI Adult: the same columns, plausible values, and an income that depends on them. No row is of
// a real person. The same seed gives the same rows.
func synthetic(rows int, seed uint64) []byte {
	r := rand.New(rand.NewPCG(seed, 0x5717))
	pick := func(values []string, weights ...float64) string {
		total := 0.0
		for _, w := range weights {
			total += w
		}
		x := r.Float64() * total
		for i, w := range weights {
			if x -= w; x < 0 {
				return values[i]
			}
		}
		return values[len(values)-1]
	}
	var b bytes.Buffer
	for range rows {
		age := min(90, max(17, int(38+13*r.NormFloat64())))
		years := min(16, max(1, int(math.Round(10+2.6*r.NormFloat64()))))
		sex := pick([]string{"Male", "Female"}, 67, 33)
		marital := pick([]string{"Married-civ-spouse", "Never-married", "Divorced", "Separated", "Widowed"}, 46, 33, 14, 4, 3)
		relation := pick([]string{"Not-in-family", "Own-child", "Unmarried", "Other-relative"}, 26, 15, 11, 3)
		if marital == "Married-civ-spouse" {
			relation = map[string]string{"Male": "Husband", "Female": "Wife"}[sex]
		}
		occupation := pick([]string{"Prof-specialty", "Exec-managerial", "Craft-repair", "Adm-clerical", "Sales", "Other-service", "Machine-op-inspct", "Transport-moving", "Handlers-cleaners", "Tech-support"}, 13, 13, 13, 12, 11, 10, 6, 5, 4, 3)
		hours := min(99, max(1, int(40+11*r.NormFloat64())))
		gain := 0
		if r.Float64() < 0.08 {
			gain = int(1000 * math.Exp(1.5*math.Abs(r.NormFloat64())))
		}
		score := -3.1 + 0.35*float64(years-10) + 0.03*float64(age-38) + 0.03*float64(hours-40)
		if marital == "Married-civ-spouse" {
			score += 2.2
		}
		if occupation == "Exec-managerial" || occupation == "Prof-specialty" {
			score += 0.8
		}
		if gain > 5000 {
			score += 3
		}
		income := "<=50K"
		if r.Float64() < 1/(1+math.Exp(-1.6*score)) {
			income = ">50K"
		}
		fmt.Fprintf(&b, "%d, %s, %d, %s, %d, %s, %s, %s, %s, %s, %d, 0, %d, %s, %s\n", age,
			pick([]string{"Private", "Self-emp-not-inc", "Local-gov", "State-gov", "Self-emp-inc", "Federal-gov"}, 75, 8, 7, 4, 3, 3), 20_000+r.IntN(400_000),
			schools[years-1], years, marital, occupation, relation, pick([]string{"White", "Black", "Asian-Pac-Islander", "Other"}, 85, 10, 3, 2), sex, gain, hours,
			pick([]string{"United-States", "Mexico"}, 92, 8), income)
	}
	return b.Bytes()
}

// schools are names of degrees by years of school.
var schools = []string{
	"Preschool", "1st-4th", "5th-6th", "7th-8th", "9th", "10th", "11th", "12th", "HS-grad", "Some-college", "Assoc-voc", "Assoc-acdm",
	"Bachelors", "Masters", "Prof-school", "Doctorate",
}
