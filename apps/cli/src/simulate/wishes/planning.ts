/** Projects, their plans, their lots: what is missing next, so that there is always something to bid for. */
import { dayOf, type JsonObject } from '@zhaobiao/basics';
import { worksBasis, type Citizen } from '@zhaobiao/testkit';
import type { LotSeen, ProjectSeen } from '../landscape.ts';
import { giveUp, issuing } from './document.ts';
import { REASON, choose, entityOf, type Scene, type Wishes } from './wish.ts';

export const ESTIMATE = 4_000_000_000;

const ownerOf = ({ author: { people } }: Scene, { room }: ProjectSeen): Citizen => people.of(room.procuringEntity);
const ofProject = (project: ProjectSeen, lot: LotSeen): boolean => lot.room.project === project.id;

function registering(scene: Scene): Wishes {
  const { author: { people, chance, procedure, nextNumber } } = scene;
  const entity = chance.pick(people.entities);
  const agency = people.agency.party;
  const basis = worksBasis({ agency, estimateFen: ESTIMATE });
  const command: JsonObject = { project: `S${nextNumber()}`, name: '演练道路工程', region: '350525', procuringEntity: entity.party, agency, procedure: { ...procedure }, estimateFen: ESTIMATE, investmentCode: null, basis };
  return chance.weighted<Wishes>([
    [12, [{ actor: entity, act: 'registerProject', command }]],
    [1, [{ actor: entity, act: 'registerProject', command: { ...command, basis: null }, hostile: 'a project without approval or funds' }]],
    [1, [{ actor: people.agency, act: 'registerProject', command: { ...command, agency: null, procuringEntity: entity.party }, hostile: 'an agency that nobody entrusted' }]],
  ]);
}

function planned(scene: Scene, project: ProjectSeen): Wishes {
  const { author: { people, chance }, now } = scene;
  const owner = ownerOf(scene, project);
  const plan: JsonObject = { project: project.id, content: '城区道路改造', estimateFen: ESTIMATE, noticeMonth: dayOf(now).slice(0, 7), method: 'open', contact: '王工' };
  const actor = chance.percent(60) ? owner : people.agency;
  return chance.weighted<Wishes>([
    [project.room.plan ? 1 : 8, [{ actor, act: 'publishPlan', command: plan }]],
    [project.room.plan ? 6 : 1, [{ actor, act: 'changePlan', command: { ...plan, content: '城区道路及管网改造', reason: REASON } }]],
    [1, [{ actor: people.supervisors[0], act: 'publishPlan', command: plan, hostile: 'a supervisor plans nothing' }]],
  ]);
}

/** A project nobody builds any more; one that runs must not be ended over its lots. */
function ending(scene: Scene): Wishes {
  const { author: { people }, seen } = scene;
  const idle = seen.projects.find((project) => !seen.lots.some((lot) => ofProject(project, lot) && !['defined', 'archived', 'failed', 'invalid', 'terminated'].includes(lot.stage)));
  const target = idle ?? seen.projects.at(-1);
  if (!target) return [];
  const stranger = people.entities.find((each) => each.party !== target.room.procuringEntity);
  const command = { project: target.id, reason: REASON };
  return [{ actor: ownerOf(scene, target), act: 'terminateProject', command }, ...(stranger ? [{ actor: stranger, act: 'terminateProject', command, hostile: "another's project is ended" }] : [])];
}

function lotOf(scene: Scene, project: ProjectSeen): Wishes {
  const { author: { people, chance }, seen } = scene;
  const owner = chance.percent(80) ? ownerOf(scene, project) : people.agency;
  const own = seen.lots.filter((lot) => ofProject(project, lot));
  const ended = own.find((lot) => ['failed', 'invalid', 'terminated'].includes(lot.stage) && !own.some((other) => other.room.retenderOf === lot.id));
  const command: JsonObject = { project: project.id, number: String(chance.between(1, 6)), name: '施工标段', estimateFen: ESTIMATE };
  if (ended) return [{ actor: owner, act: 'defineLot', command: { ...command, number: `${ended.id.split('/')[1] ?? '1'}r`, retenderOf: ended.id } }];
  const running = own.find((lot) => lot.stage === 'bidding');
  if (running && chance.percent(10)) return [{ actor: owner, act: 'defineLot', command: { ...command, number: '9', retenderOf: `lot:${project.id.slice('project:'.length)}/0` }, hostile: 'a new tender for one that never was' }];
  return [{ actor: owner, act: 'defineLot', command }];
}

export async function construction(scene: Scene): Promise<Wishes> {
  const { author: { people, chance }, seen } = scene;
  const defined = seen.lots.filter((lot) => lot.stage === 'defined');
  const orphan = defined.find((lot) => !seen.projects.some((project) => ofProject(project, lot)));
  if (orphan) return chance.percent(60) ? giveUp(scene, orphan) : issuing(scene, orphan, entityOf(scene, orphan), people.agency);
  if (defined.length > 0 && chance.percent(75)) {
    const lot = chance.pick(defined);
    const owner = entityOf(scene, lot);
    const stranger = people.entities.find((each) => each !== owner) ?? owner;
    return issuing(scene, lot, owner, stranger);
  }
  const project = seen.projects.length > 0 ? chance.pick(seen.projects.slice(0, 4)) : undefined;
  return choose(scene, [
    [project ? 6 : 0, () => (project ? lotOf(scene, project) : [])],
    [project ? 2 : 0, () => (project ? planned(scene, project) : [])],
    [3, () => registering(scene)],
    [seen.projects.length > 4 ? 1 : 0, () => ending(scene)],
  ]);
}
