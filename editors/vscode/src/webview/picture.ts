// The page with the picture: shows what the server has drawn, and says what a person does with it.
import { Format, FromPage, Model, PictureModule, PictureNode, Subject, ToPage } from '../picturemessages';
import { drawing } from './drawing';
import { png, standalone } from './standalone';
import { fitting, Size, step, widthIn, Zoom } from './zoom';

interface State {
	subject?: Subject;
	zoom?: Zoom;
	left?: number;
	top?: number;
}

declare function acquireVsCodeApi(): { postMessage(message: FromPage): void; getState(): State | undefined; setState(state: State): void };

const vscode = acquireVsCodeApi();
const byID = <T extends Element = HTMLElement>(id: string) => document.getElementById(id) as unknown as T;
const scroller = byID('scroller'), problem = byID('problem'), list = byID<HTMLDialogElement>('list'), back = byID('file');
const nonce = (document.currentScript as HTMLScriptElement).nonce ?? '';

let state: State = vscode.getState() ?? {};
let model: Model = { kind: 'file', nodes: [] };
let source = ''; // the SVG that is shown
let shown: SVGSVGElement | undefined;

function keep(change: State): void {
	state = { ...state, ...change };
	vscode.setState(state);
}

window.addEventListener('message', ({ data }: MessageEvent<ToPage>) => {
	if (data.type === 'problem') {
		tell(data.words);
		return;
	}
	problem.hidden = true;
	keep({ subject: data.subject });
	try {
		if (data.svg !== source) {
			show(data.svg, data.model);
			document.title = data.title;
		} else {
			model = data.model; // a row of many modules looks the same when one of them changes
		}
	} catch (err) {
		tell(`What the server has drawn cannot be shown: ${err instanceof Error ? err.message : String(err)}.`);
	}
});

function tell(words: string): void {
	problem.textContent = words;
	problem.hidden = false;
}

/** Puts a picture in the place of the last one: at the same part of it, with the focus where it was. */
function show(svg: string, next: Model): void {
	const focused = keyOf(nodeOf(document.activeElement)), onBranch = document.activeElement?.classList.contains('branch') ?? false;
	const first = shown === undefined, another = !first && next.kind !== model.kind;
	const left = document.activeElement === document.body ? undefined : model.nodes[0]?.modules?.[0]?.path; // by keyboard
	const drawn = drawing(svg, nonce);
	[source, model, shown] = [svg, next, drawn];
	if (model.kind === 'file') {
		drawn.querySelectorAll<SVGGElement>('[data-line]').forEach(addBranch);
	}
	scroller.replaceChildren(drawn);
	back.hidden = model.kind === 'file';
	resize();
	if (first) {
		scroller.scrollTo(state.left ?? 0, state.top ?? 0);
	} else if (another) {
		scroller.scrollTo(0, 0);
	}
	if (list.open) {
		list.close();
	}
	if (another && left) {
		// Not to a button: the Enter that has closed VS Code's palette would press it.
		(model.kind === 'module' ? drawn.querySelector<SVGGElement>('[data-line]') : rowOf(left))?.focus();
	} else if (focused && document.hasFocus()) { // else it would be taken out of the editor
		const row = byID<SVGGElement>(model.nodes.find((node) => keyOf(node) === focused)?.id ?? '');
		((onBranch && branchOf(row)) || row)?.focus();
	}
}

/** The row of a module alone. */
function rowOf(path: string): SVGGElement | undefined {
	const node = model.nodes.find(({ modules }) => modules?.length === 1 && modules[0]?.path === path);
	return node && byID<SVGGElement>(node.id);
}

function nodeOf(element: Element | null): PictureNode | undefined {
	const id = element?.closest('[data-line]')?.id ?? element?.closest('.branch')?.getAttribute('data-of');
	return model.nodes.find((node) => node.id === id);
}

/** What a node is known by from one picture to the next. */
function keyOf(node: PictureNode | undefined): string | undefined {
	return node && `${node.label} ${node.modules?.[0]?.path}`;
}

/** Adds to the row of one module what leads to its picture. */
function addBranch(row: SVGGElement): void {
	const node = nodeOf(row), [module, ...more] = node?.modules ?? [];
	const place = row.querySelector('.focus');
	if (!node || !module || more.length > 0 || !place) {
		return;
	}
	const middle = Number(place.getAttribute('y')) + Number(place.getAttribute('height')) / 2;
	const make = (name: string, attributes: Record<string, string>) => {
		const element = document.createElementNS('http://www.w3.org/2000/svg', name);
		Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
		return element;
	};
	const words = `Decision tree of ${module.path}`;
	const branch = make('g', { class: 'branch', 'data-of': row.id, role: 'button', tabindex: '0', 'aria-label': words });
	const title = make('title', {});
	title.textContent = words;
	branch.append(
		title,
		make('rect', { x: '1', y: String(middle - 9), width: '16', height: '18', rx: '3' }),
		make('path', { d: `M5 ${middle - 5}v10M5 ${middle - 1}h8M5 ${middle + 5}h8` }),
	);
	row.after(branch);
}

