import { Writer } from './support';

const writer = new Writer();

beforeAll(async () => await writer.open());
beforeEach(async () => await writer.begin());

it.each([
	['GET', '/users'],
	['POST', '/users'],
	['POST', '/users/activate'],
	['POST', '/users/deactivate'],
	['GET', '/roles'],
	['POST', '/roles'],
	['PATCH', '/roles/1'],
	['DELETE', '/roles/1'],
	['POST', '/leads/pipelines'],
	['POST', '/leads/loss_reasons'],
	['DELETE', '/leads/loss_reasons/1'],
	['GET', '/sources'],
	['POST', '/sources'],
	['DELETE', '/sources'],
	['GET', '/website_buttons'],
	['POST', '/website_buttons'],
	['PATCH', '/website_buttons/1'],
	['GET', '/webhooks'],
	['POST', '/webhooks'],
	['DELETE', '/webhooks'],
	['POST', '/widgets/any'],
	['DELETE', '/widgets/any'],
])('only an admin may %s %s', async (method, path) => {
	expect((await writer.asClerk(method, path)).status).toBe(403);
});

it.each(['/widgets', '/leads/loss_reasons', '/leads/pipelines', '/events/types'])(
	'anybody may read %s',
	async (path) => expect((await writer.asClerk('GET', path)).status).toBeLessThan(300),
);
