/** What is otherwise in an environment, as the server's command modroute.compareEnvironments says it. */
export interface Difference {
	name: string;
	lines: number;
	differing: number;
	variables: { name: string; here: Value; there: Value }[];
}

interface Value {
	value: string;
	origin: string;
	setBy: string; // in words
}

/**
 * Words that the terminal and the editor route a file's lines differently, and because of what. `settingOf` names the
 * setting that gives the editor a variable, "" if it is not known.
 */
export function inWords(difference: Difference, settingOf: (variable: string) => string): string {
	const { lines, differing, variables } = difference;
	const counted = `modroute: the terminal and the editor route ${differing} of ${lines} ${lines === 1 ? 'line' : 'lines'} differently.`;
	const [first] = variables;
	if (!first) {
		return counted;
	}
	const setting = first.here.origin === 'editor' ? settingOf(first.name) : '';
	const said = (value: Value, who: string) => `${value.value || 'empty'} (${who})`;
	const more = variables.length > 1 ? ` ${variables.length - 1} more ${variables.length === 2 ? 'variable differs' : 'variables differ'}.` : '';
	return `${counted} In the editor ${first.name} is ${said(first.here, setting ? `from ${setting}` : first.here.setBy)}, ` +
		`in the terminal ${said(first.there, first.there.setBy)}.${more}`;
}

/** What tells one difference from another: which variables differ, and how. */
export function identity(difference: Difference): string {
	return JSON.stringify(difference.variables.map(({ name, here, there }) => [name, here.value, there.value]).sort());
}
