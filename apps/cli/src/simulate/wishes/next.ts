/** What could be done next on a lot, by its stage: one phase of the procedure a file. */
import type { Case } from '../landscape.ts';
import { decided, evaluated, incidents, publicised } from './award.ts';
import { formation, personalSteps } from './committee.ts';
import { awarded, contracted, ended } from './contract.ts';
import { disturbance, isHeld, release } from './holds.ts';
import { impostors, openingWishes } from './opening.ts';
import { preparationWishes } from './preparation.ts';
import { reviewing } from './review.ts';
import { receiving, scoring, signing } from './scores.ts';
import { securityWishes } from './securities.ts';
import { choose, NONE, type Scene, type Wishes } from './wish.ts';

const RUNNING = ['bidding', 'closed', 'announced', 'checked', 'opening', 'opened', 'publicised'];

async function evaluation(scene: Scene, c: Case): Promise<Wishes> {
  const { committee } = c;
  if (!committee || ['proposed', 'formed', 'seated'].includes(committee.stage)) return formation(scene, c);
  const steps = personalSteps(scene, c, committee);
  // Who is missing is missed: the others try to go on now and then.
  if (steps.length > 0 && committee.stage !== 'reported' && scene.author.chance.percent(94)) return steps;
  switch (committee.stage) {
    case 'chaired':
    case 'reviewing': return reviewing(scene, c, committee);
    case 'scoring': return scoring(scene, c, committee);
    case 'summarised': return signing(scene, c, committee);
    default: return receiving(scene, c);
  }
}

async function phase(scene: Scene, c: Case): Promise<Wishes> {
  const { chance } = scene.author;
  switch (c.lot.stage) {
    case 'bidding': return choose(scene, [[10, () => preparationWishes(scene, c)], [3, () => securityWishes(scene, c)], [c.committee?.stage === 'formed' ? 0 : 2, () => formation(scene, c)]]);
    case 'closed':
    case 'announced':
    case 'checked':
    case 'opening': return openingWishes(scene, c);
    case 'opened': return chance.percent(95) ? evaluation(scene, c) : choose(scene, incidents(scene, c));
    case 'evaluated': return evaluated(scene, c);
    case 'publicised': return publicised(scene, c);
    case 'decided': return decided(scene, c);
    case 'awarded': return awarded(scene, c);
    case 'contracted': return contracted(scene, c);
    case 'failed':
    case 'invalid':
    case 'terminated': return ended(scene, c);
    default: return NONE;
  }
}

/** Wishes about one lot. What holds it is mostly dealt with first; now and then somebody tries to go on all the same. */
export async function caseWishes(scene: Scene, c: Case): Promise<Wishes> {
  const { chance } = scene.author;
  if (isHeld(c) && chance.percent(65)) return release(scene, c);
  if (RUNNING.includes(c.lot.stage) && chance.percent(c.lot.stage === 'publicised' ? 8 : 3)) return disturbance(scene, c);
  if (chance.percent(2)) return impostors(scene, c.lot);
  return phase(scene, c);
}
