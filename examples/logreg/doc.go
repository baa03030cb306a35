// Logreg is a program for an isolate job: logistic regression, trained federated. In a cell it reads the model, one contributor's
// records and the parameters, which it finds by the STINT_ variables, takes a few gradient steps on them, and writes how far the weights moved. It is an ordinary static
// program that knows nothing of where it runs.
//
// Its parameters (params.json beside this file fits the columns of the UCI Adult dataset) say how each column becomes features.
// Shifts, scales and categories are what anybody knows of such columns; nothing in them was computed from records.
//
// It can be used offline, too, to compare:
//
//	logreg -pooled -train train.csv -test test.csv -params params.json   trains on all rows at once, without privacy
//	logreg -eval -model model.safetensors -test test.csv -params params.json
//
// It promises nothing about privacy: the enclosure does, whatever this program does. It does not know about contributors,
// clipping or noise.
package main
