"""What a guardian reads of what is kept, and the mails to a guardian: six languages.

No consent rests on these texts, so no question is asked anew when one changes; a municipality
approves a language as a whole, these texts too (`children.text_approvals`). `{link}` is filled in
when a mail goes (`partners.outbox`).
"""

from children.reading_texts import (
    ar,
    en,
    handover_ar,
    handover_en,
    handover_nl,
    handover_pl,
    handover_tr,
    handover_uk,
    nl,
    pl,
    requests_ar,
    requests_en,
    requests_nl,
    requests_pl,
    requests_tr,
    requests_uk,
    support_ar,
    support_en,
    support_nl,
    support_pl,
    support_tr,
    support_uk,
    tr,
    uk,
)
from children.states import Language

READING: dict[Language, dict[str, str]] = {
    Language.NL: nl.WORDS | handover_nl.WORDS | requests_nl.WORDS | support_nl.WORDS,
    Language.EN: en.WORDS | handover_en.WORDS | requests_en.WORDS | support_en.WORDS,
    Language.TR: tr.WORDS | handover_tr.WORDS | requests_tr.WORDS | support_tr.WORDS,
    Language.AR: ar.WORDS | handover_ar.WORDS | requests_ar.WORDS | support_ar.WORDS,
    Language.PL: pl.WORDS | handover_pl.WORDS | requests_pl.WORDS | support_pl.WORDS,
    Language.UK: uk.WORDS | handover_uk.WORDS | requests_uk.WORDS | support_uk.WORDS,
}
