// Reads dashboards as Grafana's own model of them has it, each field by its name and type, and tells what is not so.
package main

import (
	"fmt"
	"os"

	"github.com/grafana/grafana-foundation-sdk/go/cog/plugins"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

func main() {
	plugins.RegisterDefaultPlugins()
	ended := 0
	for _, file := range os.Args[1:] {
		if wrong := check(file); wrong != "" {
			fmt.Printf("%s: %s\n", file, wrong)
			ended = 1
		}
	}
	os.Exit(ended)
}

// What is wrong with the dashboard in a file; empty where nothing is.
func check(file string) string {
	bytes, err := os.ReadFile(file)
	if err != nil {
		return err.Error()
	}
	model := dashboard.Dashboard{}
	for _, err := range []error{model.UnmarshalJSONStrict(bytes), model.Validate()} {
		// The model answers an empty list of errors where there are none.
		if err != nil && err.Error() != "" {
			return err.Error()
		}
	}
	return ""
}
