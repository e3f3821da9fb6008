import type { Problem, Targeting } from '@causeway/plugin-feature-flags-common';
import { useMemo, useState } from 'react';
import useAsync from 'react-use/esm/useAsync';
import useDebounce from 'react-use/esm/useDebounce';
import { locateProblem, parseRuleText, type TextProblem } from './ruleText';

const typingPauseInMilliseconds = 300;

/**
 * Checks rules while they are typed: the syntax here at once, the meaning in the backend after a pause.
 *
 * @param options - `validate` asks the backend; another function checks again
 */
export function useRuleProblems(options: {
  text: string;
  validate: (targeting: Targeting | undefined) => Promise<Problem[]>;
}): { problems: TextProblem[]; isChecking: boolean; error?: Error } {
  const { text, validate } = options;
  const [pausedText, setPausedText] = useState(text);
  useDebounce(() => setPausedText(text), typingPauseInMilliseconds, [text]);

  const local = useMemo(() => parseRuleText(text), [text]);
  const { value, loading, error } = useAsync(async () => {
    const { targeting, problems } = parseRuleText(pausedText);
    if (problems.length > 0) {
      return [];
    }
    const found = await validate(targeting);
    return found.map(problem => locateProblem(pausedText, problem));
  }, [validate, pausedText]);

  const isChecking = loading || text !== pausedText;
  return useMemo(
    () => ({
      problems: local.problems.length > 0 ? local.problems : value ?? [],
      isChecking,
      error,
    }),
    [local, value, isChecking, error],
  );
}
