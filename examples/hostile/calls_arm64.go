package main

const (
	sysShmget = 194
	sysMemfd  = 279
)
