// Predictor answers questions about routes: it reads a JSON array of
// [predict.Question] from standard input and writes the array of their
// [predict.Answer] to standard output. The referee's tests build it, also with
// planted mistakes, and compare its answers with the go command's doing.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/modroute/modroute/internal/referee/predict"
)

func main() {
	var questions []predict.Question
	if err := json.NewDecoder(os.Stdin).Decode(&questions); err != nil {
		fmt.Fprintln(os.Stderr, "predictor: reading questions:", err)
		os.Exit(1)
	}
	answers := make([]predict.Answer, len(questions))
	for i := range questions {
		answers[i] = questions[i].Answer()
	}
	if err := json.NewEncoder(os.Stdout).Encode(answers); err != nil {
		fmt.Fprintln(os.Stderr, "predictor: writing answers:", err)
		os.Exit(1)
	}
}
