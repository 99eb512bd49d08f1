package scenario

import (
	"context"
	"io"
	"log"
	"path/filepath"
	"strings"
	"testing"

	"github.com/modroute/modroute/internal/lspclient"
	"github.com/modroute/modroute/server"
)

// serve starts the real server in this process and connects a client to it
// over pipes. The server has ended when the test has. settled is called when
// all that there is to say about a document has been published.
func serve(t *testing.T, environ []string, settled func(uri string)) *lspclient.Client {
	t.Helper()
	fromClient, toServer := io.Pipe()
	fromServer, toClient := io.Pipe()
	var logged strings.Builder
	code := make(chan int, 1)
	go func() {
		code <- server.Serve(context.Background(), fromClient, toClient, server.Options{
			Environ: environ, Version: "test", Log: log.New(&logged, "", 0), Settled: settled,
		})
		_ = toClient.Close()
	}()
	c := lspclient.New(fromServer, toServer)
	t.Cleanup(func() {
		if err := c.Call("shutdown", nil, nil); err != nil {
			t.Errorf("shutdown: %v", err)
		}
		_ = c.Notify("exit", nil)
		if got := <-code; got != 0 {
			t.Errorf("the server's exit code is %d", got)
		}
		if t.Failed() && logged.Len() > 0 {
			t.Logf("the server's log:\n%s", &logged)
		}
	})
	return c
}

// initialize introduces the client as an editor of today.
func initialize(t *testing.T, c *lspclient.Client, dir string, options map[string]any) {
	t.Helper()
	uri := "file://" + filepath.ToSlash(dir)
	kinds := map[string]any{"codeActionKind": map[string]any{"valueSet": []string{"quickfix", "refactor.rewrite"}}}
	params := map[string]any{
		"processId":             nil,
		"rootUri":               uri,
		"workspaceFolders":      []any{map[string]any{"uri": uri, "name": "work"}},
		"initializationOptions": options,
		"capabilities": map[string]any{
			"experimental": map[string]any{"modroute": map[string]any{"copyText": true}},
			"general":      map[string]any{"positionEncodings": []string{"utf-16"}},
			"workspace":    map[string]any{"workspaceEdit": map[string]any{"documentChanges": true, "resourceOperations": []string{"create"}}},
			"textDocument": map[string]any{
				"hover":      map[string]any{"contentFormat": []string{"markdown"}},
				"codeAction": map[string]any{"codeActionLiteralSupport": kinds, "isPreferredSupport": true, "disabledSupport": true},
				"publishDiagnostics": map[string]any{
					"relatedInformation": true, "codeDescriptionSupport": true, "dataSupport": true, "versionSupport": true,
					"tagSupport": map[string]any{"valueSet": []int{1}},
				},
			},
		},
	}
	if err := c.Call("initialize", params, nil); err != nil {
		t.Fatal(err)
	}
	if err := c.Notify("initialized", map[string]any{}); err != nil {
		t.Fatal(err)
	}
}
