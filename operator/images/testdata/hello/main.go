// Hello is the smallest program there is to put into an image.
package main

func main() { println("hello") }
