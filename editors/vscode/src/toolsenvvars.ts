import * as vscode from 'vscode';
import { goExtensionID } from './configuration';

/** A plan as the server's command modroute.applyPlan takes it. */
interface Plan {
	title: string;
	uri: string;
	changes: { name: string; new: string; newSet: boolean }[];
}

export const writeToolsEnvVars = 'modroute.writeToolsEnvVars';

/**
 * Adds to each action that writes to the user's Go environment one that writes the same to go.toolsEnvVars, which
 * counts for what the Go extension starts. Without that extension nothing would read it.
 */
export function withToolsEnvVars<T extends vscode.Command | vscode.CodeAction>(
	actions: T[] | null | undefined,
): (T | vscode.CodeAction)[] | null | undefined {
	if (!actions || !vscode.extensions.getExtension(goExtensionID) || !vscode.workspace.isTrusted) {
		return actions;
	}
	return actions.flatMap((action): (T | vscode.CodeAction)[] => {
		const command = 'command' in action && typeof action.command === 'object' ? action.command : undefined;
		const plan = command?.command === 'modroute.applyPlan' ? (command.arguments?.[0] as Plan | undefined) : undefined;
		if (!plan || plan.changes.some((change) => !change.newSet)) {
			return [action]; // to remove a line from Go's file has no counterpart here
		}
		const title = action.title.replace('(go env -w', '(go.toolsEnvVars'); // what else it changes is said behind that
		const { kind, diagnostics } = action as vscode.CodeAction;
		const other = new vscode.CodeAction(title, kind);
		other.command = { title, command: writeToolsEnvVars, arguments: [plan] };
		if (diagnostics) {
			other.diagnostics = diagnostics;
		}
		return [action, other];
	});
}

type Place = vscode.QuickPickItem & { target: vscode.ConfigurationTarget };

/** Writes a plan to the settings of a target, which is asked for if it is not given, and offers to undo that. */
export async function writePlan(plan: Plan, target?: vscode.ConfigurationTarget): Promise<void> {
	const uri = vscode.Uri.parse(plan.uri);
	target ??= await askWhere(uri);
	if (target === undefined) {
		return;
	}
	const before = valueAt(uri, target);
	const after = { ...before };
	for (const change of plan.changes) {
		after[change.name] = change.new;
	}
	await write(uri, target, after);
	const names = plan.changes.map((change) => change.name).join(' and ');
	const undo = 'Undo';
	const answer = await vscode.window.showInformationMessage(`modroute: ${names} written to go.toolsEnvVars`, undo);
	if (answer !== undo) {
		return;
	}
	if (JSON.stringify(valueAt(uri, target)) !== JSON.stringify(after)) {
		void vscode.window.showWarningMessage('modroute: go.toolsEnvVars has changed meanwhile and is left alone');
		return;
	}
	await write(uri, target, before);
}

async function askWhere(uri: vscode.Uri): Promise<vscode.ConfigurationTarget | undefined> {
	const places: Place[] = [{ label: 'User', description: 'all your windows', target: vscode.ConfigurationTarget.Global }];
	if (vscode.workspace.workspaceFolders) {
		places.push({ label: 'Workspace', description: 'all who open it', target: vscode.ConfigurationTarget.Workspace });
	}
	if (vscode.workspace.workspaceFile && vscode.workspace.getWorkspaceFolder(uri)) {
		places.push({ label: 'Folder', description: vscode.workspace.getWorkspaceFolder(uri)?.name ?? '', target: vscode.ConfigurationTarget.WorkspaceFolder });
	}
	return (await vscode.window.showQuickPick(places, { title: 'Write to go.toolsEnvVars', placeHolder: 'Whose settings?' }))?.target;
}

function valueAt(uri: vscode.Uri, target: vscode.ConfigurationTarget): Record<string, unknown> | undefined {
	const values = vscode.workspace.getConfiguration('go', uri).inspect<Record<string, unknown>>('toolsEnvVars');
	switch (target) {
		case vscode.ConfigurationTarget.Global:
			return values?.globalValue;
		case vscode.ConfigurationTarget.Workspace:
			return values?.workspaceValue;
		default:
			return values?.workspaceFolderValue;
	}
}

function write(uri: vscode.Uri, target: vscode.ConfigurationTarget, value: Record<string, unknown> | undefined): Thenable<void> {
	return vscode.workspace.getConfiguration('go', uri).update('toolsEnvVars', value, target);
}
