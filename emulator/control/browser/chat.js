/**
 * The chat of a card, as far as a channel can tell: what was written, whether it was delivered and read, reactions,
 * and who is typing. What is done here goes through the emulator's own control interface.
 */
(function () {
	'use strict';

	const { subdomain } = window;
	const byId = (id) => document.getElementById(id);
	const box = document.querySelector('textarea');
	const STATUSES = { null: 'sent', 1: 'delivered', 2: 'read', '-1': 'not delivered' };
	const LOOK_EVERY_MS = 400;
	let chosen = null;
	let shown = '';

	async function command(name, ...args) {
		const response = await fetch(`/${name}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(args),
		});
		const { result, error } = await response.json();
		byId('problem').textContent = error ?? '';
		return result;
	}

	function element(tag, properties, ...children) {
		const made = Object.assign(document.createElement(tag), properties);
		made.append(...children);
		return made;
	}

	const place = () => ({ subdomain, chatId: chosen });

	function textOf({ type, text, media, file_name: name, location, contact, post }) {
		const about = post ? `(comment on ${post.url ?? post.id}) ` : '';
		const what = media ?? (location ? `${location.lat}, ${location.lon}` : contact?.phone);
		const rest = type === 'text' ? '' : ` [${type} ${name || what || ''}]`;
		return about + (text ?? '') + rest;
	}

	/** Deliveries are known of what was sent to the client. */
	function stateOf({ receiver, status, error, isEdited }) {
		const parts = [isEdited ? 'edited' : '', receiver ? STATUSES[status] : ''];
		return [...parts, error ? `${error.code}: ${error.text}` : ''].filter(Boolean).join(', ');
	}

	function messageOf(message) {
		const { id, sender, receiver, content, reactions } = message;
		const like = element('button', { type: 'button', title: 'React', textContent: '👍' });
		// The client reacts under the builder's id for it.
		const given = Object.keys(reactions).some((who) => who !== sender.client_id);
		like.onclick = () =>
			command('reactInCard', { ...place(), messageId: id, emoji: given ? null : '👍' });
		return element(
			'li',
			{ className: receiver ? 'ours' : '' },
			element('small', { textContent: sender.name ?? '' }),
			element('p', { textContent: textOf(content) }),
			' ',
			element('span', { textContent: Object.values(reactions).join(' ') }),
			receiver ? '' : like,
			element('small', { textContent: stateOf(message) }),
		);
	}

	function linkTo({ id, client }) {
		const button = element('button', { type: 'button', textContent: client.name ?? client.id });
		if (id === chosen) button.setAttribute('aria-current', 'true');
		button.onclick = () => {
			chosen = id;
			look();
		};
		return element('li', {}, button);
	}

	async function look() {
		const chats = (await command('chats', subdomain)) ?? [];
		chosen ??= chats[0]?.id ?? null;
		const chat = chats.find(({ id }) => id === chosen);
		byId('typing').textContent = chat?.isTyping ? `${chat.client.name} is typing …` : '';
		const looks = JSON.stringify([chosen, chats]);
		if (looks === shown) return;
		shown = looks;
		byId('chats').replaceChildren(...chats.map(linkTo));
		byId('messages').replaceChildren(...(chat?.messages ?? []).map(messageOf));
	}

	async function keepLooking() {
		await look().catch((error) => (byId('problem').textContent = error.message));
		setTimeout(keepLooking, LOOK_EVERY_MS);
	}

	box.oninput = () => {
		if (chosen) command('typeInCard', place());
	};

	byId('write').onsubmit = async (event) => {
		event.preventDefault();
		const text = box.value;
		box.value = '';
		await command('sendFromCard', { ...place(), text });
		await look();
	};

	keepLooking();
})();
