import * as vscode from 'vscode';

const most = 500; // actions, far more than any menu has

/**
 * Commands of actions, kept with their arguments. VS Code keeps the arguments only as long as the list that an action
 * stands in, and drops the list when it looks for actions anew, even just after a person has chosen from it; then it
 * says "Actual command not found". A command without arguments is not lost.
 */
export class KeptCommands implements vscode.Disposable {
	private readonly kept = new Map<string, { id: string; command: vscode.Command; registered: vscode.Disposable }>(); // by content, those offered last at the end
	private count = 0;

	/** Returns a command without arguments that does the same. */
	keep(command: vscode.Command): vscode.Command {
		const content = JSON.stringify([command.command, command.arguments]);
		const known = this.kept.get(content);
		const id = known?.id ?? `modroute.kept.${++this.count}`;
		const registered = known?.registered ?? vscode.commands.registerCommand(id, (...more: unknown[]) =>
			vscode.commands.executeCommand(command.command, ...(command.arguments ?? []), ...more));
		this.kept.delete(content);
		this.kept.set(content, { id, command, registered });
		const [oldest] = this.kept;
		if (this.kept.size > most && oldest) {
			oldest[1].registered.dispose();
			this.kept.delete(oldest[0]);
		}
		return { title: command.title, command: id };
	}

	/** The command that one without arguments stands for, for tests. */
	actual(id: string): vscode.Command | undefined {
		return [...this.kept.values()].find((kept) => kept.id === id)?.command;
	}

	dispose(): void {
		this.kept.forEach(({ registered }) => registered.dispose());
		this.kept.clear();
	}
}
