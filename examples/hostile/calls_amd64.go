package main

const (
	sysShmget = 29
	sysMemfd  = 319
)
