/** Who may do what at which stage: the whole table of a procedure, for tests, documents and grey buttons. */
import type { ActId, MachineId, Procedure, Relation, Stage } from './types.ts';
import { machineOf } from './permit.ts';
import { MACHINES, RELATIONS } from './vocabulary.ts';

export type MatrixRow = { readonly machine: MachineId; readonly stage: Stage; readonly act: ActId; readonly relation: Relation; readonly allowed: boolean };

/** The machines of a procedure, in the order of `MACHINES`. */
export const machineIds = (procedure: Procedure): readonly MachineId[] => MACHINES.filter((id) => machineOf(procedure, id) !== undefined);

/** The acts of a machine, each once, in the order of the data. */
export const actsOf = (procedure: Procedure, machine: MachineId): readonly ActId[] => [...new Set(machineOf(procedure, machine)?.transitions.map((transition) => transition.act))];

/**
 * Every combination of machine, stage, act of that machine and relation. `allowed` says that stage and relation fit; suspension, time,
 * guards and the parent's stage are asked by `permit` in the case at hand.
 */
export function matrixOf(procedure: Procedure): readonly MatrixRow[] {
  return machineIds(procedure).flatMap((machine) => {
    const its = machineOf(procedure, machine);
    return Object.keys(its?.stages ?? {}).flatMap((stage) =>
      actsOf(procedure, machine).flatMap((act) => {
        const transition = its?.transitions.find((candidate) => candidate.act === act && candidate.from.includes(stage));
        return RELATIONS.map((relation): MatrixRow => ({ machine, stage, act, relation, allowed: transition?.by.includes(relation) === true }));
      }),
    );
  });
}
