import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';

/** An entity as a dropdown shows it: by its name, chosen by its number. */
export const toOption = ({ id, name }: IDataObject): INodePropertyOptions => ({
	name: String(name),
	value: Number(id),
});
