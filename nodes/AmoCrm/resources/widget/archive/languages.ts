/** Languages of widgets, by amoCRM's codes. @see https://www.amocrm.ru/developers/content/integrations/structure */
export const LANGUAGES = {
	en: 'English',
	es: 'Spanish',
	pt: 'Portuguese',
	ru: 'Russian',
} as const;

export type Language = keyof typeof LANGUAGES;

/** The same text in each language of the widget. */
export type Texts = Partial<Record<Language, string>>;

/** `name` in Russian is the parameter `nameRu`. */
export const inLanguage = (name: string, language: Language) =>
	`${name}${language.charAt(0).toUpperCase()}${language.slice(1)}`;

/** What the widget says by itself. */
export interface Words {
	done: string;
	failed: string;
	nothingSelected: string;
	notChecked: string;
	selected: string;
	waiting: string;
}

export const WORDS: Record<Language, Words> = {
	en: {
		done: 'Done',
		failed: 'There was no answer. Please try again later.',
		nothingSelected: 'Select something in the list first.',
		notChecked: 'The settings could not be checked. Please try again later.',
		selected: 'Selected',
		waiting: 'One moment…',
	},
	es: {
		done: 'Listo',
		failed: 'No hubo respuesta. Inténtelo de nuevo más tarde.',
		nothingSelected: 'Primero seleccione algo en la lista.',
		notChecked: 'No se pudo comprobar la configuración. Inténtelo de nuevo más tarde.',
		selected: 'Seleccionados',
		waiting: 'Un momento…',
	},
	pt: {
		done: 'Pronto',
		failed: 'Não houve resposta. Tente novamente mais tarde.',
		nothingSelected: 'Primeiro selecione algo na lista.',
		notChecked: 'Não foi possível verificar as configurações. Tente novamente mais tarde.',
		selected: 'Selecionados',
		waiting: 'Um momento…',
	},
	ru: {
		done: 'Готово',
		failed: 'Ответа нет. Попробуйте ещё раз позже.',
		nothingSelected: 'Сначала выберите что-нибудь в списке.',
		notChecked: 'Не удалось проверить настройки. Попробуйте ещё раз позже.',
		selected: 'Выбрано',
		waiting: 'Минутку…',
	},
};

/** The exits of the step in a bot. */
export const EXITS: Record<Language, { success: string; fail: string }> = {
	en: { success: 'Success', fail: 'Failure' },
	es: { success: 'Correcto', fail: 'Fallo' },
	pt: { success: 'Sucesso', fail: 'Falha' },
	ru: { success: 'Успешно', fail: 'Ошибка' },
};
