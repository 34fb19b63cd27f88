import { settle } from './settle';

/**
 * Answers several questions by one call: those that come while a call is under way share the next one. One that comes
 * alone does not wait.
 * @param most so many at once
 * @param ask resolves with the answers to all of them, or fails for all
 */
export function batched<Q, A>(
	most: number,
	ask: (questions: Q[]) => Promise<A>,
): (question: Q) => Promise<A> {
	let open: { questions: Q[]; answer: Promise<A> } | undefined;
	let last: Promise<unknown> = Promise.resolve();

	function begin() {
		const questions: Q[] = [];
		const answer = last.then(async () => {
			if (open?.questions === questions) open = undefined;
			return await ask(questions);
		});
		last = settle(answer);
		return { questions, answer };
	}

	return async (question) => {
		if (open === undefined || open.questions.length >= most) open = begin();
		open.questions.push(question);
		return await open.answer;
	};
}
