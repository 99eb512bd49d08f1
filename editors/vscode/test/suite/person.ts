// A stand-in for the person: it reads the messages, answers the questions, and picks directories.
import * as vscode from 'vscode';

/** A message that was shown, with its buttons. */
export interface Message {
	text: string;
	buttons: string[];
	/** Clicks one of the buttons, or dismisses the message. */
	click(button?: string): void;
}

type Item = string | { title: string };

export class Person {
	messages: Message[] = [];
	/** Which button is clicked at once; none leaves the message as it is. */
	clicks = (_: Message): string | undefined => undefined;
	/** Which directory is picked. */
	picks = (_: vscode.OpenDialogOptions | undefined): string | undefined => undefined;
	/** Which entry of a menu is picked, by its label. */
	chooses = (_: string[]): string | undefined => undefined;

	/** Takes the place of the windows that VS Code would show. */
	constructor() {
		const show = (text: string, ...rest: unknown[]) => this.read(text, rest);
		Object.assign(vscode.window, {
			showInformationMessage: show,
			showWarningMessage: show,
			showErrorMessage: show,
			showOpenDialog: (options?: vscode.OpenDialogOptions) => {
				const dir = this.picks(options);
				return Promise.resolve(dir === undefined ? undefined : [vscode.Uri.file(dir)]);
			},
			showQuickPick: (items: { label: string }[]) => {
				const label = this.chooses(items.map((item) => item.label));
				return Promise.resolve(items.find((item) => item.label === label));
			},
		});
	}

	private read(text: string, rest: unknown[]): Promise<Item | undefined> {
		const items = rest.filter((item): item is Item => typeof item === 'string' || (typeof item === 'object' && item !== null && 'title' in item));
		const title = (item: Item) => (typeof item === 'string' ? item : item.title);
		return new Promise((resolve) => {
			const message: Message = {
				text,
				buttons: items.map(title),
				click: (button) => resolve(items.find((item) => title(item) === button)),
			};
			this.messages.push(message);
			const button = this.clicks(message);
			if (button !== undefined || items.length === 0) {
				message.click(button);
			}
		});
	}
}
