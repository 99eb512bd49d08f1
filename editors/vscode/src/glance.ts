import type { Condition } from './server';

/** What the status bar says at a glance. */
export interface Glance {
	text: string;
	words: string; // the same for a screen reader
}

/** Words the findings of the file in view, counted by whether they are errors, warnings or less. */
export function glance(condition: Condition, errors: number, warnings: number): Glance {
	switch (condition) {
		case 'failed':
			return { text: '$(error) modroute', words: 'modroute: the server does not run' };
		case 'starting':
			return { text: '$(loading~spin) modroute', words: 'modroute is starting' };
		case 'stopped':
			return { text: '$(circle-slash) modroute', words: 'modroute is stopped' };
	}
	const parts = [counted(errors, 'error'), counted(warnings, 'warning')].filter((part) => part !== '');
	if (parts.length === 0) {
		return { text: '$(check) modroute', words: 'modroute: no warning on this file' };
	}
	const icon = errors > 0 ? '$(error)' : '$(warning)';
	return { text: `${icon} modroute: ${parts.join(', ')}`, words: `modroute: ${parts.join(', ')} on this file` };
}

function counted(n: number, what: string): string {
	return n === 0 ? '' : `${n} ${what}${n === 1 ? '' : 's'}`;
}
