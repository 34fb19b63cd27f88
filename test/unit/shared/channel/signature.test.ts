import { isHookSigned, signedHeaders } from '../../../../nodes/shared/channel/signature';

/** The examples of amoCRM's documentation, whose signatures its own code gives. */
const secret = '5a44c5dff55f3c15a4cce8d7c4cc27e207c7e189';
const date = new Date('2020-10-03T15:11:21Z');

describe('the signature of a request', () => {
	it('is that of the documentation, with a body', () => {
		const body =
			'{"account_id":"af9945ff-1490-4cad-807d-945c15d88bec","title":"ScopeTitle","hook_api_version":"v2"}';
		const path = '/v2/origin/custom/f90ba33d-c9d9-44da-b76c-c349b0ecbe41/connect';

		expect(signedHeaders({ secret, method: 'post', path, body, date })).toEqual({
			Date: 'Sat, 03 Oct 2020 15:11:21 +0000',
			'Content-Type': 'application/json',
			'Content-MD5': 'a5e8ae04332a6d0aac15f01ad05d40e3',
			'X-Signature': '910ae61f89080f2cf865a6b54aa8a8c85956c397',
		});
	});

	it('is that of the documentation, without one', () => {
		const path =
			'/v2/origin/custom/344a5002-f8ca-454d-af3d-396180102ac7_52e591f7-c98f-4255-8495-827210138c81/chats/8b1a1828-fc4a-4874-9469-15e0d847570f/history';

		expect(signedHeaders({ secret, method: 'GET', path, body: '', date })).toMatchObject({
			'Content-MD5': 'd41d8cd98f00b204e9800998ecf8427e',
			'X-Signature': 'b0188821e74c86c05753b80513614ba25c95698f',
		});
	});
});

describe('the signature of a hook', () => {
	const body = Buffer.from(
		'{"account_id":"af9945ff-1490-4cad-807d-945c15d88bec","time":1639572261}',
	);
	const signature = 'fbca029c85eb9a2fded21e9d1a514a408ee48eac';

	it('is that of the documentation', () => {
		expect(isHookSigned(secret, body, signature)).toBe(true);
	});

	it.each([
		['another secret', `${secret}0`, body, signature],
		['a body with one byte more', secret, Buffer.concat([body, Buffer.from('\n')]), signature],
		['a signature cut off', secret, body, signature.slice(0, -1)],
		['an empty signature', secret, body, ''],
		['no signature', secret, body, undefined],
		['two signatures', secret, body, [signature, signature]],
	])('is not that of %s', (_, key, bytes, given) => {
		expect(isHookSigned(key, bytes, given)).toBe(false);
	});
});
