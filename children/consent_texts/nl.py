"""The guardian's page in Dutch: the text that the others translate."""

from children.consent_texts.wording import Ask, Wording
from children.states import ConsentScope, FormSection

WORDING = Wording(
    asks={
        ConsentScope.DISCUSS: Ask(
            "Mag de basisschool ({school}) met ons meedenken over {child}?",
            "De kwaliteitscoördinator van de school praat dan met ons mee. Dat is iemand die "
            "kinderen helpt bij de start op school.",
        ),
        ConsentScope.ASKED_AT_35: Ask(
            "Mogen wij u opnieuw iets vragen als {child} drieënhalf jaar is?",
            "Wij vragen dan wat de school mag weten. Nu delen wij niets.",
        ),
        ConsentScope.OBSERVE: Ask(
            "Mag de basisschool ({school}) in de groep komen kijken naar {child}?",
            "De kwaliteitscoördinator van de school kijkt hoe {child} speelt en leert.",
        ),
        ConsentScope.OBSERVE_OWN: Ask(
            "Mag onze zorgcoördinator, of een team dat zij vraagt, komen kijken naar {child}?",
            "Dat gebeurt in de groep. De school hoort hier niets van. Wij vertellen u vooraf wie "
            "er komt.",
        ),
        ConsentScope.SHARE_FORM: Ask(
            "Mag de basisschool ({school}) lezen wat wij over {child} schrijven?",
            "Het gaat alleen over: {parts}.",
        ),
        ConsentScope.SUPPORT_TEAM: Ask(
            "Mogen wij met u en anderen praten over hulp voor {child}?",
            "Aan het gesprek doen mee: {partners}. Komt er iemand bij? Dan vragen wij het u "
            "opnieuw.",
        ),
        ConsentScope.HEALTH: Ask(
            "Mag de basisschool ({school}) ook weten wat wij weten over de gezondheid van {child}?",
            "Dit is een aparte vraag. Bij nee verandert er niets aan uw andere keuzes.",
        ),
    },
    sections={
        FormSection.BASICS: "wat helpt en wat opvalt",
        FormSection.DEVELOPMENT: "de ontwikkeling",
        FormSection.SUPPORT: "de hulp tot nu toe",
        FormSection.REPORT: "het verslag van de opvang",
        FormSection.ARRANGEMENT: "een extra plaats of een indicatie",
    },
    words={
        "gate_title": "Vraag van de kinderopvang",
        "gate_intro": "De kinderopvang heeft een vraag voor u. Vul eerst een datum in.",
        "born": "Geboortedatum van uw kind",
        "born_hint": "Dag, maand en jaar. Bijvoorbeeld 14-3-2023.",
        "next": "Verder",
        "no_date": "Vul een datum in, bijvoorbeeld 14-3-2023.",
        "no_match": "Deze link en deze datum horen niet bij elkaar. Kijk de datum na. "
        "Na vijf keer werkt een link niet meer. Vraag dan een nieuwe, met de knop hieronder.",
        "too_often": "Dit is te vaak geprobeerd. Wacht vijf minuten.",
        "too_late": "Dit duurde langer dan een half uur. "
        "Vul de datum nog een keer in: dan versturen wij uw keuze.",
        "heading": "Een vraag over {child}",
        "asks": "De kinderopvang ({location}) vraagt u dit.",
        "you_decide": "U beslist. Bij nee verandert er niets voor {child}.",
        "yes": "Ja, dat mag",
        "no": "Nee, dat mag niet",
        "object": "Hier ben ik het niet mee eens",
        "other_yes": "Een ouder gaf al toestemming. Bent u het niet eens? Dan stopt het delen.",
        "everybody": "Dit mag pas als alle ouders met gezag ja zeggen.",
        "more": "Meer uitleg",
        "reads": "Alleen de school die bij de vraag staat, kan dit zien. De gemeente niet.",
        "until": "Een ja geldt tot en met {day}.",
        "stop_later": "U kunt altijd stoppen: met deze link, of met een nieuwe van de opvang. "
        "U hoeft niet te zeggen waarom.",
        "send": "Keuze versturen",
        "choose": "Maak eerst bij een vraag uw keuze.",
        "closed": "Deze vraag is veranderd. Hieronder staat wat nu geldt.",
        "earlier": "Wat u eerder koos",
        "said_yes": "U zei ja.",
        "said_no": "U zei nee.",
        "said_object": "U was het er niet mee eens.",
        "stop": "Stoppen",
        "thanks": "Bedankt. Uw keuze is bewaard.",
        "stopped": "Uw toestemming is gestopt.",
        "nothing": "Er zijn nu geen vragen voor u.",
        "expired": "Met deze link kunt u niet meer antwoorden. "
        "Vraag een nieuwe met de knop hieronder, of aan de opvang. Stoppen kan wel.",
        "language": "Taal kiezen",
        "skip": "Direct naar de inhoud",
        "error": "Fout:",
        "school_partner": "basisschool {school}",
        "hidden": "naam niet getoond",
    },
)
