import { omit } from 'lodash';
import { z } from 'zod';

/** amocrm.ru/developers: integrations/structure, areas, fields, custom_settings, salesbot_widget. */
export const LOCALES = ['ru', 'en', 'es', 'pt'] as const;

export type Locale = (typeof LOCALES)[number];

/** Places that may say with `-1` or `-0` whether the widget uses the right column there. */
const WITH_COLUMN = ['lcard', 'ccard', 'comcard', 'cucard', 'llist', 'clist', 'culist', 'tlist'];

const WITHOUT_COLUMN = [
	'settings',
	'advanced_settings',
	'card_sdk',
	'catalogs',
	'digital_pipeline',
	'lead_sources',
	'whatsapp_modal',
	'everywhere',
	'sms',
	'mobile_card',
	'amoforms',
	'salesbot_designer',
];

const LOCATION = new RegExp(`^((${WITH_COLUMN.join('|')})(-[01])?|${WITHOUT_COLUMN.join('|')})$`);

/** `settings.login`: where the text stands in the files of `i18n/`. */
const textKey = z
	.string()
	.regex(/^[\w-]+(\.[\w-]+)+$/, 'must name a text of i18n, as in widget.name');

const https = z.string().regex(/^https:\/\/[^\s/]+/, 'must be an https address');

const link = z.string().regex(/^https?:\/\/[^\s/]+/, 'must be a link');

const code = z
	.string()
	.regex(/^[A-Za-z][A-Za-z0-9_]*$/, 'must be a code of Latin letters, digits and _');

const settings = z.record(
	code,
	z.object({
		name: textKey,
		type: z.enum(['text', 'pass', 'users', 'users_lp', 'custom']),
		required: z.boolean(),
	}),
);

const handler = z.object({
	name: textKey,
	settings: z.record(
		code,
		z.object({
			name: textKey,
			type: z.enum(['text', 'numeric', 'url']),
			default_value: z.string().optional(),
			manual: z.boolean().optional(),
		}),
	),
});

const widget = z.object({
	name: textKey,
	description: textKey,
	short_description: textKey,
	version: z.string().regex(/^\d+(\.\d+)*$/),
	interface_version: z.union([z.literal(1), z.literal(2)]),
	init_once: z.boolean(),
	locale: z.array(z.enum(LOCALES)).min(1),
	installation: z.boolean(),
	is_showcase: z.boolean().optional(),
	support: z.object({ link: link.optional(), email: z.string().email().optional() }),
});

const tour = z.object({
	is_tour: z.literal(true),
	tour_images: z.record(z.enum(LOCALES), z.array(z.string()).min(1)),
	tour_description: textKey,
});

const SHAPE = z.object({
	widget,
	locations: z.array(z.string().regex(LOCATION, 'is no location')),
	tour,
	settings: settings.optional(),
	dp: z
		.object({
			settings,
			action_multiple: z.boolean(),
			webhook_url: https.optional(),
			title: textKey.optional(),
		})
		.optional(),
	advanced: z.object({ title: textKey }).optional(),
	salesbot_designer: z
		.object({ logo: z.string().optional(), conditions: z.array(z.unknown()).optional() })
		.catchall(handler)
		.optional(),
});

export type Manifest = z.infer<typeof SHAPE>;

/** Locations and the parts of the manifest that go with them: neither without the other. */
const TOGETHER = [
	['digital_pipeline', 'dp'],
	['advanced_settings', 'advanced'],
	['salesbot_designer', 'salesbot_designer'],
] as const;

const CARDS = /^(lcard|ccard|comcard)/;

/** What is wrong between parts that are well-formed each by itself. */
function contradictions({ widget: { support, ...about }, ...manifest }: Manifest): string[] {
	const places = manifest.locations;
	const own = Object.values(manifest.settings ?? {}).filter(({ type }) => type === 'custom');
	const wrong = [
		own.length > 1 && 'settings: one of the type custom at most',
		own.length > 0 &&
			!places.includes('settings') &&
			'settings: custom needs the location settings',
		!support.link && !support.email && 'widget.support: link or email is required',
		about.is_showcase && about.installation && 'widget.is_showcase needs installation: false',
		about.installation && !manifest.settings && 'settings: required with installation: true',
		!about.installation && manifest.settings && 'settings: not with installation: false',
		places.includes('card_sdk') &&
			!places.some((place) => CARDS.test(place)) &&
			'locations: card_sdk needs a card',
		new Set(places.map((place) => place.split('-')[0])).size < places.length &&
			'locations: one stands twice',
		...TOGETHER.map(
			([place, part]) =>
				places.includes(place) !== (manifest[part] !== undefined) &&
				`locations: ${place} and the part ${part} need each other`,
		),
		...about.locale.map(
			(locale) => !manifest.tour.tour_images[locale] && `tour.tour_images: none for ${locale}`,
		),
	];
	return wrong.filter((text) => typeof text === 'string');
}

/** What the widget offers in the Salesbot designer. */
export const handlersOf = ({ salesbot_designer: designer = {} }: Manifest) =>
	omit(designer, ['logo', 'conditions']) as Record<string, z.infer<typeof handler>>;

/** The texts of `i18n/` that the manifest names. */
export function textKeysOf(manifest: Manifest): string[] {
	const { name, description, short_description } = manifest.widget;
	const handlers = handlersOf(manifest);
	const named = (part: Record<string, { name: string }> = {}) =>
		Object.values(part).map((field) => field.name);
	return [
		name,
		description,
		short_description,
		manifest.tour.tour_description,
		manifest.advanced?.title,
		manifest.dp?.title,
		...named(manifest.settings),
		...named(manifest.dp?.settings),
		...named(handlers),
		...Object.values(handlers).flatMap((one) => named(one.settings)),
	].filter((key) => key !== undefined);
}

export function readManifest(value: unknown): { manifest?: Manifest; problems: string[] } {
	const { data, error } = SHAPE.safeParse(value);
	if (error) {
		const problems = error.issues.map(
			({ path, message }) => `manifest.json: ${path.join('.')}: ${message}`,
		);
		return { problems };
	}
	return { manifest: data, problems: contradictions(data).map((text) => `manifest.json: ${text}`) };
}
