package graph

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
)

// pageStyle is the style sheet of the page around the picture.
const pageStyle = `:root{color-scheme:light dark}body{margin:0;background:#fff}@media (prefers-color-scheme:dark){body{background:#0d1117}}svg{display:block;margin:auto;max-width:100%;height:auto}`

// HTML puts the picture into a page that loads nothing and runs nothing.
func (g *Graph) HTML() string {
	return fmt.Sprintf(`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src %s %s; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width">
<title>%s</title>
<style>%s</style>
</head>
<body>
%s</body>
</html>
`, hash(pageStyle), hash(Style), escape(g.Title), pageStyle, g.SVG())
}

// hash is how a content security policy names a style sheet.
func hash(style string) string {
	sum := sha256.Sum256([]byte(style))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
