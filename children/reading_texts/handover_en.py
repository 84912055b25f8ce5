"""What a guardian reads of the handover form, in English."""

WORDS = {
    "handover_link": "Read what childcare tells the school",
    "handover_heading": "What childcare tells the school about {child}",
    "handover_asked": "Childcare wants to share this with the school. The school reads it only "
    "after you say yes, and only the parts that you tick.",
    "handover_shared": "Childcare shared this with your permission. If something changes, you will"
    " read it here.",
    "handover_none": "There is nothing to read yet.",
    "handover_view": "What would you like to say yourself?",
    "handover_view_hint": "Childcare reads what you write. When the school reads this form, it "
    "reads this too.",
    "handover_sent": "Thank you. Childcare will read this.",
}
