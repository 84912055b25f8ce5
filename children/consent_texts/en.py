"""The guardian's page in English."""

from children.consent_texts.wording import Ask, Wording
from children.states import ConsentScope, FormSection

WORDING = Wording(
    asks={
        ConsentScope.DISCUSS: Ask(
            "May the primary school ({school}) think along with us about {child}?",
            "The school’s quality coordinator then joins our talks. That is a person who helps "
            "children to start at school.",
        ),
        ConsentScope.ASKED_AT_35: Ask(
            "May we ask you again when {child} is three and a half years old?",
            "We will then ask what the school may know. We share nothing now.",
        ),
        ConsentScope.OBSERVE: Ask(
            "May the primary school ({school}) visit the group to observe {child}?",
            "The school’s quality coordinator watches how {child} plays and learns.",
        ),
        ConsentScope.OBSERVE_OWN: Ask(
            "May our care coordinator, or a team that they invite, come and observe {child}?",
            "This happens in the group. The school hears nothing of it. We tell you beforehand who "
            "comes.",
        ),
        ConsentScope.SHARE_FORM: Ask(
            "May the primary school ({school}) read what we write about {child}?",
            "It is only about: {parts}.",
        ),
        ConsentScope.SUPPORT_TEAM: Ask(
            "May we talk with you and others about help for {child}?",
            "Taking part in the talk: {partners}. If somebody joins, we ask you again.",
        ),
        ConsentScope.HEALTH: Ask(
            "May the primary school ({school}) also know what we know about the health of {child}?",
            "This is a separate question. A no changes nothing in your other choices.",
        ),
    },
    sections={
        FormSection.BASICS: "what helps and what stands out",
        FormSection.DEVELOPMENT: "development",
        FormSection.SUPPORT: "help given so far",
        FormSection.REPORT: "the childcare’s report",
        FormSection.ARRANGEMENT: "an extra place or an official indication",
    },
    words={
        "gate_title": "A question from your childcare",
        "gate_intro": "Your childcare has a question for you. Please fill in a date first.",
        "born": "Your child’s date of birth",
        "born_hint": "Day, month and year. For example 14-3-2023.",
        "next": "Continue",
        "no_date": "Fill in a date, for example 14-3-2023.",
        "no_match": "This link and this date do not belong together. Please check the date. "
        "After five times a link stops working. Then ask for a new one with the button below.",
        "too_often": "This was tried too often. Please wait five minutes.",
        "too_late": "This took longer than half an hour. "
        "Fill in the date again: then we send your choice.",
        "heading": "A question about {child}",
        "asks": "Your childcare ({location}) asks you this.",
        "you_decide": "You decide. If you say no, nothing changes for {child}.",
        "yes": "Yes, I agree",
        "no": "No, I do not agree",
        "object": "I object to this",
        "other_yes": "A parent has already agreed. Do you disagree? Then the sharing stops.",
        "everybody": "This is allowed only when all parents with custody say yes.",
        "more": "More information",
        "reads": "Only the school named in the question can see this. The municipality cannot.",
        "until": "A yes is valid until {day}.",
        "stop_later": "You can stop at any time: with this link, or with a new one from the "
        "childcare. You do not have to say why.",
        "send": "Send my choice",
        "choose": "First make your choice at a question.",
        "closed": "This question has changed. Below is what applies now.",
        "earlier": "What you chose before",
        "said_yes": "You said yes.",
        "said_no": "You said no.",
        "said_object": "You objected to this.",
        "stop": "Stop",
        "thanks": "Thank you. Your choice has been saved.",
        "stopped": "Your consent has been stopped.",
        "nothing": "There are no questions for you now.",
        "expired": "You can no longer answer with this link. "
        "Ask for a new one with the button below, or at the childcare. You can still stop.",
        "language": "Choose a language",
        "skip": "Skip to the content",
        "error": "Error:",
        "school_partner": "primary school {school}",
        "hidden": "name not shown",
    },
)
