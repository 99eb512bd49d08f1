package conformance

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// unexercised returns what the server has announced, in its answer to
// initialize and by registering later, and the connection has not made use of.
// What it is that makes use of a capability is read off the meta-model, or
// stands in [details]; of a capability that neither knows it is reported that
// nothing exercises it.
func (r *record) unexercised(m *model) (missing []string) {
	for _, response := range r.responses {
		if response.method == "initialize" {
			missing = append(missing, r.unused(m, "", lookup(response.result, "capabilities"))...)
		}
	}
	for _, each := range r.registrations() {
		if !r.used(m.methods[each.method]) {
			missing = append(missing, "the registration for "+each.method)
		}
	}
	return missing
}

// unused returns what of the capability at a path, and below it, has not been
// made use of.
func (r *record) unused(m *model, path string, value any) (missing []string) {
	if value == false || value == nil {
		return nil
	}
	methods := m.capability(path)
	for _, method := range methods {
		if !r.used(method) {
			missing = append(missing, fmt.Sprintf("%s: no %s that came to something", path, method.Method))
		}
	}
	if provider, ok := strings.CutSuffix(path, ".workDoneProgress"); ok {
		return append(missing, r.withoutProgress(m, provider)...)
	}
	if strings.HasSuffix(path, ".filters") || strings.HasSuffix(path, ".documentSelector") {
		return missing // for which files
	}
	if detail, ok := details[path]; ok {
		return append(missing, detail(r, value)...)
	}
	members, _ := value.(map[string]any)
	if len(members) == 0 && len(methods) == 0 {
		return append(missing, fmt.Sprintf("%s: %v, which nothing exercises", path, value))
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		missing = append(missing, r.unused(m, strings.TrimPrefix(path+"."+name, "."), members[name])...)
	}
	return missing
}

// capability returns the methods that a server knows that announces the
// capability at a path.
func (m *model) capability(path string) (methods []*method) {
	for _, each := range slices.Concat(m.Requests, m.Notifications) {
		if path != "" && each.ServerCapability == path && each.MessageDirection != "serverToClient" {
			methods = append(methods, each)
		}
	}
	return methods
}

// used reports whether the client has sent a method and, if it is a request,
// got an answer with something in it.
func (r *record) used(m *method) bool {
	if m == nil {
		return false
	}
	if !m.request {
		return slices.ContainsFunc(r.notifications, func(n *message) bool { return n.method == m.Method })
	}
	return slices.ContainsFunc(r.responses, func(response *message) bool {
		if response.method != m.Method || response.failed != nil {
			return false
		}
		list, isList := response.result.([]any)
		items, hasItems := lookup(response.result, "items").([]any)
		switch {
		case isList:
			return len(list) > 0
		case hasItems:
			return len(items) > 0
		}
		return response.result != nil || m.Method == "workspace/executeCommand"
	})
}

// details say, of capabilities that are no method of their own, what has not
// been made use of.
var details = map[string]func(r *record, value any) []string{
	"positionEncoding": nothing, // TestClient is run in each
	"textDocumentSync.change": func(r *record, _ any) []string {
		return r.without("textDocument/didChange with a range", r.notifications, func(n *message) bool {
			changes, _ := lookup(n.params, "contentChanges").([]any)
			return n.method == "textDocument/didChange" && len(changes) > 0 && lookup(changes[0], "range") != nil
		})
	},
	"codeActionProvider.codeActionKinds": func(r *record, value any) []string {
		return r.each("a code action of the kind", value, func(kind string) bool {
			return slices.ContainsFunc(r.results("textDocument/codeAction"), func(action any) bool { return lookup(action, "kind") == kind })
		})
	},
	"executeCommandProvider.commands": func(r *record, value any) []string {
		return r.each("the command", value, func(command string) bool {
			return slices.ContainsFunc(r.responses, func(m *message) bool {
				return m.method == "workspace/executeCommand" && m.failed == nil && lookup(m.params, "command") == command
			})
		})
	},
	"completionProvider.triggerCharacters": func(r *record, value any) []string {
		return r.each("completion triggered by", value, func(character string) bool {
			return slices.ContainsFunc(r.requests, func(m *message) bool {
				return m.method == "textDocument/completion" && lookup(m.params, "context.triggerCharacter") == character
			})
		})
	},
	"workspace.workspaceFolders.supported": func(r *record, _ any) []string {
		if folders, _ := r.clientParams()["workspaceFolders"].([]any); len(folders) < 2 {
			return []string{"workspace.workspaceFolders.supported: there are no two folders"}
		}
		return nil
	},
	"diagnosticProvider.identifier":            nothing, // a name
	"diagnosticProvider.interFileDependencies": nothing, // an attribute
}

func nothing(*record, any) []string { return nil }

// each returns those of a capability's strings of which used is false.
func (r *record) each(what string, value any, used func(string) bool) (missing []string) {
	list, _ := value.([]any)
	for _, one := range list {
		if name, ok := one.(string); !ok || !used(name) {
			missing = append(missing, fmt.Sprintf("%s %v", what, one))
		}
	}
	return missing
}

// withoutProgress returns what is missing if no request of a provider was asked
// to report its progress.
func (r *record) withoutProgress(m *model, provider string) []string {
	return r.without(provider+": a request with a workDoneToken", r.requests, func(request *message) bool {
		method := m.methods[request.method]
		return method != nil && method.ServerCapability == provider && lookup(request.params, "workDoneToken") != nil
	})
}

// without returns what is missing if none of messages fits.
func (r *record) without(what string, messages []*message, fits func(*message) bool) []string {
	if slices.ContainsFunc(messages, fits) {
		return nil
	}
	return []string{what}
}

// results returns the elements of all answers to a method that gives arrays.
func (r *record) results(method string) (all []any) {
	for _, m := range r.responses {
		if list, ok := m.result.([]any); ok && m.method == method {
			all = append(all, list...)
		}
	}
	return all
}
