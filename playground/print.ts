import type { Progress } from '../tools/system/progress';
import type { Scene } from './scenes';
import { ACCOUNTS_TABLE, type Stage } from './session';

function indented(value: unknown): string {
	return JSON.stringify(value, null, 2).replace(/^/gm, '    ');
}

function tellCall({ delivery, visit }: Scene, tell: Progress): void {
	if (delivery) {
		tell(`  amoCRM called    ${delivery.url}`);
		tell(`  n8n answered     ${delivery.status ?? delivery.error} in ${delivery.elapsedMs} ms`);
	}
	if (visit) {
		tell(`  browser opened   ${visit.url}`);
		tell(`  and showed       ${visit.status}: ${visit.text}`);
	}
}

function tellRun({ run, runUrl }: Scene, tell: Progress): void {
	if (run === undefined) {
		tell('  no workflow ran  (the trigger does not listen for this event)');
		return;
	}
	const [trigger] = run.nodes;
	tell(`  workflow ran     execution ${run.id}: ${run.status}`);
	tell(`                   ${runUrl}`);
	if (run.error) tell(`  its error        ${run.error.message}`);
	for (const item of run.json(trigger)) {
		tell(`  item of "${trigger}":`);
		tell(indented(item));
	}
}

/** Tells in plain lines what a scene came to. */
export function printScene(scene: Scene, tell: Progress): void {
	tellCall(scene, tell);
	tellRun(scene, tell);
	for (const { id, name, url } of scene.newLeads) {
		tell(`  new lead         ${String(id)} "${String(name)}"`);
		tell(`                   ${url}`);
	}
}

/** What the package knows about the accounts by now. */
export async function printAccounts({ n8n }: Stage, tell: Progress): Promise<void> {
	tell(`  data table "${ACCOUNTS_TABLE}":`);
	const rows = await n8n.tableRows(ACCOUNTS_TABLE);
	for (const { account_id: id, domain, status, via } of rows) {
		// Other rows are notes: of an installation that waits, or for other processes of n8n.
		if (Number(id) > 0 && status !== 'pending')
			tell(`    ${[id, domain, status, via].map(String).join('  ')}`);
	}
}
