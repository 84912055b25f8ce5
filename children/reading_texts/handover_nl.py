"""What a guardian reads of the handover form, in Dutch: what the others translate."""

WORDS = {
    "handover_link": "Lezen wat de opvang aan de school vertelt",
    "handover_heading": "Wat de opvang de school over {child} vertelt",
    "handover_asked": "Dit wil de opvang met de school delen. De school leest dit pas als u ja "
    "zegt, en alleen de delen die u aankruist.",
    "handover_shared": "Dit heeft de opvang met uw toestemming gedeeld. Verandert er iets, dan "
    "leest u dat hier.",
    "handover_none": "Er is nog niets om te lezen.",
    "handover_view": "Wat wilt u zelf vertellen?",
    "handover_view_hint": "De opvang leest wat u schrijft. Leest een school dit formulier, dan "
    "leest zij dit ook.",
    "handover_sent": "Dank u. De opvang leest dit.",
}
