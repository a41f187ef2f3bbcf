/** A connection pool that loses connections at chosen statements, before they arrive or after they were done. */

type Query = (...args: readonly unknown[]) => Promise<unknown>;
export type DropPlan = {
  /** Asked with each statement's text and its running number; says whether the connection is lost there. */
  readonly at: (statement: string, number: number) => 'no' | 'lost' | 'unanswered';
};

/** What a driver reports when its connection is gone. */
export function connectionLost(): Error {
  return Object.assign(new Error('Connection terminated unexpectedly'), { code: '08006' });
}

const textOf = (args: readonly unknown[]): string => {
  const [first] = args;
  if (typeof first === 'string') return first;
  return typeof first === 'object' && first !== null && 'text' in first ? String(first.text) : '';
};

/**
 * Wraps the `query` of a client or pool: at a chosen statement the caller sees a lost connection, either with the statement never sent (`lost`) or
 * sent and done (`unanswered`). Give the same `count` to all clients of one pool to number their statements together.
 */
export function droppingQuery(query: Query, plan: DropPlan, count: { statements: number }): Query {
  return async (...args) => {
    count.statements += 1;
    const drop = plan.at(textOf(args), count.statements);
    if (drop === 'lost') throw connectionLost();
    const answer = await query(...args);
    if (drop === 'unanswered') throw connectionLost();
    return answer;
  };
}
