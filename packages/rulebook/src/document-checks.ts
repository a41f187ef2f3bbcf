/** What a tender document is checked for, as it stands in its files, still to be parsed by `parseDocumentChecks`. */
import type { Json } from '@zhaobiao/basics';
import exceptions from './document-checks/exceptions.json' with { type: 'json' };
import figures from './document-checks/figures.json' with { type: 'json' };
import minima from './document-checks/minima.json' with { type: 'json' };
import moments from './document-checks/moments.json' with { type: 'json' };
import negativeList from './document-checks/negative-list.json' with { type: 'json' };
import notEntered from './document-checks/not-entered.json' with { type: 'json' };
import payment from './document-checks/payment.json' with { type: 'json' };
import procurement from './document-checks/procurement.json' with { type: 'json' };
import reference from './document-checks/reference.json' with { type: 'json' };
import sections from './document-checks/sections.json' with { type: 'json' };
import vocabulary from './document-checks/vocabulary.json' with { type: 'json' };
import works from './document-checks/works.json' with { type: 'json' };

export const DOCUMENT_CHECKS: Json = { vocabulary, exceptions, sentences: [...negativeList, ...works, ...payment, ...reference, ...procurement], minima, sections, figures, moments, notEntered };
