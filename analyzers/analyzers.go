// Package analyzers has one file for each diagnostic code.
//
// Analyzers are pure: they read a Pass and report. Severities are chosen with
// restraint, since a wrong warning costs more than a missing one: an error is
// what the go command refuses whatever the network says, a warning what goes
// wrong at the next fetch, information what may well be meant.
package analyzers

import "github.com/modroute/modroute/internal/analysis"

// All lists the analyzers, in the order of the catalogue.
var All = []*analysis.Analyzer{
	PrivateModulePublicProxy,
	PrivateModulePublicSumDB,
	PrivateModulePublicFallback,
	PublicProxyFirst,
	PrivateProxyBypassed,
	DeclarationNotApplied,

	GOPROXYOff,
	InvalidGOPROXY,
	InvalidGoVariable,
	ModulesOff,
	RouteEndsNowhere,
	VCSForbidden,
	VCSMissing,
	CredentialsMissing,
	StaleVendor,

	PatternNeverMatches,
	PatternTooBroad,

	GoModOverridden,
	ShadowedVariable,
	UnknownVariable,
	IneffectiveSetting,
	UnreachableProxyEntry,
	ProxyDoesNotExist,
	ProxyListSeparator,
	ProxyOutageStops,
	EnvironmentDiffers,

	SumDBOff,
	InvalidGOSUMDB,
	ThirdPartySumDB,
	GoSumMismatch,
	MalformedGoSum,
	PlainHTTPProxy,
	GOPROXYCredentials,

	ReplaceDirectory,
	ReplacePathMismatch,
	LocalReplace,
	ReplaceOverridden,
	ConflictingReplace,
	UnusedReplace,

	ToolchainUnavailable,

	ModuleNotInWorkspace,

	UnusedIgnore,
}

// docURL returns where a code's documentation is published. The pages are in
// docs/diagnostics, made of the analyzers' own Doc.
func docURL(code string) string {
	return "https://github.com/modroute/modroute/blob/main/docs/diagnostics/" + code + ".md"
}
