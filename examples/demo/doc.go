// Demo tells the whole story of stint on one machine, with real parts: it starts `stint serve` in a fresh directory and runs the same
// commands a person would, printing each one and what came of it. It stops with an error the moment something is not as it should be.
//
//	demo                          makes a synthetic dataset of the shape of UCI Adult
//	demo -data train.csv          runs on real records (no header, the columns of manifest.json)
//	demo -data train.csv -test test.csv
//
// It knows the plain records, which nobody in the story but their contributors does: it uses them to say how far private answers are from
// the truth.
package main
