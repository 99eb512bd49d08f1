const namespace = 'http://www.w3.org/2000/svg';

/** What a picture is made of. What is not on these lists is left out, whoever has put it into the SVG. */
const elements = new Set(['svg', 'g', 'title', 'desc', 'rect', 'path', 'text', 'style']);
const attributes = new Set([
	'viewBox', 'x', 'y', 'width', 'height', 'rx', 'd', 'font-size', 'text-anchor', 'class', 'id',
	'role', 'tabindex', 'aria-label', 'aria-labelledby', 'aria-describedby', 'data-file', 'data-line', 'nonce',
]);

/**
 * Makes the elements of an SVG that draw, and no others. Its own style sheet, which comes first, gets the nonce that
 * the page's policy asks for, which holds for what is parsed too. Throws if the text is no SVG.
 */
export function drawing(svg: string, nonce: string): SVGSVGElement {
	const parsed = new DOMParser().parseFromString(svg.replace('<style>', `<style nonce="${nonce}">`), 'image/svg+xml'), root = parsed.documentElement;
	if (root.namespaceURI !== namespace || root.localName !== 'svg' || parsed.querySelector('parsererror')) {
		throw new Error('it is no SVG');
	}
	return copied(root) as SVGSVGElement;
}

function copied(from: Element): Element {
	const to = document.createElementNS(namespace, from.localName);
	for (const { name, value } of from.attributes) {
		if (attributes.has(name)) {
			to.setAttribute(name, value);
		}
	}
	for (const child of from.childNodes) {
		if (child instanceof Element) {
			if (child.namespaceURI === namespace && elements.has(child.localName)) {
				to.append(copied(child));
			}
		} else if (child instanceof Text) {
			to.append(child.data);
		}
	}
	return to;
}
