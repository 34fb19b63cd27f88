import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inScript, page } from '../net/pages';
import type { ControlApi } from './commands';

const STYLE = `<style>
	body { font: 1rem/1.4 system-ui, sans-serif; margin: 2rem; max-width: 60rem; }
	main { display: grid; grid-template-columns: 14rem 1fr; gap: 2rem; }
	ul, ol { list-style: none; padding: 0; margin: 0; }
	nav button { width: 100%; text-align: left; padding: .5rem; }
	nav button[aria-current] { font-weight: bold; }
	ol { min-height: 12rem; }
	li p { display: inline-block; margin: .3rem 0; padding: .4rem .8rem; border-radius: .6rem; background: #eef; color: #222; white-space: pre-wrap; }
	li.ours { text-align: right; }
	li.ours p { background: #dfd; }
	small { display: block; color: #666; }
	[role=status] { min-height: 1.5rem; color: #666; }
	form { display: flex; gap: .5rem; margin-top: .5rem; }
	textarea { flex: 1; }
</style>`;

const CONTENT = `<main>
	<nav aria-label="Chats"><ul id="chats"></ul></nav>
	<section aria-label="Chat">
		<ol id="messages" role="log"></ol>
		<div role="status" id="typing"></div>
		<form id="write">
			<textarea aria-label="Message" rows="2" required></textarea>
			<button>Send</button>
		</form>
		<p role="alert" id="problem"></p>
	</section>
</main>`;

const script = () => readFileSync(join(__dirname, 'browser', 'chat.js'), 'utf8');

/** `GET /accounts/<subdomain>/chats`: the chats of an account's cards, where a person writes as its manager. */
export async function chatPage(control: ControlApi, subdomain: string): Promise<string> {
	const { name, domain } = await control.account(subdomain);
	const told = `<script>window.subdomain = ${inScript(subdomain)};</script>`;
	return page(
		`Chats of ${name} (${domain}) in the emulator`,
		`${STYLE}${CONTENT}${told}<script>${script()}</script>`,
	);
}
