"""The desk's words for categories, labels, verdicts, actions and languages; marked here, translated where shown."""

from __future__ import annotations

from collections.abc import Callable

Translate = Callable[[str], str]


def N_(text: str) -> str:  # noqa: N802  the extraction tool's own name
    """Mark a text for translation."""
    return text


CATEGORIES = {
    "abuse": N_("Abuse"),
    "spam": N_("Spam"),
    "personal_data": N_("Personal data"),
    "confidential": N_("Confidential"),
    "vendor_complaint": N_("Complaint about the vendor"),
    "copyright": N_("Copyright"),
    "unlawful": N_("Unlawful"),
    "removal_request": N_("Removal request"),
    "missing_prerequisites": N_("Missing prerequisites"),
    "out_of_scope": N_("Out of scope"),
    "wrong_category": N_("Wrong section"),
    "support_abuse": N_("Misuse of support"),
    "attention": N_("Needs attention"),
    "not_scanned": N_("Not examined, please read"),
}
LABELS = {
    "abuse.insult": N_("Insult"),
    "abuse.hate": N_("Hate"),
    "abuse.threat": N_("Threat"),
    "abuse.adult": N_("Adult content"),
    "abuse.offensive": N_("Offensive words"),
    "abuse.defamation": N_("Defamation"),
    "abuse.impolite": N_("Impolite tone"),
    "spam.fake_support": N_("Fake support number"),
    "spam.phishing": N_("Phishing"),
    "spam.link": N_("Spam link"),
    "spam.ad": N_("Advertising"),
    "spam.job": N_("Job or income offer"),
    "spam.seo": N_("Link planting"),
    "spam.dup": N_("Repeated post"),
    "spam.wave": N_("Wave of posts"),
    "spam.adult": N_("Adult advertising"),
    "personal_data.phone": N_("Telephone number"),
    "personal_data.email": N_("E-mail address"),
    "personal_data.person": N_("Name of a person"),
    "personal_data.address": N_("Postal address"),
    "personal_data.iban": N_("Account number"),
    "personal_data.credit_card": N_("Card number"),
    "personal_data.national_id": N_("Identity number"),
    "personal_data.date_of_birth": N_("Date of birth"),
    "personal_data.ip_address": N_("IP address"),
    "personal_data.extension": N_("Extension"),
    "personal_data.caller_records": N_("Numbers of callers"),
    "confidential.licence_key": N_("Licence key"),
    "confidential.password": N_("Password"),
    "confidential.private_key": N_("Private key"),
    "confidential.provisioning_link": N_("Provisioning link"),
    "confidential.remote_access": N_("Remote access"),
    "confidential.support_number": N_("Internal support number"),
    "confidential.internal_document": N_("Internal document"),
    "confidential.private_message": N_("Private message"),
    "confidential.not_public": N_("Not meant for the public"),
    "confidential.token": N_("Access token"),
    "confidential.credential": N_("Sign-in data"),
    "confidential.support_info": N_("Support package"),
    "confidential.backup": N_("Backup file"),
    "confidential.capture": N_("Network capture"),
    "confidential.licence_file": N_("Licence file"),
    "missing_prerequisites.version": N_("Lacks the version"),
    "missing_prerequisites.outdated_version": N_("Outdated version"),
    "missing_prerequisites.steps_taken": N_("Lacks what was tried"),
    "missing_prerequisites.reproduction": N_("Lacks how to reproduce it"),
    "missing_prerequisites.logs": N_("Lacks logs"),
    "missing_prerequisites.description": N_("Lacks a clear description"),
    "missing_prerequisites.multiple_issues": N_("Several issues in one post"),
    "missing_prerequisites.vendor_not_contacted": N_("Other vendor not asked yet"),
    "missing_prerequisites.not_per_manual": N_("Departs from the manual"),
    "missing_prerequisites.unsupported_trunk": N_("Unsupported SIP trunk"),
    "missing_prerequisites.unsupported_hardware": N_("Unsupported hardware"),
    "missing_prerequisites.unsupported_software": N_("Unsupported software"),
    "removal_request.legal": N_("Legal removal request"),
    "removal_request.own_leak": N_("Own leak, to be removed"),
    "unlawful.covert_recording": N_("Recording in secret"),
    "unlawful.licence_trade": N_("Trade with licences"),
    "unlawful.piracy": N_("Pirated software"),
    "unlawful.spoofing": N_("Somebody else's number shown"),
    "unlawful.toll_fraud": N_("Calls at others' cost"),
    "out_of_scope.unsupported_trunk": N_("Out of scope: SIP trunk"),
    "out_of_scope.unsupported_phone": N_("Out of scope: telephone"),
    "out_of_scope.eol_phone": N_("Out of scope: phone at its end of life"),
    "out_of_scope.gateway": N_("Out of scope: gateway"),
    "out_of_scope.headset": N_("Out of scope: headset"),
    "out_of_scope.firewall": N_("Out of scope: firewall"),
    "out_of_scope.network_os": N_("Out of scope: network or operating system"),
    "out_of_scope.stun": N_("Out of scope: STUN"),
    "out_of_scope.teams_l3": N_("Out of scope: Microsoft Teams"),
    "out_of_scope.crm_pms": N_("Out of scope: CRM or hotel software"),
    "out_of_scope.call_control_api": N_("Out of scope: Call Control API"),
    "out_of_scope.cfd": N_("Out of scope: building call flows"),
    "out_of_scope.custom_template": N_("Out of scope: own template"),
    "out_of_scope.remote_install": N_("Out of scope: remote installation"),
    "out_of_scope.remote_session": N_("Out of scope: remote session"),
    "out_of_scope.third_party_conference": N_("Out of scope: conference with third parties"),
    "out_of_scope.fraud_analysis": N_("Out of scope: analysis of call fraud"),
    "out_of_scope.evaluation": N_("Out of scope: evaluation"),
    "out_of_scope.end_user": N_("Out of scope: end user"),
    "out_of_scope.not_product": N_("Out of scope: another product"),
    "attention.urgent_help": N_("Urgent help needed"),
    "attention.language": N_("Language without support"),
    "attention.phone_support": N_("Asks for phone support"),
    "attention.wireshark": N_("Asks for a Wireshark analysis"),
    "attention.awaiting_author": N_("Waits for the author"),
}
VERDICTS = {"violation": N_("Violation"), "no_violation": N_("No violation"), "escalate": N_("Passed on")}
ACTIONS = {
    "hide": N_("Hide the post"),
    "restore": N_("Show the post again"),
    "delete": N_("Delete the post"),
    "edit": N_("Take the exposed text out"),
    "reply": N_("Answer the author"),
    "warn": N_("Warn the author"),
    "move": N_("Move to another section"),
    "silence": N_("Silence the author for a while"),
    "suspend": N_("Suspend the author for a while"),
    "send_to_review": N_("Send to the forum’s own review"),
    "tell_staff": N_("Tell staff"),
}
ROLES = {
    "reviewer": N_("Reviewer"),
    "lead": N_("Lead"),
    "rule_editor": N_("Rule editor"),
    "admin": N_("Admin"),
}
ACTION_STATES = {
    "pending": N_("waits"),
    "done": N_("done"),
    "rehearsed": N_("only written down"),
    "failed": N_("failed"),
    "cancelled": N_("called back"),
}
STATUSES = {"live": N_("live"), "hint": N_("hint"), "shadow": N_("shadow, counts only")}
SPEAKERS = {
    "quote": N_("Quoted"),
    "blockquote": N_("Quoted"),
    "onebox": N_("Preview of a link"),
    "code": N_("Code"),
    "log": N_("Log"),
    "signature": N_("Signature"),
}
OWN_WORDS = N_("counted as the author’s own words")
VERBS = {
    "decide": N_("decided a case"),
    "undo": N_("took back"),
    "claim": N_("took up"),
    "reveal": N_("looked at masked data"),
    "confirm": N_("agreed to a consequence"),
    "decline": N_("declined a consequence"),
    "sign_in": N_("signed in"),
    "sign_out": N_("signed out"),
    "make_account": N_("made an account"),
    "make_link": N_("made a sign-in link"),
    "change_roles": N_("changed roles"),
    "change_password": N_("changed a password"),
    "export": N_("exported"),
    "pause": N_("stopped the clock"),
    "resume": N_("started the clock"),
    "examine again": N_("had a post examined again"),
    "open flag": N_("opened a case"),
    "add to flag": N_("added evidence"),
    "close as supplied": N_("closed: supplied"),
    "give up check": N_("could not examine"),
    "stop enforcement": N_("stopped all acting"),
    "resume enforcement": N_("let acting start again"),
    "reset breaker": N_("let acting start again"),
    "note to partner": N_("sent a note to a partner"),
    "change rule": N_("noticed a changed rule"),
    "change config": N_("noticed changed configuration"),
    "revert rule": N_("took back what a rule did"),
    "close with its rule": N_("put away with its rule"),
    "trip breaker": N_("fell back to rehearsal"),
}


def name_finding(category: str, label: str, translate: Translate) -> str:
    """Return the words for a finding: its label where it has a name of its own, else the category's."""
    if label in LABELS:
        return translate(LABELS[label])
    return translate(CATEGORIES.get(category, category))


def name_label(label: str, translate: Translate) -> str:
    """Return the words for a label; unknown ones are spelled out."""
    known = LABELS.get(label) or CATEGORIES.get(label)
    if known:
        return translate(known)
    category, _, kind = label.partition(".")
    spelled = kind.replace("_", " ")
    return f"{translate(CATEGORIES[category])}: {spelled}" if category in CATEGORIES else label.replace("_", " ")
