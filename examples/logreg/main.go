package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "logreg:", err)
		os.Exit(1)
	}
}

func run() error {
	pooled := flag.Bool("pooled", false, "train on all rows at once, without privacy, and print the accuracy")
	eval := flag.Bool("eval", false, "print the accuracy of a released model")
	train := flag.String("train", "", "CSV to train on")
	test := flag.String("test", "", "CSV to measure accuracy on")
	model := flag.String("model", "", "model.safetensors")
	config := flag.String("params", "params.json", "what the columns mean")
	flag.Parse()
	switch {
	case *pooled:
		return trainPooled(*config, *train, *test)
	case *eval:
		return evaluate(*config, *model, *test)
	}
	return contribute()
}

// contribute is what happens in a cell.
func contribute() error {
	p, err := readParams(os.Getenv("STINT_PARAMS"))
	if err != nil {
		return err
	}
	w := make([]float64, p.dim())
	if b, err := os.ReadFile(os.Getenv("STINT_MODEL")); err == nil {
		if w, err = decode(b, p.dim()); err != nil {
			return err
		}
	}
	shard, err := os.ReadFile(os.Getenv("STINT_SHARD"))
	if err != nil {
		return err
	}
	return os.WriteFile(os.Getenv("STINT_UPDATE"), encode(update(w, p.read(shard), p)), 0o600)
}

func trainPooled(config, train, test string) error {
	p, err := readParams(config)
	if err != nil {
		return err
	}
	b, err := os.ReadFile(train)
	if err != nil {
		return err
	}
	w := make([]float64, p.dim())
	descend(w, p.read(b), 300, 1)
	return report(w, p, test)
}

func evaluate(config, model, test string) error {
	p, err := readParams(config)
	if err != nil {
		return err
	}
	b, err := os.ReadFile(model)
	if err != nil {
		return err
	}
	w, err := decodeSafetensors(b, p.dim())
	if err != nil {
		return err
	}
	return report(w, p, test)
}

func report(w []float64, p params, test string) error {
	b, err := os.ReadFile(test)
	if err != nil {
		return err
	}
	rows := p.read(b)
	if len(rows) == 0 {
		return fmt.Errorf("%s has no rows that fit the parameters", test)
	}
	fmt.Printf("accuracy %.4f on %d rows, %d weights\n", accuracy(w, rows), len(rows), len(w))
	return nil
}
