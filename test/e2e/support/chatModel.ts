import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

interface Asked {
	messages: Array<{ role: string; content: unknown }>;
	tools?: Array<{ function: { name: string; description?: string } }>;
}

type Said = { content: string } | { tool_calls: object[] };

/** A tool that the model decides to use, and with what. */
export interface ToolUse {
	tool: string;
	values: object;
}

/**
 * A model behind OpenAI's chat API that always thinks the same: it uses one tool, and repeats what that says; without a
 * tool its answer is always the same.
 */
export class ChatModel {
	static readonly PLAIN_ANSWER = 'Yes, we do.';

	private server?: Server;
	/** Of the tools that it was offered. */
	readonly offered = new Map<string, string>();

	constructor(private readonly use?: ToolUse) {}

	/** The base address of the API. */
	async open(): Promise<string> {
		this.server = createServer((request, response) => {
			void json(request).then((asked) => {
				const said = this.answer(asked as Asked);
				const message = { role: 'assistant', content: null, ...said };
				const choices = [{ index: 0, message, finish_reason: 'stop' }];
				response.writeHead(200, { 'content-type': 'application/json' });
				response.end(JSON.stringify({ id: 'chat', object: 'chat.completion', choices }));
			});
		});
		await new Promise<void>((done) => this.server?.listen(0, '127.0.0.1', done));
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
	}

	close(): void {
		this.server?.close();
	}

	private answer({ messages, tools = [] }: Asked): Said {
		for (const { function: tool } of tools) this.offered.set(tool.name, tool.description ?? '');
		const told = messages.find(({ role }) => role === 'tool');
		if (told) return { content: `The tool says: ${JSON.stringify(told.content)}` };
		if (!this.use) return { content: ChatModel.PLAIN_ANSWER };
		const { tool: name, values } = this.use;
		const call = { name, arguments: JSON.stringify(values) };
		return { tool_calls: [{ id: 'call-1', type: 'function', function: call }] };
	}
}
