/** Every act and every event of the platform, by id. */
import type { ActDefinition } from './act/definition.ts';
import { consentExtension } from './bid/consent-extension.ts';
import { reportTendererChange } from './bid/report-tenderer-change.ts';
import { archiveTender, confirmReturns } from './award/archive-tender.ts';
import { decideAward, failTender, passOver } from './award/decide-award.ts';
import { fileWrittenReport } from './award/file-written-report.ts';
import { issueAward } from './award/issue-award.ts';
import { publishCandidates } from './award/publish-candidates.ts';
import { receiveReport } from './award/receive-report.ts';
import { orderRecheck, reviewCapacity } from './award/recheck.ts';
import { awardEvents } from './award/state.ts';
import { bidEvents } from './bid/state.ts';
import { beginTransfer } from './bid/begin-transfer.ts';
import { submitBid } from './bid/submit-bid.ts';
import { withdrawBid } from './bid/withdraw-bid.ts';
import { answerObjection, withdrawObjection } from './complaint/answer-objection.ts';
import { objectToDocument, objectToOpening, objectToResult } from './complaint/file-objection.ts';
import { complaintEvents } from './complaint/state.ts';
import { concludeContract, proposeContract, publishContract } from './contract/conclude-contract.ts';
import { contractEvents } from './contract/state.ts';
import { askQuestion } from './enquiry/ask-question.ts';
import { enquiryEvents } from './enquiry/state.ts';
import { answerCommittee, askTenderer } from './evaluation/ask-tenderer.ts';
import { concludePreliminary } from './evaluation/conclude-preliminary.ts';
import { evaluationEvents } from './evaluation/events.ts';
import { moveRejection, voteRejection } from './evaluation/move-rejection.ts';
import { correctArithmetic, screenBids } from './evaluation/screen-bids.ts';
import { closeSigning, recordCapacity, signReport } from './evaluation/sign-report.ts';
import { returnSheet, submitScores } from './evaluation/submit-scores.ts';
import { summariseScores } from './evaluation/summarise-scores.ts';
import { voteTie } from './evaluation/vote-tie.ts';
import { electChair } from './expert/elect-chair.ts';
import { confirmCommittee, proposeCommittee } from './expert/propose-committee.ts';
import { replaceMember } from './expert/replace-member.ts';
import { expertEvents } from './expert/state.ts';
import { askForTime, declareInterest, signInMember, studyCase } from './expert/take-seat.ts';
import { foundPlatform } from './governance/found-platform.ts';
import { loadCalendarYear } from './governance/load-calendar-year.ts';
import { registerGuardians, retireGuardians } from './governance/register-guardians.ts';
import { governanceEvents } from './governance/state.ts';
import { announceTenderers } from './opening/announce-tenderers.ts';
import { checkSeals } from './opening/check-seals.ts';
import { drawCoefficients, drawWithoutNonce } from './opening/draw-coefficients.ts';
import { extendOwnKeys } from './opening/extend-own-keys.ts';
import { openBid } from './opening/open-bid.ts';
import { recordOpening } from './opening/record-opening.ts';
import { releaseOwnKey } from './opening/release-own-key.ts';
import { releaseShare } from './opening/release-share.ts';
import { openingEvents } from './opening/state.ts';
import { addKey, reinstateParty, revokeKey, suspendParty } from './party/change-party.ts';
import { registerParty } from './party/register-party.ts';
import { registerPerson } from './party/register-person.ts';
import { partyEvents } from './party/state.ts';
import { changePlan, publishPlan } from './planning/publish-plan.ts';
import { registerProject } from './planning/register-project.ts';
import { planningEvents } from './planning/state.ts';
import { terminateProject } from './planning/terminate-project.ts';
import { acknowledgeChange } from './recipient/acknowledge-change.ts';
import { obtainDocument } from './recipient/obtain-document.ts';
import { recipientEvents } from './recipient/state.ts';
import { announceSiteVisit } from './tender/announce-site-visit.ts';
import { clarify } from './tender/clarify.ts';
import { liftSuspension, orderSuspension } from './supervision/order-suspension.ts';
import { supervisionEvents } from './supervision/state.ts';
import { closeBidding } from './tender/close-bidding.ts';
import { declareOutage } from './tender/declare-outage.ts';
import { defineLot } from './tender/define-lot.ts';
import { deliverChange } from './tender/deliver-change.ts';
import { extendValidity } from './tender/extend-validity.ts';
import { fixDeadlines } from './tender/fix-deadlines.ts';
import { invalidateDocument } from './tender/invalidate-document.ts';
import { preparationEvents } from './tender/preparation-events.ts';
import { draftDocument } from './tender/draft-document.ts';
import { amendNotice, publishNotice } from './tender/publish-notice.ts';
import { tenderEvents } from './tender/state.ts';
import { terminateTender } from './tender/terminate-tender.ts';
import { lodgePerformanceBond, lodgeSecurity } from './security/lodge-security.ts';
import { forfeitSecurity, returnSecurity, returnWithdrawn } from './security/return-security.ts';
import { securityEvents } from './security/state.ts';
import type { EventCatalogue } from './act/fold.ts';

export const EVENTS: EventCatalogue = { ...governanceEvents, ...partyEvents, ...planningEvents, ...tenderEvents, ...preparationEvents, ...recipientEvents, ...enquiryEvents, ...bidEvents, ...securityEvents, ...openingEvents, ...expertEvents, ...evaluationEvents, ...complaintEvents, ...supervisionEvents, ...awardEvents, ...contractEvents };

const ALL: readonly ActDefinition[] = [
  foundPlatform, loadCalendarYear, registerGuardians, retireGuardians,
  registerParty, registerPerson, addKey, revokeKey, suspendParty, reinstateParty,
  registerProject, publishPlan, changePlan, terminateProject,
  defineLot, draftDocument, publishNotice, amendNotice, fixDeadlines, closeBidding, terminateTender,
  obtainDocument, acknowledgeChange, askQuestion, clarify, announceSiteVisit, deliverChange, declareOutage, invalidateDocument, extendValidity,
  lodgeSecurity, lodgePerformanceBond, returnSecurity, returnWithdrawn, forfeitSecurity,
  beginTransfer, submitBid, withdrawBid, consentExtension, reportTendererChange,
  announceTenderers, checkSeals, drawCoefficients, drawWithoutNonce, releaseShare, releaseOwnKey, extendOwnKeys, openBid, recordOpening,
  proposeCommittee, confirmCommittee, replaceMember, signInMember, declareInterest, electChair, studyCase, askForTime,
  screenBids, moveRejection, voteRejection, correctArithmetic, askTenderer, answerCommittee, concludePreliminary, submitScores, returnSheet, voteTie, summariseScores, signReport, closeSigning, recordCapacity,
  objectToDocument, objectToOpening, objectToResult, answerObjection, withdrawObjection, orderSuspension, liftSuspension,
  receiveReport, publishCandidates, orderRecheck, reviewCapacity, passOver, decideAward, issueAward, fileWrittenReport, failTender, confirmReturns, archiveTender,
  proposeContract, concludeContract, publishContract,
];

export const ACTS: ReadonlyMap<string, ActDefinition> = new Map(ALL.map((each) => [each.id, each]));
