export {
	Account,
	changeAccount,
	CLIENT_ID,
	CLIENT_SECRET,
	install,
	integrationCredential,
	integrationKeys,
	locator,
} from './amo';
export { Credentials } from './credentials';
export { listSearch, loadOptions, mapperColumns } from './editor';
export { activate, restart } from './hooks';
export { N8nApi } from './n8nApi';
export { packageNodes, typeName } from '../../../tools/contract/packageTypes';
export { runWorkflow, START, WorkflowRun } from './run';
export { activatePolling } from './poll';
export { callWebhook } from './webhook';
export { N8N_URL, type NodeJson } from './workflow';
