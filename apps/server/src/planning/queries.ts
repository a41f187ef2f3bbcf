import type { ProjectRoom } from '@zhaobiao/domain';
import type pg from 'pg';
import { streamState } from '../http/stream-state.ts';

/** A project as its public registration says. */
export async function publicProject(pool: pg.Pool, id: string) {
  const state = await streamState<ProjectRoom>(pool, id);
  if (state?.machine !== 'project') return undefined;
  const { name, region, procuringEntity, agency, procedure, estimateFen, investmentCode, basis, plan } = state.room;
  return { project: id, stage: state.stage, name, region, procuringEntity, agency, procedure, estimateFen, investmentCode, basis, plan };
}
