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
    "own_link": "Give it to a school yourself",
    "own_open": "Make or see a code",
    "own_intro": "With a code of your own you let a school read this. It can be any school, also "
    "in another municipality.",
    "own_heading": "{child}: give it to a school yourself",
    "own_how": "Give the code to the school. It fills in the code and the date of birth of "
    "{child}. It can read this once, within {days} days. In the log you see that somebody read it.",
    "own_frozen": "The school reads what is here now, and what you wrote with it yourself. It "
    "does not read what is about another parent.",
    "own_health": "The school may also read what is about health",
    "own_make": "Make a code",
    "own_again": "Make a new code",
    "own_replaces": "A new code replaces the old one.",
    "own_code": "This is your code",
    "own_once": "You see the code only once. Write it down, or take a photo.",
    "own_where": "The school reads at:",
    "own_codes": "Your codes",
    "own_made_on": "Made on {day}",
    "own_live": "works until {day}",
    "own_read": "read on {day}",
    "own_stopped": "stopped by you, or replaced",
    "own_blocked": "no longer works: too many wrong dates of birth",
    "own_expired": "too old: no longer works",
    "own_stop": "Stop this code",
    "own_stop_done": "The code no longer works.",
    "own_none": "There is nothing to pass on now.",
    "own_many": "You made many codes. Try again in a week.",
    "own_back": "Back to what childcare writes",
    "role.code": "somebody with your code",
}
