// Package stint is the map of the house; it holds no code.
package stint
