/** Every act and every event of the platform, by id. */
import type { ActDefinition } from './act/definition.ts';
import { consentExtension } from './bid/consent-extension.ts';
import { reportTendererChange } from './bid/report-tenderer-change.ts';
import { bidEvents } from './bid/state.ts';
import { submitBid, withdrawBid } from './bid/submit-bid.ts';
import { askQuestion } from './enquiry/ask-question.ts';
import { enquiryEvents } from './enquiry/state.ts';
import { foundPlatform } from './governance/found-platform.ts';
import { loadCalendarYear } from './governance/load-calendar-year.ts';
import { registerGuardians, retireGuardians } from './governance/register-guardians.ts';
import { governanceEvents } from './governance/state.ts';
import { announceTenderers } from './opening/announce-tenderers.ts';
import { openBid } from './opening/open-bid.ts';
import { recordOpening } from './opening/record-opening.ts';
import { releaseShare } from './opening/release-share.ts';
import { openingEvents } from './opening/state.ts';
import { addKey, reinstateParty, revokeKey, suspendParty } from './party/change-party.ts';
import { registerParty } from './party/register-party.ts';
import { registerPerson } from './party/register-person.ts';
import { partyEvents } from './party/state.ts';
import { registerProject, terminateProject } from './planning/register-project.ts';
import { planningEvents } from './planning/state.ts';
import { acknowledgeChange } from './recipient/acknowledge-change.ts';
import { obtainDocument } from './recipient/obtain-document.ts';
import { recipientEvents } from './recipient/state.ts';
import { announceSiteVisit } from './tender/announce-site-visit.ts';
import { clarify } from './tender/clarify.ts';
import { closeBidding } from './tender/close-bidding.ts';
import { declareOutage } from './tender/declare-outage.ts';
import { defineLot } from './tender/define-lot.ts';
import { deliverChange } from './tender/deliver-change.ts';
import { extendValidity } from './tender/extend-validity.ts';
import { fixDeadlines } from './tender/fix-deadlines.ts';
import { invalidateDocument } from './tender/invalidate-document.ts';
import { preparationEvents } from './tender/preparation-events.ts';
import { amendNotice, publishNotice } from './tender/publish-notice.ts';
import { tenderEvents } from './tender/state.ts';
import { terminateTender } from './tender/terminate-tender.ts';
import type { EventCatalogue } from './act/fold.ts';

export const EVENTS: EventCatalogue = { ...governanceEvents, ...partyEvents, ...planningEvents, ...tenderEvents, ...preparationEvents, ...recipientEvents, ...enquiryEvents, ...bidEvents, ...openingEvents };

const ALL: readonly ActDefinition[] = [
  foundPlatform, loadCalendarYear, registerGuardians, retireGuardians,
  registerParty, registerPerson, addKey, revokeKey, suspendParty, reinstateParty,
  registerProject, terminateProject,
  defineLot, publishNotice, amendNotice, fixDeadlines, closeBidding, terminateTender,
  obtainDocument, acknowledgeChange, askQuestion, clarify, announceSiteVisit, deliverChange, declareOutage, invalidateDocument, extendValidity,
  submitBid, withdrawBid, consentExtension, reportTendererChange,
  announceTenderers, releaseShare, openBid, recordOpening,
];

export const ACTS: ReadonlyMap<string, ActDefinition> = new Map(ALL.map((each) => [each.id, each]));
