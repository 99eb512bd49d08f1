/** What a picture is of: a go.mod or go.work, also by a file that it governs, or one module of it. */
export interface Subject {
	uri: string;
	path?: string;
	line?: number; // from 0; of the module, in its place
}

/** The part of docs/json.md's picture that is used here. */
export interface Model {
	kind: 'file' | 'module';
	nodes: PictureNode[];
}

export interface PictureNode {
	id: string;
	label: string;
	modules?: PictureModule[];
}

export interface PictureModule {
	path: string;
	version?: string;
	file?: string;
	line?: number; // from 1
	from: string;
	codes?: string[];
}

/** What the command modroute.graph returns. */
export interface Drawn {
	title: string;
	svg: string;
	model: Model;
}

/** What the page with the picture is told. */
export type ToPage =
	| ({ type: 'picture'; subject: Subject } & Drawn)
	| { type: 'problem'; words: string };

/** What the page tells. Modules are named by their place in the model, which the page did not make. */
export type FromPage =
	| { type: 'ready' | 'size'; width: number } // the room for the picture, in pixels
	| { type: 'line' | 'tree'; node: string; module: number }
	| { type: 'file' }
	| { type: 'save'; format: Format; data: string } // SVG as text, PNG in base64
	| { type: 'problem'; words: string };

export type Format = 'svg' | 'png';

export function isDrawn(result: unknown): result is Drawn {
	const drawn = result as Partial<Drawn> | null | undefined;
	return typeof drawn?.title === 'string' && typeof drawn.svg === 'string' && Array.isArray(drawn.model?.nodes);
}

export function isSubject(value: unknown): value is Subject {
	const subject = value as Partial<Subject> | null | undefined;
	return typeof subject?.uri === 'string' && ['undefined', 'string'].includes(typeof subject.path) && ['undefined', 'number'].includes(typeof subject.line);
}

export function isFromPage(message: unknown): message is FromPage {
	const m = message as Record<string, unknown> | null | undefined;
	switch (m?.['type']) {
		case 'file':
			return true;
		case 'ready':
		case 'size':
			return typeof m['width'] === 'number';
		case 'line':
		case 'tree':
			return typeof m['node'] === 'string' && typeof m['module'] === 'number';
		case 'save':
			return ['svg', 'png'].includes(m['format'] as string) && typeof m['data'] === 'string';
		case 'problem':
			return typeof m['words'] === 'string';
	}
	return false;
}

/** The module at a place in a model. */
export function moduleAt(model: Model | undefined, place: { node: string; module: number }): PictureModule | undefined {
	return model?.nodes.find((node) => node.id === place.node)?.modules?.[place.module];
}

/** The name of a file that a picture is saved to. */
export function fileName(title: string, format: Format): string {
	const name = title.replace(/[^\w.@-]+/g, '-').replace(/^[-.]+|[-.]+$/g, '');
	return `${name || 'routes'}.${format}`;
}
