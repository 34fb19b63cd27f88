import { getAdditionalKeys } from 'n8n-core';
import {
	ICredentialsHelper,
	NodeHelpers,
	Workflow,
	type IAuthenticateGeneric,
	type ICredentialDataDecryptedObject,
	type ICredentials,
	type ICredentialsExpressionResolveValues,
	type ICredentialType,
	type IDataObject,
	type IExecuteData,
	type IHttpRequestHelper,
	type IHttpRequestOptions,
	type INode,
	type INodeCredentials,
	type INodeCredentialsDetails,
	type INodeParameters,
	type INodeProperties,
	type INodeTypeDescription,
	type IRequestOptionsSimplified,
	type IWorkflowExecuteAdditionalData,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { credentialTypes, NodeTypes } from './nodeTypes';

/** What a person saved in n8n, by credential type: `{ amoCrmTokenApi: { accountAddress: … } }`. */
export type CredentialValues = Record<string, object>;

const resolver: INode = {
	id: 'resolver',
	name: 'Resolver',
	type: 'n8n-nodes-base.noOp',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

let lastStore = 0;

/** n8n's credentials in memory, one of each type: defaults, expressions and signing as n8n does them. */
export class Credentials extends ICredentialsHelper {
	/** n8n-core keeps what it knows of a refresh by id: two stores never share one. */
	private readonly store = ++lastStore;
	private readonly values: Map<string, ICredentialDataDecryptedObject>;
	private readonly workflow = new Workflow({
		nodes: [{ ...resolver }],
		connections: {},
		active: false,
		nodeTypes: new NodeTypes([]),
	});

	private constructor(
		values: CredentialValues,
		private readonly types: Map<string, ICredentialType>,
	) {
		super();
		this.values = new Map(
			Object.entries(structuredClone(values)) as Array<[string, ICredentialDataDecryptedObject]>,
		);
	}

	static async of(values: CredentialValues | Credentials = {}): Promise<Credentials> {
		if (values instanceof Credentials) return values;
		const types = await credentialTypes();
		return new Credentials(values, new Map(types.map((type) => [type.name, type])));
	}

	/** What n8n has stored by now, unresolved. */
	stored(type: string): IDataObject {
		const values = this.values.get(type);
		if (!values) throw new Error(`There is no credential of the type "${type}".`);
		return structuredClone(values) as IDataObject;
	}

	/** The `credentials` of a node that takes every credential there is of the types it names. */
	chosenFor({ credentials = [] }: INodeTypeDescription): INodeCredentials {
		const chosen = credentials.filter(({ name }) => this.values.has(name));
		return Object.fromEntries(
			chosen.map(({ name }) => [name, { id: `${name}-${this.store}`, name: `My ${name}` }]),
		);
	}

	getParentTypes(name: string): string[] {
		const parents = this.type(name).extends ?? [];
		return [...parents, ...parents.flatMap((parent) => this.getParentTypes(parent))];
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		options: IHttpRequestOptions | IRequestOptionsSimplified,
	): Promise<IHttpRequestOptions> {
		const { authenticate } = this.type(typeName);
		const request = options as IHttpRequestOptions;
		if (typeof authenticate === 'function') return await authenticate(credentials, request);
		const signed = request as unknown as Record<string, Record<string, unknown>>;
		const { properties = {} } = (authenticate ?? {}) as Partial<IAuthenticateGeneric>;
		for (const [part, entries] of Object.entries(properties)) {
			for (const [name, value] of Object.entries(entries as Record<string, string>)) {
				signed[part] ??= {};
				signed[part][this.sign(name, credentials)] = this.sign(value, credentials);
			}
		}
		return request;
	}

	/** n8n runs it only for types with an expirable hidden field, when that is empty or was refused. */
	async preAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		_node: INode,
		credentialsExpired: boolean,
	): Promise<ICredentialDataDecryptedObject | undefined> {
		const expirable = this.type(typeName).properties.find(
			({ type, typeOptions }) => type === 'hidden' && typeOptions?.expirable === true,
		);
		if (!expirable || (credentials[expirable.name] !== '' && !credentialsExpired)) return undefined;
		return await this.runPreAuthentication(helpers, credentials, typeName);
	}

	async runPreAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
	): Promise<ICredentialDataDecryptedObject | undefined> {
		const { preAuthentication } = this.type(typeName);
		const output = (await preAuthentication?.call(helpers, credentials)) as
			ICredentialDataDecryptedObject | undefined;
		if (output)
			await this.updateCredentials({ id: null, name: '' }, typeName, { ...credentials, ...output });
		return output && { ...credentials, ...output };
	}

	async getCredentials(): Promise<ICredentials> {
		throw new Error('The credentials of engine tests are not encrypted.');
	}

	async getDecrypted(
		additionalData: IWorkflowExecuteAdditionalData,
		_details: INodeCredentialsDetails,
		type: string,
		mode: WorkflowExecuteMode,
		executeData?: IExecuteData,
		raw?: boolean,
		resolveValues?: ICredentialsExpressionResolveValues,
	): Promise<ICredentialDataDecryptedObject> {
		const stored = this.stored(type) as ICredentialDataDecryptedObject;
		if (raw) return stored;
		const data = this.withDefaults(type, stored);
		const keys = getAdditionalKeys(additionalData, mode, null);
		const resolved = resolveValues
			? resolveValues.workflow.expression.getParameterValue(
					data as INodeParameters,
					resolveValues.runExecutionData,
					resolveValues.runIndex,
					resolveValues.itemIndex,
					resolveValues.node.name,
					resolveValues.connectionInputData,
					mode,
					keys,
					executeData,
					false,
					data,
				)
			: this.workflow.expression.getComplexParameterValue(
					resolver,
					data as INodeParameters,
					mode,
					keys,
					undefined,
					undefined,
					data,
				);
		return resolved as ICredentialDataDecryptedObject;
	}

	async updateCredentials(
		_details: INodeCredentialsDetails,
		type: string,
		data: ICredentialDataDecryptedObject,
	): Promise<void> {
		this.values.set(type, structuredClone(data));
	}

	async updateCredentialsOauthTokenData(
		_details: INodeCredentialsDetails,
		type: string,
		{ oauthTokenData }: ICredentialDataDecryptedObject,
	): Promise<void> {
		this.values.set(type, structuredClone({ ...this.values.get(type), oauthTokenData }));
	}

	getCredentialsProperties(type: string): INodeProperties[] {
		const { extends: parents = [], properties } = this.type(type);
		const merged: INodeProperties[] = [];
		for (const parent of parents)
			NodeHelpers.mergeNodeProperties(merged, this.getCredentialsProperties(parent));
		NodeHelpers.mergeNodeProperties(merged, properties);
		return merged;
	}

	private type(name: string): ICredentialType {
		const type = this.types.get(name);
		if (!type) throw new Error(`Engine tests do not know the credential type "${name}".`);
		return type;
	}

	private withDefaults(type: string, stored: ICredentialDataDecryptedObject) {
		const properties = this.getCredentialsProperties(type);
		const hidden = this.type(type).properties.filter((property) => property.type === 'hidden');
		const shown = { ...stored };
		// What a type that extends OAuth2 hides is not for the user to store.
		if (this.getParentTypes(type).includes('oAuth2Api'))
			for (const { name } of hidden) delete shown[name];
		const data = NodeHelpers.getNodeParameters(
			properties,
			shown as INodeParameters,
			true,
			false,
			null,
			null,
		) as ICredentialDataDecryptedObject;
		return 'oauthTokenData' in stored ? { ...data, oauthTokenData: stored.oauthTokenData } : data;
	}

	private sign(text: string, $credentials: ICredentialDataDecryptedObject): string {
		if (!text.startsWith('=')) return text;
		const value = this.workflow.expression.getSimpleParameterValue(
			resolver,
			text,
			'internal',
			{ $credentials },
			undefined,
			'',
		);
		return String(value ?? '');
	}
}
