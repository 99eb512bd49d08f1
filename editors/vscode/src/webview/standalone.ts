/** The colours of a picture, as its style sheet names them. */
const colours = ['--bg', '--fg', '--muted', '--line', '--card', '--accent', '--warning'];

/** Returns the picture as an SVG that needs nothing else: in the size it was drawn in, with the colours it has here. */
export function standalone(shown: SVGSVGElement): string {
	const copy = shown.cloneNode(true) as SVGSVGElement;
	copy.removeAttribute('style');
	copy.querySelectorAll('.branch').forEach((branch) => branch.remove());
	copy.querySelectorAll('[tabindex]').forEach((element) => element.removeAttribute('tabindex'));
	copy.querySelectorAll('[data-file]').forEach((element) => element.removeAttribute('data-file')); // where it lies here
	const sheet = copy.querySelector('style');
	if (sheet) {
		const computed = getComputedStyle(shown);
		sheet.removeAttribute('nonce');
		// The colours stand in each rule, for programs that know no variables; whatever sets those is left out.
		sheet.textContent = colours.reduce(
			(text, name) => text.replaceAll(`var(${name})`, computed.getPropertyValue(name).trim()),
			(sheet.textContent ?? '').split('\n').filter((rule) => !/\{--bg:/.test(rule)).join('\n'),
		);
	}
	return new XMLSerializer().serializeToString(copy) + '\n';
}

/** Draws a picture that stands alone as PNG, with `scale` pixels for each of its own, and returns that in base64. */
export async function png(svg: string, width: number, height: number, scale: number): Promise<string> {
	const image = new Image();
	image.src = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(svg);
	await image.decode();
	const canvas = document.createElement('canvas');
	canvas.width = Math.round(width * scale);
	canvas.height = Math.round(height * scale);
	const context = canvas.getContext('2d');
	if (!context) {
		throw new Error('there is nothing here to draw with');
	}
	context.drawImage(image, 0, 0, canvas.width, canvas.height);
	return canvas.toDataURL('image/png').replace(/^[^,]*,/, '');
}
