"""Words of the pages for reviewers."""

from __future__ import annotations

REVIEW: dict[str, tuple[str, str]] = {
    "review_title": ("Beoordelen", "Review"),
    "review_login": ("Toegang voor beoordelaars", "Access for reviewers"),
    "review_login_about": (
        "Beoordelaars krijgen een sleutel van de beheerder (seeingstars review token NAAM).",
        "Reviewers get a token from the maintainer (seeingstars review token NAME).",
    ),
    "review_token": ("Sleutel", "Token"),
    "review_enter": ("Naar binnen", "Enter"),
    "review_leave": ("Afmelden", "Sign out"),
    "review_wrong": ("Deze sleutel is niet goed.", "This token is not right."),
    "review_too_often": (
        "Te vaak geprobeerd. Wacht een paar minuten.",
        "Tried too often. Wait a few minutes.",
    ),
    "review_none": ("Er wacht niets op een oordeel.", "Nothing waits for a decision."),
    "review_waiting": ("{count} inzendingen wachten op een oordeel.", "{count} uploads wait for a decision."),
    "review_waiting_one": ("1 inzending wacht op een oordeel.", "1 upload waits for a decision."),
    "review_upload": ("Inzending {number}", "Upload {number}"),
    "review_why_held": ("Waarom zij wacht", "Why it waits"),
    "review_received": ("Ontvangen", "Received"),
    "review_open": ("Bekijk en beslis", "See and decide"),
    "review_reviewer": ("Wie beslist", "Who decides"),
    "review_reviewer_hint": ("initialen of een rol, geen volle naam", "initials or a role, no full name"),
    "review_reason": ("Reden, zichtbaar voor de inzender", "Reason, visible to the contributor"),
    "review_reason_needed": ("Geef een reden.", "Give a reason."),
    "review_reviewer_needed": ("Zeg wie er beslist.", "Say who decides."),
    "review_accept": ("Neem aan", "Accept"),
    "review_reject": ("Wijs af", "Reject"),
    "review_undo": ("Draai het laatste besluit terug", "Undo the last decision"),
    "review_history": ("Eerdere besluiten", "Earlier decisions"),
    "review_decided": ("Besloten", "Decided"),
    "review_no_history": ("Nog geen.", "None yet."),
    "review_decision": ("{decision} door {reviewer}: {reason}", "{decision} by {reviewer}: {reason}"),
    "decision_accept": ("aangenomen", "accepted"),
    "decision_reject": ("afgewezen", "rejected"),
    "decision_undo": ("besluit teruggedraaid", "decision undone"),
    "review_recent": ("Afgewezen", "Rejected"),
}
