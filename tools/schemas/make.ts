import type { INodeParameters } from 'n8n-workflow';
import { get, sortBy } from 'lodash';

import { resources } from '../../nodes/AmoCrm/resources';
import type { OperationSummary, Resource } from '../../nodes/AmoCrm/factories/resource';
import { Filler } from './fill';
import { SAMPLES, seed } from './samples';
import { outputSchema, type Schema } from './schema';
import type { Platform } from '../../emulator/types';
import { Stage } from './stage';

/** One operation that must show what comes out of it. */
interface Scene {
	resource: Resource;
	operation: OperationSummary;
	/** Of the node. */
	version: number;
}

export const titleOf = ({ resource, operation }: Scene) => `${resource.name} ${operation.name}`;

/** By their names: what is made first is seen in what is read, and the node's own order may change. */
const scenesOf = (version: number): Scene[] =>
	sortBy(resources, ({ name }) => name.toLowerCase()).flatMap((resource) =>
		resource.operations.map((operation) => ({ resource, operation, version })),
	);

/** Things are made before they are read, then changed, and go last of all. */
const ACTS = [
	/^(create|upload|upsert|connect|subscribe|install|earn|add|attach|link)/,
	/^(get(?!History)|download)/,
	/^update/,
	/^(?!delete|disconnect|remove|uninstall|unsubscribe|close|deactivate|decline|detach|stop|restore)/,
	/^(?!uninstall)/,
	/^/,
];

const actOf = ({ operation: { name } }: Scene) => ACTS.findIndex((act) => act.test(name));

/** Resources that live in an account are reached by the token, the others have the integration. */
async function play(stage: Stage, scene: Scene, round: number): Promise<object[]> {
	const { resource, operation, version } = scene;
	const sample = SAMPLES[titleOf(scene)];
	const given: INodeParameters = {
		authentication: resource.name === 'installedAccount' ? 'installedAccount' : 'token',
		resource: resource.name,
		operation: operation.name,
		...(typeof sample === 'function' ? await sample(stage) : sample),
	};
	const parameters = await new Filler(stage, round, version).fill(resource.properties, given);
	const parameter = <T>(name: string, fallback?: T) => get(parameters, name, fallback) as T;
	const [result] = await resource.execute(stage.functions(parameters), operation.name, [
		{ index: 0, json: {}, zone: 'UTC', isReadable: version >= 1.1, parameter, saved: parameter },
	]);
	if (result && 'problem' in result) throw result.problem;
	if (!result || result.output.length === 0) throw new Error('Nothing came out');
	return result.output;
}

export interface Schemas {
	/** By the path below the folder of the version: `lead/get.json`. */
	files: Map<string, Schema>;
	/** Operations that could not be run, with the reason. */
	missing: Map<string, string>;
}

/** With the words of amoCRM, where it refused. */
const reasonOf = (error: unknown) => {
	const { message, description = '' } = error as Error & { description?: string };
	return `${message} ${description.replaceAll('\n', ' ')}`.trim();
};

/** In each round older things are tried than in the one before. */
const LEAST_ROUNDS = 3;

/** Plays scenes until none of those left can be played: what one makes, another needs. */
async function playAll(stage: Stage, wanted: Scene[], { files, missing }: Schemas): Promise<void> {
	let left = wanted;
	let before = Infinity;
	for (let round = 0; left.length < before || round < LEAST_ROUNDS; round++) {
		before = left.length;
		const failed: Scene[] = [];
		for (const scene of left) {
			try {
				const path = `${scene.resource.name}/${scene.operation.name}.json`;
				files.set(path, outputSchema(await play(stage, scene, round)));
				missing.delete(titleOf(scene));
			} catch (error) {
				missing.set(titleOf(scene), reasonOf(error));
				failed.push(scene);
			}
		}
		left = failed;
	}
}

async function makeOn(platform: Platform, version: number): Promise<Schemas> {
	const schemas: Schemas = { files: new Map(), missing: new Map() };
	const stage = await Stage.open(platform);
	await seed(stage);
	for (const act of ACTS.keys()) {
		await playAll(
			stage,
			scenesOf(version).filter((scene) => actOf(scene) === act),
			schemas,
		);
	}
	return schemas;
}

/** Those of the node: each has a folder of its own. */
export const versions = [1, 1.1];

/** What every operation of the node puts out, from the emulator's own answers; Kommo has some for itself. */
export async function makeSchemas(version: number): Promise<Schemas> {
	const amocrm = await makeOn('amocrm', version);
	if (amocrm.missing.size === 0) return amocrm;
	const kommo = await makeOn('kommo', version);
	return {
		files: new Map([...kommo.files, ...amocrm.files]),
		missing: new Map([...amocrm.missing].filter(([title]) => kommo.missing.has(title))),
	};
}
