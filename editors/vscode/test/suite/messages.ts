// What a person would be told: VS Code's test runner shows no messages.
import * as vscode from 'vscode';

export interface Message {
	text: string;
	ways: string[]; // the buttons
	choose(way: string): void;
}

/** Hears all messages of this extension from now on, those of the language client and of the server included. */
export function hearMessages(): Message[] {
	const heard: Message[] = [];
	const show = (text: string, ...rest: unknown[]) => {
		const ways = rest.filter((way) => typeof way === 'string' || typeof (way as vscode.MessageItem)?.title === 'string') as (string | vscode.MessageItem)[];
		const label = (way: string | vscode.MessageItem) => (typeof way === 'string' ? way : way.title);
		return new Promise((resolve) => {
			heard.push({ text, ways: ways.map(label), choose: (chosen) => resolve(ways.find((way) => label(way) === chosen)) });
		});
	};
	Object.assign(vscode.window, { showErrorMessage: show, showWarningMessage: show, showInformationMessage: show });
	return heard;
}
