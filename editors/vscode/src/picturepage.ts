// The styles of the page: the picture's colours are those of VS Code's theme.
const style = `
:root{
	--modroute-bg:var(--vscode-editor-background);
	--modroute-fg:var(--vscode-editor-foreground);
	--modroute-muted:var(--vscode-descriptionForeground,var(--vscode-editor-foreground));
	--modroute-line:var(--vscode-contrastBorder,var(--vscode-editorWidget-border,var(--vscode-panel-border)));
	--modroute-card:var(--vscode-editorWidget-background);
	--modroute-accent:var(--vscode-textLink-foreground);
	--modroute-warning:var(--vscode-list-warningForeground,var(--vscode-editorWarning-foreground));
}
html,body{height:100%}
body{margin:0;padding:0;display:flex;flex-direction:column;background:var(--vscode-editor-background);color:var(--vscode-editor-foreground);font-family:var(--vscode-font-family);font-size:var(--vscode-font-size)}
[hidden]{display:none!important}
#tools{display:flex;flex-wrap:wrap;gap:4px;padding:6px 12px;border-bottom:1px solid var(--vscode-contrastBorder,var(--vscode-panel-border))}
#tools .rest{flex:1}
button{font:inherit;color:var(--vscode-button-secondaryForeground);background:var(--vscode-button-secondaryBackground);border:1px solid var(--vscode-contrastBorder,var(--vscode-button-border,transparent));border-radius:2px;padding:3px 10px;cursor:pointer}
button:hover{background:var(--vscode-button-secondaryHoverBackground)}
button:focus-visible{outline:2px solid var(--vscode-focusBorder);outline-offset:1px}
.vscode-high-contrast button:hover{outline:1px dashed var(--vscode-contrastActiveBorder)}
#zoom{min-width:5ch}
#problem{margin:0;padding:6px 12px;color:var(--vscode-inputValidation-warningForeground,var(--vscode-editor-foreground));background:var(--vscode-inputValidation-warningBackground);border-bottom:1px solid var(--vscode-inputValidation-warningBorder,var(--vscode-contrastBorder))}
#scroller{flex:1;min-height:0;overflow:auto;scrollbar-gutter:stable}
#scroller svg{display:block;margin:0 auto}
#scroller:focus-visible{outline:1px solid var(--vscode-focusBorder);outline-offset:-1px}
#scroller [data-line]:focus-visible .focus,#scroller [data-line]:focus-visible .card{stroke:var(--vscode-focusBorder);stroke-width:2.5}
.modroute [data-line]:not(:focus-visible):hover .focus{stroke:var(--modroute-muted);stroke-width:1}
.vscode-high-contrast{--modroute-muted:var(--vscode-editor-foreground)}
.vscode-high-contrast .modroute .band{opacity:.45}
.modroute .branch{cursor:pointer}
.modroute .branch:focus{outline:none}
.modroute .branch rect{fill:transparent;stroke:none}
.modroute .branch path{fill:none;stroke:var(--modroute-muted);stroke-width:1.4}
.modroute .branch:hover path,.modroute .branch:focus path{stroke:var(--modroute-accent)}
.modroute .branch:focus-visible rect{stroke:var(--vscode-focusBorder);stroke-width:2}
dialog{color:inherit;background:var(--vscode-editorWidget-background);border:1px solid var(--vscode-contrastBorder,var(--vscode-widget-border,var(--vscode-panel-border)));border-radius:4px;padding:12px;max-width:min(90vw,760px);max-height:80vh;box-sizing:border-box;box-shadow:0 2px 12px var(--vscode-widget-shadow,transparent)}
dialog[open]{display:flex;flex-direction:column}
dialog::backdrop{background:transparent}
dialog h2{margin:0 0 8px;font-size:inherit}
dialog ul{margin:0 0 10px;padding:0;list-style:none;overflow:auto}
dialog li{display:flex;gap:6px;align-items:center;padding:2px}
dialog li .line{flex:1;min-width:0;text-align:left;overflow-wrap:anywhere;color:inherit;background:none;border-color:transparent}
dialog li .line:hover{background:var(--vscode-list-hoverBackground)}
dialog li .from{display:block;color:var(--vscode-descriptionForeground)}
dialog .close{align-self:flex-end}
`;

/**
 * The page that shows the picture. It loads its own script and nothing else: no file, no address, nothing inline but
 * what bears the nonce. An image of its own making, from which PNG is made, is the one other thing that is let in.
 */
export function page(script: string, nonce: string): string {
	return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; img-src data:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width">
<style nonce="${nonce}">${style}</style>
</head>
<body>
<div id="tools" role="group" aria-label="Picture">
<button id="file" hidden>← All Modules</button>
<span class="rest"></span>
<button id="out" aria-label="Zoom Out" title="Zoom Out">−</button>
<button id="zoom" aria-label="Zoom to Fit" title="Zoom to Fit">Fit</button>
<button id="in" aria-label="Zoom In" title="Zoom In">+</button>
<button id="svg">Export SVG</button>
<button id="png">Export PNG</button>
</div>
<p id="problem" role="status" hidden></p>
<div id="scroller"></div>
<dialog id="list" aria-labelledby="list-title"><h2 id="list-title"></h2><ul></ul><button class="close">Close</button></dialog>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>
`;
}
