import { z } from 'zod';

import { noteHead, type NoteKind, type OpenNote } from '../shared/registry/journal';

const note = noteHead.extend({
	/** The body as it came. */
	body: z.string(),
});

/** A hook that has not started its workflow yet; amoCRM does not repeat it. */
export type HookNote = z.infer<typeof note>;

export type OpenHookNote = OpenNote<HookNote>;

/** Hooks of a chat channel. */
export const hookNotes: NoteKind<HookNote> = {
	schema: note,
	columnsOf: () => ({ name: 'Hook of a chat channel', via: '' }),
};
