/** Runs a task one at a time: all that is asked for meanwhile makes it run once more. */
export class Coalesced {
	private running: Promise<void> | undefined;
	private again = false;

	constructor(private readonly task: () => Promise<void>) {}

	/** Asks for a run that begins from now on, and waits for it. */
	request(): Promise<void> {
		this.again = true;
		return (this.running ??= this.run());
	}

	private async run(): Promise<void> {
		await undefined; // `running` is this one from here on
		try {
			while (this.again) {
				this.again = false;
				await this.task();
			}
		} finally {
			this.running = undefined; // at once: nobody can ask in between, and be forgotten
		}
	}
}
