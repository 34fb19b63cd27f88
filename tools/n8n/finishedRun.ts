import type { INodeExecutionData, IRunData } from 'n8n-workflow';

interface RecordedError {
	message: string;
	description?: string | null;
	node?: { name: string } | string;
}

/** An execution as n8n's public API gives it, with `includeData=true`. */
export interface RecordedExecution {
	id: string | number;
	workflowId: string;
	mode: string;
	/** ISO time. */
	startedAt: string;
	status: 'canceled' | 'crashed' | 'error' | 'new' | 'running' | 'success' | 'unknown' | 'waiting';
	data?: {
		resultData: { error?: RecordedError; lastNodeExecuted?: string; runData: IRunData };
	};
}

/** What a finished execution left behind. */
export class FinishedRun {
	constructor(private readonly recorded: RecordedExecution) {}

	get id(): number {
		return Number(this.recorded.id);
	}

	/** Milliseconds. */
	get startedAt(): number {
		return Date.parse(this.recorded.startedAt);
	}

	get status(): RecordedExecution['status'] {
		return this.recorded.status;
	}

	get mode(): string {
		return this.recorded.mode;
	}

	get error(): RecordedError | undefined {
		return this.recorded.data?.resultData.error;
	}

	/** Everything that n8n keeps of it. */
	get runData(): IRunData {
		return this.recorded.data?.resultData.runData ?? {};
	}

	/** Names of the nodes that ran. */
	get nodes(): string[] {
		return Object.keys(this.runData);
	}

	/** What a node gave out at one of its outputs, all its runs together. */
	items(node: string, output = 0): INodeExecutionData[] {
		return (this.runData[node] ?? []).flatMap((run) => run.data?.main?.[output] ?? []);
	}

	json(node: string, output = 0): Array<INodeExecutionData['json']> {
		return this.items(node, output).map((item) => item.json);
	}
}

/** What an execution has come to when it is not going on. */
export const ENDED: Array<RecordedExecution['status']> = [
	'canceled',
	'crashed',
	'error',
	'success',
];

export const isFinished = ({ status }: RecordedExecution): boolean => ENDED.includes(status);