function branchOf(row: SVGGElement | null | undefined): SVGGElement | undefined {
	return row?.nextElementSibling?.matches('.branch') ? (row.nextElementSibling as SVGGElement) : undefined;
}

/** Does what a click on an element, or Enter, asks for. */
function act(element: Element): void {
	const node = nodeOf(element), modules = node?.modules ?? [];
	if (!node || modules.length === 0) {
		return;
	}
	if (element.closest('.branch')) {
		vscode.postMessage({ type: 'tree', node: node.id, module: 0 });
	} else if (modules.length === 1) {
		vscode.postMessage({ type: 'line', node: node.id, module: 0 });
	} else {
		showList(node, modules);
	}
}

/** Lists the modules of a row that stands for several. */
function showList(node: PictureNode, modules: PictureModule[]): void {
	byID('list-title').textContent = `${node.label}: ${modules.length} modules`;
	const button = (className: string, type: 'line' | 'tree', module: number, ...content: (string | Node)[]) => {
		const made = document.createElement('button');
		made.className = className;
		made.append(...content);
		made.addEventListener('click', () => {
			list.close();
			vscode.postMessage({ type, node: node.id, module });
		});
		return made;
	};
	list.querySelector('ul')?.replaceChildren(...modules.map((module, i) => {
		const item = document.createElement('li'), from = document.createElement('span');
		from.className = 'from';
		from.textContent = (module.codes ? `⚠ ${module.codes.join(', ')} · ` : '') + module.from;
		const tree = button('tree', 'tree', i, 'Decision Tree');
		tree.setAttribute('aria-label', `Decision tree of ${module.path}`);
		item.append(button('line', 'line', i, `${module.path} ${module.version ?? ''}`, from), tree);
		return item;
	}));
	list.showModal();
}

/** How large the picture is shown now. */
function factor(): number {
	const { zoom = 'fit' } = state;
	if (zoom !== 'fit' || !shown) {
		return zoom === 'fit' ? 1 : zoom;
	}
	return fitting(natural(shown), { width: scroller.clientWidth, height: scroller.clientHeight });
}

function natural(svg: SVGSVGElement): Size {
	return { width: Number(svg.getAttribute('width')), height: Number(svg.getAttribute('height')) };
}

function resize(): void {
	if (!shown) {
		return;
	}
	const { width, height } = natural(shown);
	shown.style.width = `${width * factor()}px`;
	shown.style.height = `${height * factor()}px`;
}

function zoom(to: Zoom): void {
	keep({ zoom: to });
	resize();
}

async function save(format: Format): Promise<void> {
	if (!shown) {
		return;
	}
	try {
		const text = standalone(shown), { width, height } = natural(shown);
		vscode.postMessage({ type: 'save', format, data: format === 'svg' ? text : await png(text, width, height, 2) });
	} catch (err) {
		vscode.postMessage({ type: 'problem', words: `the picture cannot be exported: ${err instanceof Error ? err.message : String(err)}` });
	}
}

/** Moves the focus among what can be clicked in the picture. */
function move(key: string): boolean {
	const rows = [...scroller.querySelectorAll<SVGGElement>('[data-line]')];
	const at = rows.findIndex((row) => row.id === nodeOf(document.activeElement)?.id), row = rows[at];
	const to = {
		ArrowDown: rows[at + 1], ArrowUp: rows[at - 1], Home: rows[0], End: rows.at(-1),
		ArrowRight: branchOf(row), ArrowLeft: row,
	}[key];
	if (at < 0 || !to) {
		return false;
	}
	to.focus();
	return true;
}

scroller.addEventListener('click', ({ target }) => act(target as Element));
scroller.addEventListener('keydown', (event) => {
	if (event.key === 'Enter' || event.key === ' ') {
		act(event.target as Element);
		event.preventDefault();
	} else if (!event.ctrlKey && !event.metaKey && !event.altKey && move(event.key)) {
		event.preventDefault();
	}
});
scroller.addEventListener('scroll', () => keep({ left: scroller.scrollLeft, top: scroller.scrollTop }));
let width = widthIn(scroller.clientWidth);
new ResizeObserver(() => {
	resize();
	const now = widthIn(scroller.clientWidth);
	if (now !== width) {
		width = now;
		vscode.postMessage({ type: 'size', width });
	}
}).observe(scroller);
back.addEventListener('click', () => vscode.postMessage({ type: 'file' }));
byID('in').addEventListener('click', () => zoom(step(factor(), 1)));
byID('out').addEventListener('click', () => zoom(step(factor(), -1)));
byID('zoom').addEventListener('click', () => zoom('fit'));
byID('svg').addEventListener('click', () => void save('svg'));
byID('png').addEventListener('click', () => void save('png'));
list.querySelector('.close')?.addEventListener('click', () => list.close());
vscode.postMessage({ type: 'ready', width });
